import type { ColumnRef } from "libpg-query";
import {
  doubtAbout,
  findColumn,
  placeOfDoubt,
  type Relation,
  relationKey,
  shownKey,
} from "../catalogue/catalogue.ts";
import { namesOf } from "../tree.ts";
import { type BaseColumn, columnKey, fault, type Output, type Use } from "./use.ts";

/** Something in FROM: a table, a subquery, a function. */
export interface Source {
  readonly alias: string;
  /** Its own schema, where it is a table without an alias. */
  readonly schema?: string;
  readonly relation?: Relation;
  readonly columns: readonly Output[];
  /** Its columns are not all known. */
  readonly open: boolean;
}

export interface Scope {
  readonly sources: readonly Source[];
  /** Columns that USING or NATURAL made one of two. */
  readonly merged: ReadonlyMap<string, Output>;
  readonly ctes: ReadonlyMap<string, Cte>;
  readonly parent?: Scope | undefined;
}

export interface Cte {
  readonly columns: readonly Output[];
  readonly open: boolean;
}

export const emptyScope: Scope = { sources: [], merged: new Map(), ctes: new Map() };

export function childOf(
  parent: Scope,
  sources: readonly Source[] = [],
  merged: Scope["merged"] = new Map(),
): Scope {
  return { sources, merged, ctes: parent.ctes, parent };
}

const systemColumns = new Set(["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid"]);

/** A table's columns as a source gives them. */
export function outputsOfRelation(relation: Relation, nullable: boolean): Output[] {
  const key = relationKey(relation);
  return relation.columns.map(({ name, type, notNull }) => {
    const base = { relation: key, column: name, type };
    return { name, type, from: [base], plain: base, nullable: nullable || !notNull };
  });
}

/** Finds the column that a reference means, and remembers the use or the fault. Undefined for whole rows and the unknown. */
export function resolveColumn(use: Use, scope: Scope, reference: ColumnRef): Output | undefined {
  const names = namesOf(reference.fields);
  const name = names.at(-1) ?? "";
  const found = names.length > 1 ? qualified(scope, names) : unqualified(scope, name);
  use.meanings.set(String(reference.location ?? 0), meaningOf(found));
  if (found.kind === "column") {
    for (const each of found.output.plain ? [found.output.plain] : found.output.from) record(use, each);
    return found.output;
  }
  if (found.kind === "row") wholeRow(use, sourceOf(scope, name));
  if (found.kind === "missing") missingColumn(use, names, found.source);
  if (found.kind === "ambiguous")
    fault(use, {
      kind: "ambiguous",
      key: `${name} ${found.among.join()}`,
      sqlstate: "42702",
      what: `the column ${name} is ambiguous: ${found.among.join(" and ")} have one`,
    });
  return undefined;
}

/** `row_to_json(t)`, `SELECT t`: whoever takes the row apart misses what is gone. */
function wholeRow(use: Use, source: Source | undefined): void {
  if (source?.relation) use.stars.push({ relation: relationKey(source.relation), top: true });
}

function record(use: Use, base: BaseColumn): void {
  use.columns.set(columnKey(base), base);
}

type Found =
  | { readonly kind: "column"; readonly output: Output; readonly source: Source | undefined }
  | { readonly kind: "row" | "open" }
  | { readonly kind: "missing"; readonly source?: Source }
  | { readonly kind: "ambiguous"; readonly among: readonly string[] };

function meaningOf(found: Found): string {
  if (found.kind !== "column") return found.kind;
  const { plain } = found.output;
  return plain ? columnKey(plain) : `column of ${found.source?.alias ?? "a join"}`;
}

function unqualified(scope: Scope, name: string): Found {
  for (let each: Scope | undefined = scope; each; each = each.parent) {
    const merged = each.merged.get(name);
    const hits = each.sources.flatMap((source) =>
      source.columns.filter((column) => column.name === name).map((output) => ({ source, output })),
    );
    if (merged) return { kind: "column", output: merged, source: undefined };
    if (hits.length > 1) return { kind: "ambiguous", among: hits.map(({ source }) => source.alias) };
    const [hit] = hits;
    if (hit) return { kind: "column", ...hit };
    if (systemColumns.has(name) && each.sources.length > 0) return { kind: "open" };
    if (each.sources.some(({ alias }) => alias === name)) return { kind: "row" };
    if (each.sources.some(({ open }) => open)) return { kind: "open" };
  }
  return { kind: "missing" };
}

function qualified(scope: Scope, names: readonly string[]): Found {
  const [alias, name] = [names.at(-2) ?? "", names.at(-1) ?? ""];
  const source = sourceOf(scope, alias, names.at(-3));
  if (!source) {
    // (composite).field written without brackets is no column of ours to judge.
    return { kind: "missing" };
  }
  const hits = source.columns.filter((column) => column.name === name);
  const [hit] = hits;
  if (hits.length > 1) return { kind: "ambiguous", among: [alias, alias] };
  if (hit) return { kind: "column", output: hit, source };
  return source.open || systemColumns.has(name) ? { kind: "open" } : { kind: "missing", source };
}

export function sourceOf(scope: Scope, alias: string, schema?: string): Source | undefined {
  for (let each: Scope | undefined = scope; each; each = each.parent) {
    const hit = each.sources.find(
      (source) => source.alias === alias && (schema === undefined || source.schema === schema),
    );
    if (hit) return hit;
  }
  return undefined;
}

function missingColumn(use: Use, names: readonly string[], source: Source | undefined): void {
  const name = names.at(-1) ?? "";
  if (source?.relation) {
    missingIn(use, source.relation, name);
    return;
  }
  const doubted = doubtAbout(use.catalogue, "column", name);
  const of = names.length > 1 ? `${names.slice(0, -1).join(".")}.${name}` : name;
  const lost = names.length > 1 && !source;
  fault(use, {
    kind: "column",
    key: of,
    sqlstate: lost ? "42P01" : "42703",
    what: lost
      ? `nothing in FROM is called ${names.slice(0, -1).join(".")}`
      : `the column ${of} does not exist`,
    doubt: doubted && placeOfDoubt(doubted),
  });
}

/** A column that a table does not have. */
export function missingIn(use: Use, relation: Relation, name: string): void {
  const key = relationKey(relation);
  if (findColumn(relation, name) || relation.open !== undefined) return;
  const doubted = doubtAbout(use.catalogue, "column", relation.name, name);
  fault(use, {
    kind: "column",
    key: `${key}.${name}`,
    sqlstate: "42703",
    what: `the ${relation.kind} ${shownKey(key)} has no column ${name}`,
    doubt: doubted && placeOfDoubt(doubted),
  });
}
