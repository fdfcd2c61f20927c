import type { Component, Overlap } from "../model/component.ts";
import type { System } from "../model/system.ts";
import { ABSENT, isFlagTurn, type VersionLabel } from "../model/version.ts";

/** A bound before the release, and one that the release never reaches. All other bounds are nodes >= 0. */
export const ALWAYS = -1;
export const NEVER = -2;
export type Bound = number;

export type MomentKind =
  | "deploy"
  | "start"
  | "end"
  | "gone"
  | "left"
  | "empty"
  | "rewrite"
  | "purge"
  | "drain"
  | "cut-off";

/** What happens at a node. Nodes that are one moment (a cut, a group) share a representative. */
export interface Moment {
  readonly kind: MomentKind;
  readonly component: string;
  readonly version: VersionLabel;
  readonly link?: string;
  readonly ours: boolean;
}

/** Why a version never ends within the release. */
export type Forever = "target" | "endless" | "kept";

/** One version of one component while it lives: `deploy <= start <= end <= gone`. */
export interface Population {
  readonly component: number;
  readonly version: VersionLabel;
  /** Index in the chain; -1 for an older version. */
  readonly rank: number;
  readonly deploy: Bound;
  readonly start: Bound;
  readonly end: Bound;
  readonly gone: Bound;
  /** Set where `end` is NEVER. */
  readonly forever?: Forever;
}

export type Structure =
  | "dark before start"
  | "drain before gone"
  | "start before end"
  | "new before old ends"
  | "old ends before new"
  | "one after the other"
  | "two at most"
  | "pin"
  | "after its writers"
  | "what it left";

/** `from` happens strictly before `to`, because the component moves that way. */
export interface StructuralEdge {
  readonly from: number;
  readonly to: number;
  readonly rule: Structure;
}

export interface Blocked {
  readonly component: string;
  readonly version: VersionLabel;
  readonly why: "endless" | "kept";
}

/** The moments of a system, which of them are one, and the order that the channels alone give them. */
export interface Timeline {
  readonly system: System;
  readonly moments: Moment[];
  /** Populations of each component, older ones first, in the order of `system.components`. */
  readonly populations: readonly (readonly Population[])[];
  readonly componentIndex: ReadonlyMap<string, number>;
  readonly edges: StructuralEdge[];
  /** The node that stands for all nodes at the same moment. */
  readonly same: (node: number) => number;
  /** Versions that must end before the next can start, and never do: endless, or kept by a pin. */
  readonly blocked: readonly Blocked[];
}

/** Builds the moments of a system: THEORY A.1 (bounds) and A.2 (structural edges). */
export function timelineOf(system: System): Timeline {
  const builder = new Builder(system);
  const kept = keptVersions(system);
  const populations = system.components.map((component, index) => builder.populate(component, index, kept));
  system.components.forEach((component, index) => {
    builder.chainEdges(component, populations[index] ?? []);
  });
  builder.mergeGroups(populations);
  builder.pinEdges(populations);
  return builder.finish(populations);
}

/** Versions that a pinned sender which never ends keeps alive for ever, to a fixpoint. */
function keptVersions(system: System): ReadonlySet<string> {
  const byId = new Map(system.components.map((each) => [each.id, each]));
  const kept = new Set<string>();
  const pins = system.links.flatMap((link) =>
    [...(link.affinity ?? [])].map(([from, to]) => ({ link, from, to })),
  );
  for (let changed = true; changed; ) {
    changed = false;
    for (const { link, from, to } of pins) {
      const sender = byId.get(link.sender);
      const receiver = byId.get(link.receiver);
      if (!sender || !receiver || kept.has(`${receiver.id}@${to}`)) continue;
      if (!neverEnds(sender, from) && !kept.has(`${sender.id}@${from}`)) continue;
      if (neverEnds(receiver, to)) continue;
      kept.add(`${receiver.id}@${to}`);
      changed = true;
    }
  }
  return kept;
}

function neverEnds(component: Component, version: VersionLabel): boolean {
  return component.chain.at(-1) === version || component.endless.includes(version);
}

class Builder {
  readonly #system: System;
  readonly #moments: Moment[] = [];
  readonly #parent: number[] = [];
  readonly #edges: StructuralEdge[] = [];
  readonly #index: Map<string, number>;
  readonly #blocked: Blocked[] = [];

  constructor(system: System) {
    this.#system = system;
    this.#index = new Map(system.components.map((each, index) => [each.id, index]));
  }

  populate(component: Component, index: number, kept: ReadonlySet<string>): Population[] {
    const older = [...component.older]
      .reverse()
      .map((version) => this.#population(component, index, version, -1, kept));
    const chain = component.chain.map((version, rank) =>
      this.#population(component, index, version, rank, kept),
    );
    return [...older, ...chain];
  }

  #population(
    component: Component,
    index: number,
    version: VersionLabel,
    rank: number,
    kept: ReadonlySet<string>,
  ): Population {
    const moment = (kind: MomentKind) =>
      this.#add({ kind, component: component.id, version, ours: component.ours });
    const forever = foreverOf(component, version, rank, kept);
    const real = version !== ABSENT;
    const start = rank > 0 ? moment("start") : ALWAYS;
    const { byFlag, leavesByFlag } = turnsOf(component, version, rank);
    const deploy = rank > 0 && real && !byFlag && component.dark !== "none" ? moment("deploy") : start;
    const end = forever ? NEVER : moment("end");
    const gone = forever ? NEVER : real && !leavesByFlag && component.dark === "warm" ? moment("gone") : end;
    if (deploy !== start) this.#edge(deploy, start, "dark before start");
    if (gone !== end) this.#edge(end, gone, "drain before gone");
    if (start >= 0 && end >= 0) this.#edge(start, end, "start before end");
    return { component: index, version, rank, deploy, start, end, gone, ...(forever ? { forever } : {}) };
  }

