import type { Component } from "../model/component.ts";
import type { Linger, Link } from "../model/link.ts";
import type { Clearing } from "../model/system.ts";
import { ABSENT, type VersionLabel } from "../model/version.ts";
import { ALWAYS, type Bound, type MomentKind, NEVER, type Population, type Timeline } from "./timeline.ts";

/** The end of finite leftovers whose moment nobody has asked for. */
export const UNSETTLED: Bound = -3;

/** A sender on one link: in contact from `from` until nothing of it can be read any more, at `through`. */
export interface SenderSpan {
  readonly version: VersionLabel;
  /** Undefined: only leftovers are there, or a rewrite produces the values. */
  readonly population: Population | undefined;
  readonly from: Bound;
  /** Its last process. */
  readonly to: Bound;
  /** `to` and what lingers after it. UNSETTLED until a pair needs the moment: most pairs fit, and nobody waits for theirs. */
  through: Bound;
  /** Why `through` is later than `to`. */
  readonly linger: Linger;
}

export interface ReceiverSpan {
  readonly version: VersionLabel;
  readonly population: Population;
  readonly from: Bound;
  readonly to: Bound;
}

export interface LinkSpans {
  readonly link: Link;
  readonly senders: readonly SenderSpan[];
  readonly receivers: readonly ReceiverSpan[];
}

/** The half-open spans of every version on every link. Adds nodes for leftovers, clearings and cut-offs to the timeline. */
export function spansOf(timeline: Timeline): LinkSpans[] {
  const clearings = clearingNodes(timeline);
  return timeline.system.links.map((link) => {
    const from = timeline.componentIndex.get(link.sender) ?? -1;
    const to = timeline.componentIndex.get(link.receiver) ?? -1;
    const sender = timeline.system.components[from];
    const receiver = timeline.system.components[to];
    const own = clearings.filter(({ clearing }) => clearing.link === link.id);
    return {
      link,
      senders: sender ? senderSpans(timeline, link, sender, timeline.populations[from] ?? [], own) : [],
      receivers: receiver ? receiverSpans(link, receiver, timeline.populations[to] ?? []) : [],
    };
  });
}

interface ClearingNode {
  readonly clearing: Clearing;
  readonly node: number;
}

function clearingNodes(timeline: Timeline): ClearingNode[] {
  return timeline.system.clearings.map((clearing) => {
    const link = timeline.system.links.find((each) => each.id === clearing.link);
    return {
      clearing,
      node: addNode(timeline, clearing.kind, link?.sender ?? "", clearing.id, clearing.link),
    };
  });
}

function addNode(
  timeline: Timeline,
  kind: MomentKind,
  component: string,
  version: VersionLabel,
  link: string,
): number {
  return timeline.moments.push({ kind, component, version, link, ours: true }) - 1;
}

function senderSpans(
  timeline: Timeline,
  link: Link,
  component: Component,
  populations: readonly Population[],
  clearings: readonly ClearingNode[],
): SenderSpan[] {
  const trafficOnly = link.silentUnlessServing || component.dark === "cold";
  const live = populations
    .filter((each) => each.version !== ABSENT)
    .map((population) => {
      const from = trafficOnly ? population.start : population.deploy;
      const natural = trafficOnly ? population.end : population.gone;
      const to = cutOff(timeline, link, population, natural);
      return lingering(timeline, link, population.version, { population, from, to }, clearings);
    });
  const left = link.leftoversOnly.map((version) => {
    const gone =
      link.linger.kind === "none" ? ALWAYS : addNode(timeline, "left", link.sender, version, link.id);
    return lingering(timeline, link, version, { population: undefined, from: ALWAYS, to: gone }, clearings);
  });
  const rewritten = clearings.flatMap(({ clearing, node }) =>
    clearing.kind === "rewrite" && clearing.as !== undefined
      ? [
          {
            version: clearing.as,
            population: undefined,
            from: node,
            to: NEVER,
            through: NEVER,
            linger: FOR_EVER,
          },
        ]
      : [],
  );
  return [...live, ...left, ...rewritten];
}

const FOR_EVER: Linger = { kind: "for-ever" };

function cutOff(timeline: Timeline, link: Link, population: Population, natural: Bound): Bound {
  const declared = timeline.system.cutOffs.some(
    (each) => each.link === link.id && each.version === population.version,
  );
  if (!declared) return natural;
  const node = addNode(timeline, "cut-off", link.sender, population.version, link.id);
  if (population.start >= 0)
    timeline.edges.push({ from: population.start, to: node, rule: "start before end" });
  return node;
}

function lingering(
  timeline: Timeline,
  link: Link,
  version: VersionLabel,
  span: { population: Population | undefined; from: Bound; to: Bound },
  clearings: readonly ClearingNode[],
): SenderSpan {
  const clearing = clearings.find((each) => each.clearing.versions.includes(version));
  const { population, from, to } = span;
  if (clearing && to !== NEVER) {
    if (to >= 0) timeline.edges.push({ from: to, to: clearing.node, rule: "after its writers" });
    return { version, population, from, to, through: clearing.node, linger: link.linger };
  }
  const linger: Linger = link.carries && link.linger.kind === "for" ? FOR_EVER : link.linger;
  if (linger.kind === "none" || to === NEVER) return { version, population, from, to, through: to, linger };
  if (linger.kind === "for-ever") return { version, population, from, to, through: NEVER, linger };
  return { version, population, from, to, through: UNSETTLED, linger };
}

/** Gives the end of finite leftovers its moment. */
export function settle(timeline: Timeline, link: Link, sender: SenderSpan): void {
  if (sender.through !== UNSETTLED) return;
  sender.through = addNode(timeline, "empty", link.sender, sender.version, link.id);
  if (sender.to >= 0) timeline.edges.push({ from: sender.to, to: sender.through, rule: "what it left" });
}

function receiverSpans(link: Link, component: Component, populations: readonly Population[]): ReceiverSpan[] {
  const trafficOnly = link.inbound === "routed" || link.silentUnlessServing || component.dark === "cold";
  return populations.map((population) => ({
    version: population.version,
    population,
    from: trafficOnly ? population.start : population.deploy,
    to: trafficOnly ? population.end : population.gone,
  }));
}

/** With a pin, a sender version meets one receiver version only. */
export function mayMeet(link: Link, sender: VersionLabel, receiver: VersionLabel): boolean {
  const pinned = link.affinity?.get(sender);
  return pinned === undefined || pinned === receiver;
}
