import type { Meeting } from "../coexistence/meetings.ts";
import type { Option } from "./constraint.ts";
import { type Arc, type Graph, graphOf, topologicalOrder } from "./graph.ts";

/** A pair that two different orders keep apart: both its versions are intermediate. */
export interface Choice {
  readonly meeting: Meeting;
  readonly options: readonly Option[];
}

/** At most this many partial orders are tried. A release with this many free choices is not known. */
const MAX_BRANCHES = 20_000;

export interface Chosen {
  readonly arcs: readonly Arc[];
  /** False: the budget ran out before all orders were compared; the plan is right but perhaps not the best. */
  readonly exhaustive: boolean;
}

/**
 * Picks one option for each choice so that the whole is free of cycles and `cost` is least (lexicographic; ties by canonical order).
 * Undefined: no combination works. Throws nothing; `budgetSpent` tells that the answer "none" was not proved.
 */
export function choose(
  base: readonly Arc[],
  choices: readonly Choice[],
  size: number,
  same: (node: number) => number,
  cost: (arcs: readonly Arc[]) => readonly number[],
  first = false,
): Chosen | "none" | "budget" {
  const graph = graphOf(size, base, same);
  if (!topologicalOrder(graph)) return "none";
  if (choices.length === 0) return { arcs: [], exhaustive: true };
  const search = new Search(graph, choices, same, cost, first);
  search.descend(0);
  if (search.best) return { arcs: search.best.arcs, exhaustive: search.branches <= MAX_BRANCHES };
  return search.branches > MAX_BRANCHES ? "budget" : "none";
}

class Search {
  best: { arcs: readonly Arc[]; cost: readonly number[] } | undefined;
  branches = 0;
  readonly #graph: Graph;
  readonly #choices: readonly Choice[];
  readonly #same: (node: number) => number;
  readonly #cost: (arcs: readonly Arc[]) => readonly number[];
  readonly #first: boolean;
  readonly #added = new Map<number, number[]>();
  readonly #arcs: Arc[] = [];

  constructor(
    graph: Graph,
    choices: readonly Choice[],
    same: (node: number) => number,
    cost: (arcs: readonly Arc[]) => readonly number[],
    first: boolean,
  ) {
    this.#graph = graph;
    this.#choices = choices;
    this.#same = same;
    this.#cost = cost;
    this.#first = first;
  }

  descend(depth: number): void {
    if (++this.branches > MAX_BRANCHES || (this.#first && this.best)) return;
    const choice = this.#choices[depth];
    if (!choice) {
      this.#keepIfBetter();
      return;
    }
    const ends = choice.options.map((option) => ({
      option,
      from: this.#same(option.from),
      to: this.#same(option.to),
    }));
    if (ends.some(({ from, to }) => from !== to && this.#reaches(from, to))) {
      this.descend(depth + 1);
      return;
    }
    for (const { option, from, to } of ends) {
      if (from === to || this.#reaches(to, from)) continue;
      this.#push(option, from, to, choice.meeting);
      this.descend(depth + 1);
      this.#pop(from);
    }
  }

  #keepIfBetter(): void {
    const cost = this.#cost(this.#arcs);
    if (this.best && compareCosts(cost, this.best.cost) >= 0) return;
    this.best = { arcs: [...this.#arcs], cost };
  }

  #push(option: Option, from: number, to: number, meeting: Meeting): void {
    this.#arcs.push({ from: option.from, to: option.to, meeting });
    const row = this.#added.get(from);
    if (row) row.push(to);
    else this.#added.set(from, [to]);
  }

  #pop(from: number): void {
    this.#arcs.pop();
    this.#added.get(from)?.pop();
  }

  #reaches(from: number, to: number): boolean {
    return reaches(this.#graph, from, to, this.#added);
  }
}

/** Whether a path leads from one node to another, over the graph and arcs that were added to it. */
export function reaches(
  { row, target }: Graph,
  from: number,
  to: number,
  added: ReadonlyMap<number, readonly number[]> = new Map(),
): boolean {
  const seen = new Set([from]);
  const stack = [from];
  const visit = (next: number) => {
    if (!seen.has(next)) {
      seen.add(next);
      stack.push(next);
    }
  };
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === to) return true;
    for (let place = row[node] ?? 0; place < (row[node + 1] ?? 0); place++) visit(target[place] ?? 0);
    for (const next of added.get(node) ?? []) visit(next);
  }
  return false;
}

/** Lexicographic. */
function compareCosts(one: readonly number[], other: readonly number[]): number {
  for (let place = 0; place < Math.max(one.length, other.length); place++) {
    const difference = (one[place] ?? 0) - (other[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
