import type { Meeting } from "../coexistence/meetings.ts";
import { ALWAYS, NEVER, type Population, type Timeline } from "../coexistence/timeline.ts";
import type { Component } from "../model/component.ts";
import { ABSENT } from "../model/version.ts";
import { type Arc, graphOf } from "./graph.ts";
import type { Levels } from "./levels.ts";
import type { WayBack } from "./plan.ts";

/** What an order says about going back, per node. */
export interface WayBackLabels {
  label(node: number): WayBack;
  /** A first moment after which it is no longer free. */
  endsFree(node: number): boolean;
  /** A first moment after which it is impossible. */
  endsAll(node: number): boolean;
  /** Unknown pairs that, from this moment on, make it worse if they break. */
  unknowns(node: number): readonly Meeting[];
  /** Breaking pairs that count from this very moment and make the way back what it is. */
  causes(node: number): readonly Meeting[];
}

const ranks: readonly WayBack[] = ["free", "costs", "impossible"];

/** 0 is free, 2 is impossible. */
export function rankOf(wayBack: WayBack): number {
  return ranks.indexOf(wayBack);
}

export function wayBackOf(rank: number): WayBack {
  return ranks[rank] ?? "impossible";
}

/**
 * The way back after each moment and all that it waits for (THEORY A.4, corollary 6, read pair by pair).
 *
 * Going back fails or waits only because of pairs of a version that ran and one that must return. Such a pair counts from
 * the later of two moments: the one has begun, the other has ended. Labels spread along the order. O(pairs + arcs).
 */
export function wayBackLabels(
  timeline: Timeline,
  arcs: readonly Arc[],
  levels: Levels,
  meetings: readonly Meeting[],
  relaxed: ReadonlySet<Meeting>,
): WayBackLabels {
  const size = timeline.moments.length;
  const place = new Int32Array(size);
  levels.order.forEach((node, index) => {
    place[node] = index;
  });
  const rank = new Int8Array(size);
  const doubts: Trigger[] = [];
  const certain: Trigger[] = [];
  for (const { moments, worth } of [...oneWayMoments(timeline), ...downtimes(timeline)]) {
    const node = latest(moments.map(timeline.same), place);
    rank[node] = Math.max(rank[node] ?? 0, worth);
  }
  for (const meeting of meetings) {
    if (meeting.standing || relaxed.has(meeting)) continue;
    for (const { moments, worth } of obstaclesOf(meeting, timeline)) {
      if (worth === 0) continue;
      const node = latest(moments.map(timeline.same), place);
      (meeting.kind === "breaking" ? certain : doubts).push({ node, rank: worth, meeting });
    }
  }
  for (const each of certain) rank[each.node] = Math.max(rank[each.node] ?? 0, each.rank);
  return spread(timeline, arcs, levels, rank, doubts, certain);
}

/** From `node` on, `meeting` makes the way back at least `rank`. */
interface Trigger {
  readonly node: number;
  /** Index into `ranks`. */
  readonly rank: number;
  readonly meeting: Meeting;
}

/** Components without a way back take everyone's with them once a new version of theirs starts. */
function oneWayMoments(timeline: Timeline): Obstacle[] {
  return timeline.system.components.flatMap((component, index) =>
    component.back === "none"
      ? (timeline.populations[index] ?? [])
          .filter((each) => each.start >= 0)
          .map((each) => ({ moments: [each.start], worth: 2 }))
      : [],
  );
}

/**
 * A component that goes back with a gap stands still once its old version has ended and the new one is there. One that goes
 * back in another way than it came may have to: the price is assumed here, and looked up where that is cheap (way-back-exact).
 */
function downtimes(timeline: Timeline): Obstacle[] {
  return timeline.system.components.flatMap((component, index) => {
    const chain = (timeline.populations[index] ?? []).filter((each) => each.rank >= 0);
    if (component.back === "none" || stays(component)) return [];
    if (component.back !== "gap" && component.back === component.forward) return [];
    return chain.slice(1).flatMap((next, rank) => {
      const end = chain[rank]?.end ?? NEVER;
      return end >= 0 ? [{ moments: [end, next.start], worth: 1 }] : [];
    });
  });
}

interface Obstacle {
  /** It counts once all of these have happened. */
  readonly moments: readonly number[];
  /** Index into `ranks`. */
  readonly worth: number;
}

