import { pairKey, pairOf } from "../coexistence/meetings.ts";
import type { Timeline } from "../coexistence/timeline.ts";
import type { Component } from "../model/component.ts";
import type { PairRef } from "../model/system.ts";
import { type Graph, graphOf } from "./graph.ts";
import type { Layout } from "./layout.ts";
import type { Levels } from "./levels.ts";
import type { ReleaseState } from "./mirror.ts";
import { reversibility } from "./reversibility.ts";
import { stepId } from "./step.ts";
import { rankOf, stays, type WayBackLabels, wayBackOf } from "./way-back.ts";

/** Beyond this many moments or pairs the labels are read pair by pair, which may be one degree too pessimistic. */
const MAX_EXACT_MOMENTS = 400;
const MAX_EXACT_MEETINGS = 5000;

/**
 * Pair by pair the labels are right while going back mirrors going forward. Where it does not (another way of moving, several
 * versions at once, pins, groups), the way back is planned from every single step instead.
 */
export function needsExactLabels({ timeline, meetings }: Layout): boolean {
  if (timeline.moments.length > MAX_EXACT_MOMENTS || meetings.length > MAX_EXACT_MEETINGS) return false;
  const { components, groups, links } = timeline.system;
  return (
    groups.length > 0 ||
    links.some((each) => each.affinity !== undefined) ||
    components.some((each) => each.chain.length > 1 && movesOddly(each)) ||
    meetings.some(({ sender, receiver }) => passing(sender.population) && passing(receiver.population))
  );
}

function movesOddly(component: Component): boolean {
  const { chain, forward, back, serial, endless } = component;
  const otherwise = back !== "none" && !stays(component) && back !== forward;
  const several = chain.length > 2 && (!serial || stays(component));
  const pauses = stays(component) && forward === "gap";
  return otherwise || several || pauses || endless.some((each) => chain.includes(each));
}

function passing(population: { readonly start: number; readonly end: number } | undefined): boolean {
  return population !== undefined && population.start >= 0 && population.end >= 0;
}

/** Plans the way back from after each moment. O(moments) plans. */
export function exactLabels(
  layout: Layout,
  levels: Levels,
  local: WayBackLabels,
  carried: readonly PairRef[],
): WayBackLabels {
  const { timeline, solution, verdicts } = layout;
  const arcs = solution.kind === "order" ? solution.arcs : [];
  const reversed = graphOf(
    timeline.moments.length,
    arcs.map((each) => ({ ...each, from: each.to, to: each.from })),
    timeline.same,
  );
  const rank = new Int8Array(timeline.moments.length);
  const doubts = new Map<number, readonly PairRef[]>();
  for (const node of levels.order) {
    const before = ancestors(reversed, node);
    const known = [...carried, ...[...before].flatMap((each) => doubts.get(each) ?? [])];
    const state = { ...stateOf(timeline, before), risked: known };
    const found = reversibility(timeline.system, verdicts, state);
    rank[node] = rankOf(found.wayBack);
    doubts.set(node, found.unknowns);
  }
  const worseBefore = (node: number, least: number) =>
    [...ancestors(reversed, node)].some((each) => each !== node && (rank[each] ?? 0) >= least);
  return {
    label: (node) => wayBackOf(rank[node] ?? 2),
    endsFree: (node) => (rank[node] ?? 0) > 0 && !worseBefore(node, 1),
    endsAll: (node) => rank[node] === 2 && !worseBefore(node, 2),
    unknowns: (node) => {
      const own = new Set((doubts.get(node) ?? []).map(pairKey));
      return layout.meetings.filter((each) => own.has(pairKey(pairOf(each))));
    },
    causes: local.causes,
  };
}

/** A node and all that must have happened before it. */
function ancestors({ row, target }: Graph, node: number): ReadonlySet<number> {
  const seen = new Set([node]);
  for (const each of seen)
    for (let place = row[each] ?? 0; place < (row[each + 1] ?? 0); place++) seen.add(target[place] ?? 0);
  return seen;
}

function stateOf(timeline: Timeline, nodes: ReadonlySet<number>): ReleaseState {
  const done = new Set<string>();
  const empty = new Set<string>();
  timeline.moments.forEach((moment, index) => {
    if (!nodes.has(timeline.same(index))) return;
    if (moment.kind === "empty") empty.add(`${moment.link} ${moment.version}`);
    else done.add(stepId(moment));
  });
  return { done, empty };
}