  chainEdges(component: Component, populations: readonly Population[]): void {
    const chain = populations.filter((each) => each.rank >= 0);
    chain.forEach((old, rank) => {
      const next = chain[rank + 1];
      if (!next) return;
      if (old.start >= 0) this.#edge(old.start, next.start, "one after the other");
      this.#succession(component, old, next);
      const second = chain[rank + 2];
      if (component.serial && second) this.#before(old, second, "two at most");
    });
  }

  #succession(component: Component, old: Population, next: Population): void {
    const how = successionOf(component, old.version, next.version);
    if (how === "overlap") {
      if (old.end >= 0) this.#edge(next.start, old.end, "new before old ends");
    } else if (how === "cut" && old.end >= 0) this.#merge(next.start, old.end);
    else this.#before(old, next, "old ends before new");
  }

  #before(old: Population, next: Population, rule: Structure): void {
    if (old.end >= 0) this.#edge(old.end, next.start, rule);
    else this.#block(this.#system.components[old.component]?.id ?? "", old.version, old.forever === "kept");
  }

  mergeGroups(populations: readonly (readonly Population[])[]): void {
    for (const group of this.#system.groups) {
      const members = group.components.flatMap((id) => {
        const chain = populations[this.#index.get(id) ?? -1]?.filter((each) => each.rank >= 0);
        return chain && chain.length > 1 ? [chain] : [];
      });
      const [first, ...others] = members;
      for (const other of others)
        other.forEach((each, rank) => {
          // Aligned at the target: a bridge of one member is no business of the others.
          const peer = first?.[first.length - other.length + rank];
          if (peer && peer.start >= 0 && each.start >= 0) this.#merge(peer.start, each.start);
          if (group.atomic && peer && peer.end >= 0 && each.end >= 0) this.#merge(peer.end, each.end);
        });
    }
  }

  /** `start(server) <= start(client)` and `end(client) <= end(server)`. */
  pinEdges(populations: readonly (readonly Population[])[]): void {
    for (const link of this.#system.links)
      for (const [from, to] of link.affinity ?? []) {
        const client = find(populations[this.#index.get(link.sender) ?? -1], from);
        const server = find(populations[this.#index.get(link.receiver) ?? -1], to);
        if (!client) continue;
        if (!server) {
          if (client.start >= 0) this.#block(link.receiver, to, true);
          continue;
        }
        if (server.start >= 0 && client.start === ALWAYS) this.#block(link.receiver, to, true);
        this.#notAfter(server.start, client.start);
        this.#notAfter(client.end, server.end);
      }
  }

  /** At the same moment will do. */
  #notAfter(one: number, other: number): void {
    if (one >= 0 && other >= 0 && this.#root(one) !== this.#root(other)) this.#edge(one, other, "pin");
  }

  finish(populations: readonly (readonly Population[])[]): Timeline {
    return {
      system: this.#system,
      moments: this.#moments,
      populations,
      componentIndex: this.#index,
      edges: this.#edges,
      same: (node) => this.#root(node),
      blocked: this.#blocked,
    };
  }

  #block(component: string, version: VersionLabel, kept: boolean): void {
    this.#blocked.push({ component, version, why: kept ? "kept" : "endless" });
  }

  #add(moment: Moment): number {
    this.#parent.push(this.#moments.length);
    return this.#moments.push(moment) - 1;
  }

  #edge(from: number, to: number, rule: Structure): void {
    this.#edges.push({ from, to, rule });
  }

  #root(node: number): number {
    let root = node;
    for (let up = this.#parent[root]; up !== undefined && up !== root; up = this.#parent[root]) root = up;
    for (let at = node; at !== root; ) {
      const up = this.#parent[at] ?? root;
      this.#parent[at] = root;
      at = up;
    }
    return root;
  }

  #merge(one: number, other: number): void {
    const [low, high] = [this.#root(one), this.#root(other)].sort((a, b) => a - b) as [number, number];
    this.#parent[high] = low;
  }
}

/** Whether a version of the chain comes, and goes, by a turn of a flag: the processes stay. */
function turnsOf({ chain }: Component, version: VersionLabel, rank: number) {
  const turns = (other: VersionLabel | undefined) => other !== undefined && isFlagTurn(version, other);
  return { byFlag: rank > 0 && turns(chain[rank - 1]), leavesByFlag: rank >= 0 && turns(chain[rank + 1]) };
}

/** A flag reaches processes and open pages one by one, however the component itself moves (THEORY A.6). */
function successionOf(component: Component, old: VersionLabel, next: VersionLabel): Overlap {
  if (old === ABSENT || next === ABSENT) return "cut";
  return isFlagTurn(old, next) ? "overlap" : component.forward;
}

function foreverOf(
  component: Component,
  version: VersionLabel,
  rank: number,
  kept: ReadonlySet<string>,
): Forever | undefined {
  if (rank === component.chain.length - 1) return "target";
  if (component.endless.includes(version)) return "endless";
  return kept.has(`${component.id}@${version}`) ? "kept" : undefined;
}

function find(populations: readonly Population[] | undefined, version: VersionLabel): Population | undefined {
  return populations?.find((each) => each.version === version);
}
