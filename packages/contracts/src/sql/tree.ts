import type { Node } from "libpg-query";
import { canonicalJson, isObject } from "../document/json.ts";

/** The names in a list of identifiers: `["public", "orders"]`. Stars and indices are left out. */
export function namesOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => ("String" in node ? [node.String.sval ?? ""] : []));
}

/** Every wrapped node in a tree, parents first, as its kind and its value. */
export function* nodesBelow(value: unknown): Generator<readonly [kind: string, value: unknown]> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesBelow(item);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (/^[A-Z]/.test(key)) yield [key, child];
    yield* nodesBelow(child);
  }
}

/** Two trees with the same fingerprint say the same; where in the text they stand does not count. */
export function fingerprint(value: unknown): string {
  return canonicalJson(withoutPlaces(value) ?? null);
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "location" && key !== "rexpr_list_start" && key !== "rexpr_list_end")
      .map(([key, child]) => [key, withoutPlaces(child)]),
  );
}

/** The text of a string constant, a cast of one included; undefined for anything else. */
export function stringOf(node: Node | undefined): string | undefined {
  if (!node) return undefined;
  if ("A_Const" in node) return node.A_Const.sval ? (node.A_Const.sval.sval ?? "") : undefined;
  return undefined;
}

export function isNull(node: Node | undefined): boolean {
  if (node && "TypeCast" in node) return isNull(node.TypeCast.arg);
  return node !== undefined && "A_Const" in node && node.A_Const.isnull === true;
}

/** Names of the columns that an expression mentions, qualifiers left out. */
export function columnsIn(expression: unknown): string[] {
  const found = new Set<string>();
  for (const [kind, value] of nodesBelow(expression)) {
    if (kind !== "ColumnRef") continue;
    const last = namesOf((value as { fields?: Node[] }).fields).at(-1);
    if (last !== undefined) found.add(last);
  }
  return [...found];
}