/** In which two ways a pair can be in the way of going back. */
function obstaclesOf(meeting: Meeting, timeline: Timeline): Obstacle[] {
  const { sender, receiver } = meeting;
  const from = componentOf(timeline, meeting.link.sender);
  const to = componentOf(timeline, meeting.link.receiver);
  const found: Obstacle[] = [];
  if (returns(to, receiver.population) && receiver.to >= 0 && sender.from !== ALWAYS) {
    const moments = [sender.from, receiver.to];
    found.push({ moments, worth: worthOfSender(meeting, from, to) });
    if (sender.population) found.push(...onceItStays(from, sender.population, moments, timeline));
  }
  if (returns(to, receiver.population) && receiver.to >= 0 && receiver.from >= 0 && sender.from === ALWAYS)
    found.push({ moments: [receiver.to], worth: tailOf(to, receiver.version) });
  if (sender.population && returns(from, sender.population) && sender.to >= 0 && receiver.from >= 0) {
    const moments = [sender.to, receiver.from];
    const endless = receiver.population.forever === "endless";
    found.push({ moments, worth: endless ? 2 : tailOf(to, receiver.version) });
    found.push(...onceItStays(to, receiver.population, moments, timeline));
  }
  return found;
}

/** A version that stays can still be aborted while the one before it is alive; after that there is no way round it. */
function onceItStays(
  component: Component,
  population: Population,
  moments: readonly number[],
  timeline: Timeline,
): Obstacle[] {
  if (!stays(component)) return [];
  const before = timeline.populations[population.component]?.find(
    (each) => each.rank === population.rank - 1,
  );
  return before && before.end >= 0 ? [{ moments: [...moments, before.end], worth: 2 }] : [];
}

/** The sender ran and the receiver must return: the sender, and what it left, must be over first. */
function worthOfSender(
  { sender, receiver, link }: Meeting,
  component: Component,
  returning: Component,
): number {
  const cleared = sender.population !== undefined && sender.through !== sender.to && sender.through >= 0;
  if (sender.population?.forever === "endless") return 2;
  if (sender.linger.kind === "for-ever" || link.linger.kind === "for-ever") return cleared ? 1 : 2;
  if (sender.linger.kind === "for") return 1;
  // A client that was not there before is gone when it is gone: nobody waits for that.
  if (receiver.version === ABSENT && returning.tail) return 0;
  return tailOf(component, sender.version);
}

function tailOf(component: Component, version: string): number {
  return component.tail && version !== ABSENT ? 1 : 0;
}

export function stays(component: Component): boolean {
  return component.back === "stays" || !component.ours;
}

function returns(component: Component, population: Population): boolean {
  return population.rank >= 0 && !stays(component);
}

function componentOf(timeline: Timeline, id: string): Component {
  const component = timeline.system.components[timeline.componentIndex.get(id) ?? -1];
  if (!component) throw new TypeError(`no component ${id}`);
  return component;
}

function latest(nodes: readonly number[], place: Int32Array): number {
  return nodes.reduce((best, node) => ((place[node] ?? 0) > (place[best] ?? 0) ? node : best));
}

function spread(
  timeline: Timeline,
  arcs: readonly Arc[],
  levels: Levels,
  rank: Int8Array,
  doubts: readonly Trigger[],
  certain: readonly Trigger[],
): WayBackLabels {
  const graph = graphOf(timeline.moments.length, arcs, timeline.same);
  const before = new Int8Array(graph.size);
  const eachNext = (node: number, visit: (next: number) => void) => {
    for (let at = graph.row[node] ?? 0; at < (graph.row[node + 1] ?? 0); at++) visit(graph.target[at] ?? 0);
  };
  for (const node of levels.order) {
    const own = Math.max(rank[node] ?? 0, before[node] ?? 0);
    rank[node] = own;
    eachNext(node, (next) => {
      before[next] = Math.max(before[next] ?? 0, own);
    });
  }
  const inDoubt = new Map<number, Meeting[]>();
  for (const doubt of doubts) {
    if ((rank[doubt.node] ?? 0) >= doubt.rank) continue;
    const known = inDoubt.get(doubt.node);
    if (known) known.push(doubt.meeting);
    else inDoubt.set(doubt.node, [doubt.meeting]);
  }
  return {
    label: (node) => wayBackOf(rank[node] ?? 0),
    endsFree: (node) => (rank[node] ?? 0) > 0 && before[node] === 0,
    endsAll: (node) => rank[node] === 2 && before[node] !== 2,
    unknowns: (node) => inDoubt.get(node) ?? [],
    causes: (node) =>
      certain.filter((each) => each.node === node && each.rank === rank[node]).map((each) => each.meeting),
  };
}
