import type { Timeline } from "../coexistence/timeline.ts";
import { type Arc, graphOf, topologicalOrder } from "./graph.ts";

export interface Levels {
  /** Nodes in an order that every arc obeys. */
  readonly order: Int32Array;
  /** Stage of each node: the most starts on any path that leads to it, itself included. */
  readonly level: Int32Array;
  /** The declared worst waits on the longest path that leads to each node, in ms. */
  readonly worstMs: Float64Array;
}

/** Longest paths over an acyclic order (THEORY A.3): stages count starts, `worstMs` adds what the channels declare. */
export function levelsOf(arcs: readonly Arc[], timeline: Timeline): Levels | undefined {
  const graph = graphOf(timeline.moments.length, arcs, timeline.same);
  const order = topologicalOrder(graph);
  if (!order) return undefined;
  const own = ownWeights(timeline);
  const level = new Int32Array(graph.size);
  const worstMs = new Float64Array(graph.size);
  for (const node of order) {
    const at = (level[node] ?? 0) + (own.start[node] ?? 0);
    const ms = (worstMs[node] ?? 0) + (own.ms[node] ?? 0);
    level[node] = at;
    worstMs[node] = ms;
    for (let place = graph.row[node] ?? 0; place < (graph.row[node + 1] ?? 0); place++) {
      const to = graph.target[place] ?? 0;
      if (at > (level[to] ?? 0)) level[to] = at;
      if (ms > (worstMs[to] ?? 0)) worstMs[to] = ms;
    }
  }
  return { order, level, worstMs };
}

function ownWeights(timeline: Timeline): { start: Uint8Array; ms: Float64Array } {
  const start = new Uint8Array(timeline.moments.length);
  const ms = new Float64Array(timeline.moments.length);
  const worst = new Map(timeline.system.components.map((each) => [each.id, each.worstWaitMs]));
  const lingers = new Map(
    timeline.system.links.map((each) => [each.id, each.linger.kind === "for" ? each.linger.ms : 0]),
  );
  timeline.moments.forEach((moment, index) => {
    const node = timeline.same(index);
    if (moment.kind === "start") start[node] = 1;
    if (moment.kind === "end") ms[node] = Math.max(ms[node] ?? 0, worst.get(moment.component) ?? 0);
    if (moment.kind === "empty") ms[node] = Math.max(ms[node] ?? 0, lingers.get(moment.link ?? "") ?? 0);
  });
  return { start, ms };
}
