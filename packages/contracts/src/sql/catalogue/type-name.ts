import type { Node, TypeName } from "libpg-query";
import { namesOf } from "../tree.ts";
import { type Catalogue, findKey } from "./catalogue.ts";

const serials: Readonly<Record<string, string>> = {
  serial: "int4",
  serial4: "int4",
  bigserial: "int8",
  serial8: "int8",
  smallserial: "int2",
  serial2: "int2",
};

/** The type behind `serial`, `bigserial`, `smallserial`. */
export function serialType(type: TypeName | undefined): string | undefined {
  const names = namesOf(type?.names);
  return names.length === 1 ? serials[names[0] ?? ""] : undefined;
}

/** Canonical text of a type, and the key of a type that the schema declares. */
export function typeText(catalogue: Catalogue, type: TypeName | undefined): string {
  const names = namesOf(type?.names);
  const name = names.at(-1) ?? "";
  const schema = names.length > 1 ? names.at(-2) : undefined;
  const own = schema === "pg_catalog" ? undefined : findKey(catalogue, catalogue.types, name, schema);
  const base = own ?? (schema === undefined || schema === "pg_catalog" ? name : `${schema}.${name}`);
  const modifiers = (type?.typmods ?? []).map(modifierText).join(",");
  const bounds = (type?.arrayBounds ?? []).length > 0 ? "[]" : "";
  return `${type?.pct_type ? `${names.join(".")}%type` : base}${modifiers === "" ? "" : `(${modifiers})`}${bounds}`;
}

function modifierText(node: Node): string {
  if ("A_Const" in node) return String(node.A_Const.ival?.ival ?? node.A_Const.sval?.sval ?? 0);
  if ("ColumnRef" in node) return namesOf(node.ColumnRef.fields).join(".");
  return "?";
}

const spoken: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  bool: "boolean",
  float4: "real",
  float8: "double precision",
  bpchar: "char",
};

/** A type as people write it. */
export function shownType(type: string): string {
  const [, base = type, rest = ""] = /^([^([]*)(.*)$/.exec(type) ?? [];
  return `${spoken[base] ?? base.replace(/^public\./, "")}${rest}`;
}

export const elementType = (type: string) => (type.endsWith("[]") ? type.slice(0, -2) : undefined);

const lengths = /^(varchar|text|citext)(?:\((\d+)\))?$/;

/** Everything that fits `before` fits `after`, is stored the same way and reads the same: only text gets longer so. */
export function isWidening(before: string, after: string): boolean {
  const [from, to] = [lengths.exec(before), lengths.exec(after)];
  if (!from || !to || from[1] === "citext" || to[1] === "citext") return false;
  const length = (match: RegExpExecArray) => Number(match[2] ?? Number.POSITIVE_INFINITY);
  return length(to) >= length(from);
}

const builtin = new Set(
  `bit bool box bpchar bytea char cid cidr circle date datemultirange daterange float4 float8 inet int2 int4
  int4multirange int4range int8 int8multirange int8range interval json jsonb jsonpath line lseg macaddr macaddr8 money
  name numeric nummultirange numrange oid path pg_lsn point polygon record refcursor regclass regcollation regconfig
  regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype text tid time timestamp
  timestamptz timetz tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot unknown uuid varbit
  varchar void xid xid8 xml anyarray anyelement`.split(/\s+/),
);

export const isBuiltinType = (type: string) => builtin.has(type.replace(/\[\]$/, "").replace(/\(.*\)$/, ""));
