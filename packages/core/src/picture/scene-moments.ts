import type { Timeline } from "../coexistence/timeline.ts";
import { type Arc, graphOf } from "../planner/graph.ts";
import { levelsOf } from "../planner/levels.ts";

/** What a scene has to know of the moments of an order. */
export interface Moments {
  /** The first stage in which a moment can have happened, counted from 1. */
  stageOf(node: number): number;
  /** Whether there is a time in that stage at which none of these moments has happened. */
  canBeOpen(nodes: readonly number[], stage: number): boolean;
}

/** Everything at once is one stage: all begins in it, and nothing need have ended. */
export const wholeMoments: Moments = { stageOf: () => 1, canBeOpen: () => true };

/**
 * Stage k > 1 is the current one once one of its starts has happened, and with it all that this start waits for. So moments
 * can still be open in it if some start of stage k waits for none of them. Stage 1 begins before its first start: all can.
 */
export function stagedMoments(timeline: Timeline, arcs: readonly Arc[]): Moments {
  const levels = levelsOf(arcs, timeline);
  const stageOf = (node: number) => Math.max(1, levels?.level[timeline.same(node)] ?? 1);
  const before = ancestors(timeline, arcs);
  const starts = new Map<number, number[]>();
  const all = timeline.moments.flatMap(({ kind }, index) => (kind === "start" ? timeline.same(index) : []));
  for (const start of new Set(all)) {
    const known = starts.get(stageOf(start));
    if (known) known.push(start);
    else starts.set(stageOf(start), [start]);
  }
  return {
    stageOf,
    canBeOpen: (nodes, stage) =>
      stage <= 1 ||
      (starts.get(stage) ?? []).some((start) => {
        const done = before(start);
        return nodes.every((node) => !done.has(timeline.same(node)));
      }),
  };
}

/** All that has happened once a moment has, itself included. */
function ancestors(timeline: Timeline, arcs: readonly Arc[]): (node: number) => ReadonlySet<number> {
  const backward = arcs.map(({ from, to }): Arc => ({ from: to, to: from }));
  const { row, target } = graphOf(timeline.moments.length, backward, timeline.same);
  const known = new Map<number, ReadonlySet<number>>();
  return (start) => {
    const found = known.get(start);
    if (found) return found;
    const seen = new Set([start]);
    const open = [start];
    for (let node = open.pop(); node !== undefined; node = open.pop())
      for (let place = row[node] ?? 0; place < (row[node + 1] ?? 0); place++) {
        const next = target[place] ?? 0;
        if (seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    known.set(start, seen);
    return seen;
  };
}
