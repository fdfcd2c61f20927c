import type { RangeVar } from "libpg-query";
import {
  type Catalogue,
  findKey,
  findRelation,
  type Relation,
  relationKey,
  shownKey,
} from "../catalogue/catalogue.ts";

/**
 * What a statement does to a schema in use. `destroys`: data is gone, no way back. `tightens`: what could be said
 * before is refused afterwards. `locks`: readers or writers of a live table wait while it is scanned or an index is
 * built. `rewrites`: so they do, for as long as it takes to write the table anew. `semantic`: the same statements mean
 * something else, or readers meet what they could not. `undecided`: not known.
 */
export type HazardEffect = "destroys" | "tightens" | "locks" | "rewrites" | "semantic" | "undecided";

export interface Hazard {
  readonly effect: HazardEffect;
  readonly document: string;
  /** 1-based. */
  readonly line: number;
  /** On one line, shortened. */
  readonly statement: string;
  readonly table?: string;
  readonly why: string;
  /** The safer way, in one sentence. */
  readonly instead: string;
}

/** A hazard before it is known where it stands. */
export type Remark = Pick<Hazard, "effect" | "table" | "why" | "instead">;

/** The schema right before a statement, and what of it was there before these migrations. */
export interface Before {
  readonly catalogue: Catalogue;
  readonly live: ReadonlySet<object>;
}

/** A table that is in use: one that these migrations make themselves has no readers, no writers and no rows. */
export function liveTable(
  before: Before,
  name: RangeVar | undefined,
): { table: string; relation?: Relation } | undefined {
  const { relname = "", schemaname, relpersistence } = name ?? {};
  if (relpersistence === "t") return undefined;
  const relation = findRelation(before.catalogue, relname, schemaname);
  if (!relation) return { table: schemaname === undefined ? relname : `${schemaname}.${relname}` };
  return before.live.has(relation) ? { table: shownKey(relationKey(relation)), relation } : undefined;
}

export function isLiveType({ catalogue, live }: Before, names: readonly string[]): boolean {
  const key = findKey(catalogue, catalogue.types, names.at(-1) ?? "", names.at(-2));
  const type = key === undefined ? undefined : catalogue.types.get(key);
  return type === undefined || live.has(type);
}

export function remark(
  effect: HazardEffect,
  table: string | undefined,
  why: string,
  instead: string,
): Remark {
  return { effect, ...(table === undefined ? {} : { table }), why, instead };
}
