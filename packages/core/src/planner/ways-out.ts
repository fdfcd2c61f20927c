import type { VerdictTable } from "../finding/verdict.ts";
import type { System } from "../model/system.ts";
import { acceptances, candidatesFor } from "./candidates.ts";
import { layOut, worstWaitMs } from "./layout.ts";
import { applyMove, compareMoveCosts, costOfMoves, type Move, type MoveCost, moveId } from "./move.ts";
import { type Obligation, obligationsOf } from "./obligations.ts";
import type { Plan } from "./plan.ts";
import { planLayout } from "./plan-release.ts";
import type { Conflict } from "./planning.ts";

/** Moves that together make the release possible, with the plan that results and what they cost. */
export interface WayOut {
  readonly id: string;
  readonly moves: readonly Move[];
  readonly cost: MoveCost;
  readonly kind: "proven" | "unproven";
  readonly plan: Plan;
  readonly obligations: readonly Obligation[];
}

export interface WaysOut {
  /** Cheapest first. */
  readonly ways: readonly WayOut[];
  /** True: the search stopped at a limit; cheaper or other ways may exist. */
  readonly limited: boolean;
}

/** No more moves than this together. */
const MAX_MOVES = 4;
/** No more plans than this are tried. */
const MAX_REPLANS = 400;
/** No more ways than this are shown. */
const MAX_WAYS = 8;

/**
 * Looks for the cheapest sets of moves that make an impossible release possible: a hitting set over conflicts, planned again
 * after each move since moves add waits of their own (THEORY A.6). Fewest moves first; accepting a break is the last resort.
 */
export function waysOut(system: System, verdicts: VerdictTable): WaysOut {
  const search = new WayOutSearch(verdicts);
  search.deepen(system, (conflict, now) => candidatesFor(conflict, now));
  search.deepen(system, (conflict, now) => [...candidatesFor(conflict, now), ...acceptances(conflict)]);
  const ways = [...search.found].sort(
    (one, other) => compareMoveCosts(one.cost, other.cost) || (one.id < other.id ? -1 : 1),
  );
  return {
    ways: ways.slice(0, MAX_WAYS),
    limited: search.spent || ways.length === 0 || ways.length > MAX_WAYS,
  };
}

/** The move with that id among those that could help the release as it stands, else the ids that there are. */
export function chooseMove(system: System, verdicts: VerdictTable, id: string): Move | readonly string[] {
  const planning = planLayout(layOut(system, verdicts));
  if (planning.kind !== "impossible") return [];
  const moves = planning.conflicts.flatMap((each) => [...candidatesFor(each, system), ...acceptances(each)]);
  return moves.find((each) => moveId(each) === id) ?? [...new Set(moves.map(moveId))];
}

class WayOutSearch {
  readonly found: WayOut[] = [];
  readonly #verdicts: VerdictTable;
  readonly #seen = new Set<string>();
  #replans = 0;

  constructor(verdicts: VerdictTable) {
    this.#verdicts = verdicts;
  }

  get spent(): boolean {
    return this.#replans >= MAX_REPLANS;
  }

  /** Adds the ways with the fewest moves that `candidates` allow. */
  deepen(system: System, candidates: (conflict: Conflict, system: System) => Move[]): void {
    const known = this.found.length;
    this.#seen.clear();
    for (let depth = 1; depth <= MAX_MOVES && this.found.length === known && !this.spent; depth++)
      this.#descend(system, [], depth, candidates);
  }

  #descend(
    system: System,
    moves: readonly Move[],
    left: number,
    candidates: (conflict: Conflict, system: System) => Move[],
  ): void {
    const ids = moves.map(moveId).sort();
    const key = `${left} ${ids.join("\n")}`;
    if (this.spent || this.#seen.has(key) || this.#contains(ids)) return;
    this.#seen.add(key);
    this.#replans++;
    const layout = layOut(system, this.#verdicts);
    const planning = planLayout(layout);
    if (planning.kind !== "impossible") {
      if (moves.length > 0) this.#keep(system, moves, planning.kind, planning.plan, layout);
      return;
    }
    if (left === 0) return;
    const [conflict] = planning.conflicts;
    for (const move of candidates(conflict, system))
      this.#descend(applyMove(system, move), [...moves, move], left - 1, candidates);
  }

  /** Whether a part of these moves is enough already. */
  #contains(ids: readonly string[]): boolean {
    return this.found.some((each) => each.moves.map(moveId).every((id) => ids.includes(id)));
  }

  #keep(
    system: System,
    moves: readonly Move[],
    kind: "proven" | "unproven",
    plan: Plan,
    layout: ReturnType<typeof layOut>,
  ): void {
    const ids = moves.map(moveId);
    this.found.push({
      id: ids.join(" + "),
      moves,
      cost: costOfMoves(moves, worstWaitMs(layout), plan.stages.length),
      kind,
      plan: { ...plan, moves: ids },
      obligations: obligationsOf(system, layout, this.#verdicts),
    });
  }
}
