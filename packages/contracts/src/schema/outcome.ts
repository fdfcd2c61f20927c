import { type Location, placeKey } from "../document/library.ts";
import { pointerTo } from "../document/pointer.ts";
import type { Opaque, SchemaNode } from "./node.ts";

/** A value that the sender may send and the receiver refuses, judged by our own evaluator on both sides. */
export interface Mismatch {
  readonly value: unknown;
  /** JSON pointer into the value. */
  readonly at: string;
  readonly keyword: string;
  /** The receiver's schema that refuses it. */
  readonly place: Location;
  readonly why: string;
}

/** What could not be decided. */
export interface Gap {
  readonly at: string;
  readonly keyword: string;
  readonly place: Location;
  readonly why: string;
  /** What would settle it, where that is not a better schema. */
  readonly decides?: string;
}

/** Both empty: proved. */
export interface Outcome {
  readonly mismatches: readonly Mismatch[];
  readonly gaps: readonly Gap[];
}

/** Reports of one schema; more of the same kind add nothing. */
const reportLimit = 8;

export const proved: Outcome = { mismatches: [], gaps: [] };

export function isProved(outcome: Outcome): boolean {
  return outcome.mismatches.length === 0 && outcome.gaps.length === 0;
}

export function mismatch(node: SchemaNode, keyword: string, why: string, value: unknown, at = ""): Outcome {
  return { mismatches: [{ value, at, keyword, place: node.place, why }], gaps: [] };
}

export function gap(node: SchemaNode, keyword: string, why: string, at = ""): Outcome {
  return { mismatches: [], gaps: [{ at, keyword, place: node.place, why }] };
}

/** A part that cannot be judged here. */
export function opaqueGap({ place }: SchemaNode, { keyword, why, decides }: Opaque): Outcome {
  return { mismatches: [], gaps: [{ at: "", keyword, place, why, ...(decides ? { decides } : {}) }] };
}

/** All of them must hold. */
export function allOutcomes(outcomes: Iterable<Outcome>): Outcome {
  const mismatches = new Map<string, Mismatch>();
  const gaps = new Map<string, Gap>();
  for (const outcome of outcomes) {
    for (const item of outcome.mismatches) keep(mismatches, item);
    for (const item of outcome.gaps) keep(gaps, item);
  }
  if (mismatches.size === 0 && gaps.size === 0) return proved;
  return { mismatches: [...mismatches.values()], gaps: [...gaps.values()] };
}

function keep<T extends { at: string; keyword: string; place: Location }>(
  map: Map<string, T>,
  item: T,
): void {
  const key = `${item.keyword} ${item.at} ${placeKey(item.place)}`;
  if (!map.has(key) && map.size < reportLimit) map.set(key, item);
}

/** As seen from the value that holds this one. */
export function lifted<T extends { readonly at: string }>(item: T, step: string | number): T {
  return { ...item, at: pointerTo("", step) + item.at };
}
