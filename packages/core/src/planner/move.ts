import type { Component } from "../model/component.ts";
import type { Link } from "../model/link.ts";
import type { PairRef, System } from "../model/system.ts";
import type { VersionLabel } from "../model/version.ts";

/** A change of the release that may make an impossible order possible (THEORY A.6). */
export type Move =
  | {
      readonly kind: "bridge" | "flag";
      readonly component: string;
      readonly after: VersionLabel;
      readonly version: VersionLabel;
      /** Only for a flag that contracts name: the state with these off was compared, nothing about it is promised. */
      readonly keys?: readonly string[];
    }
  | {
      readonly kind: "pin";
      readonly link: string;
      readonly pins: Readonly<Record<VersionLabel, VersionLabel>>;
    }
  | { readonly kind: "gap" | "drain"; readonly component: string }
  | {
      readonly kind: "rewrite";
      readonly link: string;
      readonly versions: readonly VersionLabel[];
      readonly as: VersionLabel;
    }
  | { readonly kind: "purge"; readonly link: string; readonly versions: readonly VersionLabel[] }
  | { readonly kind: "cut-off"; readonly link: string; readonly version: VersionLabel }
  | { readonly kind: "accept"; readonly pair: PairRef };

/** What people type after `--choose`: "bridge api", "accept web@1.9.0 -> api@1.8.0 on web -> api". */
export function moveId(move: Move): string {
  switch (move.kind) {
    case "bridge":
    case "flag":
      return `${move.kind} ${move.component}`;
    case "gap":
    case "drain":
      return `${move.kind} ${move.component}`;
    case "accept":
      return `accept ${move.pair.sender} -> ${move.pair.receiver} on ${move.pair.link}`;
    case "cut-off":
      return `cut-off ${move.version} on ${move.link}`;
    case "pin":
      return `pin ${move.link}`;
    case "rewrite":
      return `rewrite ${move.versions.join(",")} as ${move.as} on ${move.link}`;
    case "purge":
      return `purge ${move.versions.join(",")} on ${move.link}`;
  }
}

export function applyMove(system: System, move: Move): System {
  switch (move.kind) {
    case "bridge":
    case "flag":
      return withIntermediate(system, move);
    case "gap":
    case "drain":
      return withComponent(system, move.component, (each) => ({ ...each, forward: "gap" }));
    case "pin":
      return withLink(system, move.link, (each) => ({
        ...each,
        affinity: new Map(Object.entries(move.pins)),
      }));
    case "rewrite":
    case "purge":
      return {
        ...system,
        clearings: [...system.clearings, { ...move, id: `${move.link} ${move.versions.join(",")}` }],
      };
    case "cut-off":
      return { ...system, cutOffs: [...system.cutOffs, { link: move.link, version: move.version }] };
    case "accept":
      return { ...system, accepted: [...system.accepted, move.pair] };
  }
}

function withIntermediate(system: System, move: Extract<Move, { kind: "bridge" | "flag" }>): System {
  const moved = withComponent(system, move.component, (each) => {
    const place = each.chain.indexOf(move.after) + 1;
    return { ...each, chain: [...each.chain.slice(0, place), move.version, ...each.chain.slice(place)] };
  });
  if (move.keys) return { ...moved, links: [...moved.links, ...needsOf(system, move)] };
  return { ...moved, promised: [...moved.promised, { component: move.component, version: move.version }] };
}

/** Only who turns a flag has to order it after what it needs: until then nobody has it. */
function needsOf(
  system: System,
  { component, version }: { component: string; version: VersionLabel },
): readonly Link[] {
  const own = system.flagged?.find((each) => each.component === component && each.off === version);
  return own?.needs ?? [];
}

function withComponent(system: System, id: string, change: (component: Component) => Component): System {
  return { ...system, components: system.components.map((each) => (each.id === id ? change(each) : each)) };
}

function withLink(system: System, id: string, change: (link: Link) => Link): System {
  return { ...system, links: system.links.map((each) => (each.id === id ? change(each) : each)) };
}

/**
 * What a set of moves costs, most important first: pairs that break all the same, components that stand still,
 * work (in rough units), the declared worst waiting in ms, stages. docs/decisions has the reasons.
 */
export interface MoveCost {
  readonly accepted: number;
  readonly downtime: number;
  readonly work: number;
  readonly worstWaitMs: number;
  readonly stages: number;
}

const work: Readonly<Record<Move["kind"], number>> = {
  flag: 1,
  bridge: 2,
  pin: 3,
  rewrite: 3,
  "cut-off": 4,
  purge: 4,
  drain: 1,
  gap: 1,
  accept: 0,
};

export function costOfMoves(moves: readonly Move[], worstWaitMs: number, stages: number): MoveCost {
  const count = (...kinds: readonly Move["kind"][]) =>
    moves.filter((each) => kinds.includes(each.kind)).length;
  return {
    accepted: count("accept"),
    downtime: count("gap", "drain"),
    work: moves.reduce((sum, each) => sum + work[each.kind], 0),
    worstWaitMs,
    stages,
  };
}

export function compareMoveCosts(one: MoveCost, other: MoveCost): number {
  return (
    one.accepted - other.accepted ||
    one.downtime - other.downtime ||
    one.work - other.work ||
    one.worstWaitMs - other.worstWaitMs ||
    one.stages - other.stages
  );
}
