import { bucketCount } from "../traffic/bucket.ts";
import type { Rung, Strategy } from "./release-spec.ts";

/** These servers of the old version leave the balancer, get the new one, and come back as its instances. */
export interface RollDeed {
  readonly kind: "roll";
  readonly component: string;
  readonly version: string;
  readonly replaces: string;
  /** From 1. */
  readonly set: number;
  readonly sets: number;
  readonly servers: readonly string[];
}

type Sets = readonly (readonly string[])[];

/** In their order, into so many sets whose sizes differ by one at most; the larger first. Fewer servers make fewer sets. */
export function cutIntoSets(servers: readonly string[], count: number): Sets {
  const sets = Math.min(count, servers.length);
  const [size, larger] = [Math.floor(servers.length / sets), servers.length % sets];
  return Array.from({ length: sets }, (_, index) => {
    const from = index * size + Math.min(index, larger);
    return servers.slice(from, from + size + (index < larger ? 1 : 0));
  });
}

/** After each set users have the new version as its servers are of all servers; the last rung is everybody. */
export function rollingRungs(sets: Sets, rung: Omit<Rung, "weight">): readonly Rung[] {
  const all = sets.flat().length;
  return sets.map((_, index) => ({ ...rung, weight: share(updatedBefore(sets, index + 1), all) }));
}

/**
 * The weight of the new version while a set is away (an index, from 0): every server that is left has as many users as any
 * other. It is between those of the rungs before and after.
 */
export function weightWithout({ sets = [] }: Strategy, index: number): number {
  const left = sets.flat().length - (sets[index]?.length ?? 0);
  return share(updatedBefore(sets, index), left);
}

function updatedBefore(sets: Sets, index: number): number {
  return sets.slice(0, index).flat().length;
}

function share(part: number, whole: number): number {
  return Math.round((bucketCount * part) / whole);
}

/**
 * How a set of servers changes its version. The first is updated while nobody has the new version, the last when nobody has
 * the old one any more; those between have an index, from 0. Undefined: none of them, or nothing that is changed in place.
 */
export function rollOf(
  strategy: Strategy | undefined,
  names: {
    readonly component: string;
    readonly version: string | undefined;
    readonly replaces: string | undefined;
  },
  which: "first" | "last" | number,
): RollDeed | undefined {
  const sets = strategy?.sets ?? [];
  const isBetween = typeof which !== "number" || (which > 0 && which < sets.length - 1);
  const index = which === "first" ? 0 : which === "last" ? sets.length - 1 : which;
  const servers = sets[index];
  const { component, version, replaces } = names;
  if (!isBetween || servers === undefined || version === undefined || replaces === undefined)
    return undefined;
  return { kind: "roll", component, version, replaces, set: index + 1, sets: sets.length, servers };
}
