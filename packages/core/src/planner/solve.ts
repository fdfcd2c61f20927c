import type { Meeting } from "../coexistence/meetings.ts";
import type { Timeline } from "../coexistence/timeline.ts";
import { type Choice, choose, reaches } from "./choose.ts";
import { type ConflictKind, demandOf, type Option } from "./constraint.ts";
import { type Arc, graphOf, strongComponents } from "./graph.ts";

/** What all meetings together demand of the order. */
export interface Demands {
  readonly arcs: readonly Arc[];
  readonly choices: readonly Choice[];
  readonly conflicts: readonly { readonly kind: ConflictKind; readonly meeting: Meeting }[];
}

export type Solution =
  | {
      readonly kind: "order";
      readonly arcs: readonly Arc[];
      readonly relaxed: readonly Meeting[];
      readonly exhaustive: boolean;
    }
  | { readonly kind: "conflicts"; readonly conflicts: Demands["conflicts"] }
  | { readonly kind: "no-order"; readonly arcs: readonly Arc[]; readonly choices: readonly Choice[] }
  | { readonly kind: "too-many-choices"; readonly choices: number };

export type CostOf = (arcs: readonly Arc[]) => readonly number[];

/** Up to this many unknown orders the fewest are given up; beyond it a set from which none can be taken back. */
const MAX_EXACT_UNKNOWNS = 12;

function demandsOf(
  all: readonly Meeting[],
  timeline: Timeline,
  allowed: (option: Option, meeting: Meeting) => boolean = () => true,
): Demands {
  const arcs: Arc[] = [];
  const choices: Choice[] = [];
  const conflicts: { kind: ConflictKind; meeting: Meeting }[] = [];
  for (const meeting of all) {
    const demand = demandOf(meeting, timeline);
    if (demand.kind === "none") continue;
    if (demand.kind === "conflict") {
      conflicts.push({ kind: demand.conflict, meeting });
      continue;
    }
    const options = demand.options.filter((each) => allowed(each, meeting));
    const [only] = options;
    if (!only) conflicts.push({ kind: "leftovers", meeting });
    else if (options.length === 1) arcs.push({ from: only.from, to: only.to, meeting });
    else choices.push({ meeting, options });
  }
  return { arcs, choices, conflicts };
}

/**
 * Keeps every breaking pair apart, and every unknown pair that an order can keep apart (THEORY A.3).
 * The unknown pairs that are given up are a set from which none can be taken back, the fewest where that is cheap to find.
 */
export function solve(
  all: readonly Meeting[],
  timeline: Timeline,
  cost: CostOf,
  allowed?: (option: Option, meeting: Meeting) => boolean,
): Solution {
  const hard = demandsOf(
    all.filter((each) => each.kind === "breaking"),
    timeline,
    allowed,
  );
  if (hard.conflicts.length > 0 || timeline.blocked.length > 0)
    return { kind: "conflicts", conflicts: hard.conflicts };
  const soft = demandsOf(
    all.filter((each) => each.kind === "unknown"),
    timeline,
    allowed,
  );
  const lost = soft.conflicts.map((each) => each.meeting);
  const solver = new Solver(timeline, hard, cost);
  const whole = solver.try(soft.arcs, soft.choices);
  if (whole.kind === "order") return { ...whole, relaxed: lost };
  if (soft.arcs.length + soft.choices.length === 0) return whole;
  const bare = solver.try([], [], true);
  if (bare.kind !== "order") return bare;
  const kept = solver.keepMost(soft);
  return { ...kept.order, relaxed: [...lost, ...kept.given] };
}

/** Unknown pairs that demand the very same arc (or choice): kept or given up together. */
interface Bundle {
  readonly arc?: Arc;
  readonly choice?: Choice;
  readonly meetings: Meeting[];
}

type Order = Extract<Solution, { kind: "order" }>;

class Solver {
  readonly #timeline: Timeline;
  readonly #hard: Demands;
  readonly #structure: readonly Arc[];
  readonly #cost: CostOf;

  constructor(timeline: Timeline, hard: Demands, cost: CostOf) {
    this.#timeline = timeline;
    this.#hard = hard;
    this.#structure = timeline.edges;
    this.#cost = cost;
  }

