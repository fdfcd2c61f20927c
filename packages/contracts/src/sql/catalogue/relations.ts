import type { Node, RangeVar } from "libpg-query";
import { setOwn } from "../../document/json.ts";
import { columnsIn, fingerprint, namesOf } from "../tree.ts";
import { type Catalogue, findRelation, keyOf, type Relation, relationKey } from "./catalogue.ts";
import { columnsOf, remove } from "./constraints.ts";
import { doubt, type Fold } from "./doubts.ts";
import { sequenceKey } from "./names.ts";

/** What the bounds of a partition are called among what else restricts it. */
export const boundName = "bounds of a partition";

/** The schema in which an unqualified name is created. */
export const homeSchema = ({ searchPath }: Catalogue) => searchPath[0] ?? "public";

export function newRelation(
  fold: Fold,
  name: RangeVar | undefined,
  kind: Relation["kind"],
): Relation | undefined {
  const { relname = "", schemaname } = name ?? {};
  const schema = schemaname ?? homeSchema(fold.catalogue);
  const key = keyOf(schema, relname);
  // A temporary table is gone with the session; one that exists already stays as it is (IF NOT EXISTS, or an error).
  if (name?.relpersistence === "t" || fold.catalogue.relations.has(key)) return undefined;
  const relation: Relation = {
    schema,
    name: relname,
    kind,
    columns: [],
    constraints: [],
    indexes: new Set(),
    restrictions: [],
    dependsOn: new Set(),
    parents: [],
  };
  fold.catalogue.relations.set(key, relation);
  return relation;
}

/** The relation that a statement changes; where these migrations have not made it, that is a doubt. */
export function changedRelation(
  fold: Fold,
  name: RangeVar | undefined,
  optional: boolean,
): Relation | undefined {
  const { relname = "", schemaname } = name ?? {};
  const relation = findRelation(fold.catalogue, relname, schemaname);
  if (!relation && !optional)
    doubt(fold, `a statement that changes ${relname}, which no earlier migration creates`, {
      words: [relname],
    });
  return relation;
}

/** The relation and all that inherit from it. */
export function familyOf(catalogue: Catalogue, relation: Relation): Relation[] {
  const key = relationKey(relation);
  const heirs = [...catalogue.relations.values()].filter(({ parents }) => parents.includes(key));
  return [relation, ...heirs.flatMap((heir) => familyOf(catalogue, heir))];
}

/** Options of a view that decide which rows it takes, and whose rights count. */
export function guardView(view: Relation, options: unknown): void {
  const text = fingerprint(options);
  if (/check_option|security_invoker|_CHECK_OPTION/.test(text))
    view.restrictions.push({ kind: "row security", name: "options that guard its rows", text });
}

/** Which rows a partition takes. */
export function bindPartition(heir: Relation, bound: unknown): void {
  unbindPartition(heir);
  heir.restrictions.push({ kind: "partitioning", name: boundName, text: fingerprint(bound) });
}

export function unbindPartition(heir: Relation): void {
  heir.restrictions = heir.restrictions.filter(({ name }) => name !== boundName);
}

/** Drops a relation with what goes with it: views over it, partitions, foreign keys to it. */
export function dropRelation(catalogue: Catalogue, relation: Relation): void {
  const key = relationKey(relation);
  if (!catalogue.relations.delete(key)) return;
  for (const { name, serial, identity } of relation.columns)
    if (serial || identity) catalogue.sequences.delete(sequenceKey(relation, name));
  for (const other of [...catalogue.relations.values()]) {
    if (other.dependsOn.has(key) || other.parents.includes(key)) dropRelation(catalogue, other);
    dropReferences(other, key, undefined);
  }
}

export function dropColumn(catalogue: Catalogue, relation: Relation, name: string): void {
  const key = relationKey(relation);
  relation.columns = relation.columns.filter((column) => column.name !== name);
  for (const constraint of [...relation.constraints])
    if (columnsOf(constraint).includes(name)) remove(relation.constraints, constraint);
  for (const other of [...catalogue.relations.values()]) {
    if (other.dependsOn.has(`${key}.${name}`)) dropRelation(catalogue, other);
    dropReferences(other, key, name);
  }
  for (const made of [...relation.columns])
    if (made.madeOf?.includes(name)) dropColumn(catalogue, relation, made.name);
}

function dropReferences(relation: Relation, key: string, column: string | undefined): void {
  relation.constraints = relation.constraints.filter(
    ({ references }) =>
      references?.relation !== key || (column !== undefined && !references.columns.includes(column)),
  );
}

/** Gives a relation another name or schema, and follows it wherever it is named. */
export function moveRelation(catalogue: Catalogue, relation: Relation, schema: string, name: string): void {
  const before = relationKey(relation);
  catalogue.relations.delete(before);
  relation.schema = schema;
  relation.name = name;
  const after = relationKey(relation);
  catalogue.relations.set(after, relation);
  for (const other of catalogue.relations.values()) {
    other.parents = other.parents.map((parent) => (parent === before ? after : parent));
    other.dependsOn = new Set(
      [...other.dependsOn].map((each) =>
        each === before || each.startsWith(`${before}.`) ? after + each.slice(before.length) : each,
      ),
    );
    for (const { references } of other.constraints)
      if (references?.relation === before) references.relation = after;
  }
}

export function renameColumn(catalogue: Catalogue, relation: Relation, from: string, to: string): void {
  const key = relationKey(relation);
  const renamed = (name: string) => (name === from ? to : name);
  for (const column of relation.columns) {
    column.name = renamed(column.name);
    if (column.madeOf) column.madeOf = column.madeOf.map(renamed);
  }
  relation.constraints = relation.constraints.map((each) => ({
    ...each,
    columns: each.columns.map(renamed),
    ...(each.expression && columnsIn(each.expression).includes(from)
      ? { expression: withRenamed(each.expression, from, to) as Node }
      : {}),
  }));
  for (const other of catalogue.relations.values()) {
    if (other.dependsOn.delete(`${key}.${from}`)) other.dependsOn.add(`${key}.${to}`);
    for (const { references } of other.constraints)
      if (references?.relation === key) references.columns = references.columns.map(renamed);
  }
}

/** A copy of an expression in which a column has another name. */
function withRenamed(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withRenamed(item, from, to));
  if (typeof value !== "object" || value === null) return value;
  const copy = {};
  for (const [key, child] of Object.entries(value)) {
    const fields: readonly Node[] = key === "ColumnRef" ? (child.fields ?? []) : [];
    const hit = fields.length > 0 && namesOf(fields).at(-1) === from;
    setOwn(
      copy,
      key,
      hit
        ? { ...child, fields: [...fields.slice(0, -1), { String: { sval: to } }] }
        : withRenamed(child, from, to),
    );
  }
  return copy;
}
