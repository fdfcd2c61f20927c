import { type Catalogue, keyOf, type Relation } from "./catalogue.ts";

/** Identifiers longer than this are cut, counted in bytes. */
const maxBytes = 63;

/** The name that PostgreSQL makes up: `orders_user_id_fkey`, cut as makeObjectName() does. */
function madeName(table: string, columns: string, label: string): string {
  const room = maxBytes - label.length - 1 - (columns === "" ? 0 : 1);
  let [one, two] = [table.length, columns.length];
  while (one + two > room) {
    if (one > two) one--;
    else two--;
  }
  return [table.slice(0, one), ...(columns === "" ? [] : [columns.slice(0, two)]), label].join("_");
}

/** A name that nothing else of the relation's schema has yet. */
export function freeName(
  catalogue: Catalogue,
  relation: Relation,
  columns: readonly string[],
  label: string,
): string {
  const taken = namesTaken(catalogue, relation);
  for (let count = 0; ; count++) {
    const name = madeName(relation.name, columns.join("_"), `${label}${count === 0 ? "" : count}`);
    if (!taken.has(name)) return name;
  }
}

function namesTaken(catalogue: Catalogue, relation: Relation): Set<string> {
  const taken = new Set(relation.constraints.map(({ name }) => name));
  for (const other of catalogue.relations.values()) {
    if (other.schema !== relation.schema) continue;
    taken.add(other.name);
    for (const name of other.indexes) taken.add(name);
    for (const { kind, name } of other.constraints)
      if (kind === "primary" || kind === "unique" || kind === "exclude") taken.add(name);
  }
  return taken;
}

/** The sequence behind a `serial` or identity column. */
export function sequenceKey(relation: Relation, column: string): string {
  return keyOf(relation.schema, madeName(relation.name, column, "seq"));
}