  try(arcs: readonly Arc[], choices: readonly Choice[], first = false): Solution {
    const base = [...this.#structure, ...this.#hard.arcs, ...arcs];
    const all = [...this.#hard.choices, ...choices];
    const size = this.#timeline.moments.length;
    const cost: CostOf = (chosen) => this.#cost([...base, ...chosen]);
    const chosen = choose(base, all, size, this.#timeline.same, cost, first);
    if (chosen === "budget") return { kind: "too-many-choices", choices: all.length };
    if (chosen === "none") return { kind: "no-order", arcs: base, choices: all };
    return { kind: "order", arcs: [...base, ...chosen.arcs], relaxed: [], exhaustive: chosen.exhaustive };
  }

  keepMost(soft: Demands): { order: Order; given: Meeting[] } {
    const bundles = this.#bundles(soft);
    const doubtful = this.#inCycles(bundles, soft);
    const safe = bundles.filter((each) => !doubtful.includes(each));
    const given =
      doubtful.length <= MAX_EXACT_UNKNOWNS ? this.#fewest(safe, doubtful) : this.#greedy(safe, doubtful);
    const kept = bundles.filter((each) => !given.includes(each));
    const order = this.#with(kept, false);
    // Giving up everything is feasible (the caller tried it), so what the search kept is too.
    if (order.kind !== "order") throw new TypeError("no order for the unknown pairs that were kept");
    return { order, given: given.flatMap((each) => each.meetings) };
  }

  #with(bundles: readonly Bundle[], first: boolean): Solution {
    return this.try(
      bundles.flatMap((each) => each.arc ?? []),
      bundles.flatMap((each) => each.choice ?? []),
      first,
    );
  }

  #bundles(soft: Demands): Bundle[] {
    const byEnds = new Map<string, Bundle>();
    for (const arc of soft.arcs) {
      const key = `${this.#timeline.same(arc.from)} ${this.#timeline.same(arc.to)}`;
      const known = byEnds.get(key);
      if (known && arc.meeting) known.meetings.push(arc.meeting);
      else byEnds.set(key, { arc, meetings: arc.meeting ? [arc.meeting] : [] });
    }
    const choices = soft.choices.map((choice) => ({ choice, meetings: [choice.meeting] }));
    return [...byEnds.values(), ...choices];
  }

  /** An arc outside every cycle of the graph of all arcs, all options included, can never be in the way. */
  #inCycles(bundles: readonly Bundle[], soft: Demands): Bundle[] {
    const { same, moments } = this.#timeline;
    const options = [...this.#hard.choices, ...soft.choices].flatMap(({ options: each }) => each);
    const arcs = [...this.#structure, ...this.#hard.arcs, ...soft.arcs, ...options];
    const component = strongComponents(graphOf(moments.length, arcs, same));
    const cyclic = (from: number, to: number) => component[same(from)] === component[same(to)];
    return bundles.filter(({ arc, choice }) =>
      arc ? cyclic(arc.from, arc.to) : choice?.options.some((each) => cyclic(each.from, each.to)),
    );
  }

  #fewest(safe: readonly Bundle[], doubtful: readonly Bundle[]): Bundle[] {
    const subsets = Array.from({ length: 2 ** doubtful.length }, (_, bits) =>
      doubtful.filter((_each, place) => (bits >> place) & 1),
    );
    const size = (bundles: readonly Bundle[]) => bundles.reduce((sum, each) => sum + each.meetings.length, 0);
    subsets.sort((one, other) => size(one) - size(other));
    const enough = subsets.find(
      (given) =>
        this.#with([...safe, ...doubtful.filter((each) => !given.includes(each))], true).kind === "order",
    );
    return enough ?? [...doubtful];
  }

  /** Adds back one by one, in canonical order, what still leaves an order. */
  #greedy(safe: readonly Bundle[], doubtful: readonly Bundle[]): Bundle[] {
    const free = [...safe, ...doubtful].every((each) => each.choice === undefined);
    if (free && this.#hard.choices.length === 0) return this.#greedyByReach(safe, doubtful);
    const kept = [...safe];
    const given: Bundle[] = [];
    for (const bundle of doubtful) {
      if (this.#with([...kept, bundle], true).kind === "order") kept.push(bundle);
      else given.push(bundle);
    }
    return given;
  }

  /** Without choices one path search decides each arc: it closes a cycle iff its end already leads to its beginning. */
  #greedyByReach(safe: readonly Bundle[], doubtful: readonly Bundle[]): Bundle[] {
    const { same, moments } = this.#timeline;
    const base = [...this.#structure, ...this.#hard.arcs, ...safe.flatMap((each) => each.arc ?? [])];
    const graph = graphOf(moments.length, base, same);
    const added = new Map<number, number[]>();
    return doubtful.filter(({ arc }) => {
      if (!arc) return true;
      const [from, to] = [same(arc.from), same(arc.to)];
      if (from === to || reaches(graph, to, from, added)) return true;
      const row = added.get(from);
      if (row) row.push(to);
      else added.set(from, [to]);
      return false;
    });
  }
}
