import type { AlterObjectSchemaStmt, RenameStmt } from "libpg-query";
import { fingerprint } from "../tree.ts";
import { type Catalogue, findKey, findRelation, keyOf } from "./catalogue.ts";
import { doubt, type Fold } from "./doubts.ts";
import { objectNames, ownerOfIndex } from "./drop.ts";
import { changedRelation, familyOf, moveRelation, renameColumn } from "./relations.ts";

type Rename = (fold: Fold, node: RenameStmt) => void;

const relation: Rename = (fold, { relation: name, newname = "", missing_ok }) => {
  // ALTER TABLE … RENAME may name an index.
  if (renameIndex(fold.catalogue, name?.relname ?? "", newname)) return;
  const found = changedRelation(fold, name, missing_ok === true);
  if (found) moveRelation(fold.catalogue, found, found.schema, newname);
};

const column: Rename = (fold, { relation: name, subname = "", newname = "", missing_ok }) => {
  const found = changedRelation(fold, name, missing_ok === true);
  for (const each of found ? familyOf(fold.catalogue, found) : [])
    renameColumn(fold.catalogue, each, subname, newname);
};

const constraint: Rename = (fold, { relation: name, subname, newname = "", missing_ok }) => {
  const found = changedRelation(fold, name, missing_ok === true);
  for (const each of found?.constraints ?? []) if (each.name === subname) each.name = newname;
};

const named =
  (kind: "types" | "functions"): Rename =>
  ({ catalogue }, { object, newname = "" }) => {
    const names = object ? objectNames(object) : [];
    moveKey(catalogue, kind, names.at(-1) ?? "", names.at(-2), { name: newname });
  };

/** Nothing that a query could name. */
const unseen: Rename = () => undefined;

const renames: Readonly<Partial<Record<NonNullable<RenameStmt["renameType"]>, Rename>>> = {
  OBJECT_TABLE: relation,
  OBJECT_VIEW: relation,
  OBJECT_MATVIEW: relation,
  OBJECT_FOREIGN_TABLE: relation,
  OBJECT_COLUMN: column,
  OBJECT_INDEX: ({ catalogue }, { relation: name, newname = "" }) => {
    renameIndex(catalogue, name?.relname ?? "", newname);
  },
  OBJECT_TABCONSTRAINT: constraint,
  OBJECT_SEQUENCE: ({ catalogue }, { relation: name, newname = "" }) => {
    moveKey(catalogue, "sequences", name?.relname ?? "", name?.schemaname, { name: newname });
  },
  OBJECT_TYPE: named("types"),
  OBJECT_DOMAIN: named("types"),
  OBJECT_FUNCTION: named("functions"),
  OBJECT_PROCEDURE: named("functions"),
  OBJECT_ROUTINE: named("functions"),
  OBJECT_SCHEMA: ({ catalogue }, { subname = "", newname = "" }) => {
    renameSchema(catalogue, subname, newname);
  },
  OBJECT_TRIGGER: unseen,
  OBJECT_POLICY: unseen,
  OBJECT_RULE: unseen,
  OBJECT_DOMCONSTRAINT: unseen,
  OBJECT_ROLE: unseen,
  OBJECT_ATTRIBUTE: ({ catalogue, statement }, { relation: name }) => {
    const key = findKey(catalogue, catalogue.types, name?.relname ?? "", name?.schemaname);
    const type = key === undefined ? undefined : catalogue.types.get(key);
    if (type && type.kind !== "enum") type.text += fingerprint(statement.node);
  },
};

export function rename(fold: Fold, node: RenameStmt): void {
  const own = renames[node.renameType ?? "OBJECT_TABLE"];
  if (own) own(fold, node);
  else doubt(fold, "a rename of a rare kind");
}

export function setSchema(fold: Fold, node: AlterObjectSchemaStmt): void {
  const { objectType, relation: name, object, newschema = "", missing_ok = false } = node;
  if (name && objectType !== "OBJECT_SEQUENCE") {
    const relation = changedRelation(fold, name, missing_ok);
    if (relation) moveRelation(fold.catalogue, relation, newschema, relation.name);
    return;
  }
  const names = name
    ? [...(name.schemaname ? [name.schemaname] : []), name.relname ?? ""]
    : object
      ? objectNames(object)
      : [];
  const map =
    objectType === "OBJECT_SEQUENCE"
      ? "sequences"
      : objectType === "OBJECT_TYPE" || objectType === "OBJECT_DOMAIN"
        ? "types"
        : "functions";
  moveKey(fold.catalogue, map, names.at(-1) ?? "", names.at(-2), { schema: newschema });
}

function renameIndex(catalogue: Catalogue, from: string, to: string): boolean {
  const owner = findRelation(catalogue, from) ? undefined : ownerOfIndex(catalogue, from);
  if (!owner) return false;
  if (owner.indexes.delete(from)) owner.indexes.add(to);
  for (const each of owner.constraints) if (each.name === from) each.name = to;
  return true;
}

/** Gives a type, function or sequence another name or schema; columns of a type follow it. */
function moveKey(
  catalogue: Catalogue,
  kind: "types" | "functions" | "sequences",
  name: string,
  schema: string | undefined,
  to: { readonly name?: string; readonly schema?: string },
): void {
  const before = findKey(catalogue, catalogue[kind], name, schema);
  if (before === undefined) return;
  const home = before.slice(0, before.length - name.length - 1);
  const after = keyOf(to.schema ?? home, to.name ?? name);
  if (kind === "sequences") {
    catalogue.sequences.delete(before);
    catalogue.sequences.add(after);
  } else if (kind === "functions") {
    catalogue.functions.set(after, catalogue.functions.get(before) ?? []);
    catalogue.functions.delete(before);
  } else {
    const type = catalogue.types.get(before);
    if (type) catalogue.types.set(after, type);
    catalogue.types.delete(before);
    for (const relation of catalogue.relations.values())
      for (const column of relation.columns)
        if (column.type === before || column.type === `${before}[]`)
          column.type = after + column.type.slice(before.length);
  }
}

function renameSchema(catalogue: Catalogue, from: string, to: string): void {
  catalogue.schemas.delete(from);
  catalogue.schemas.add(to);
  for (const relation of [...catalogue.relations.values()])
    if (relation.schema === from) moveRelation(catalogue, relation, to, relation.name);
  for (const kind of ["types", "functions", "sequences"] as const)
    for (const key of [...catalogue[kind].keys()])
      if (key.startsWith(`${from}.`))
        moveKey(catalogue, kind, key.slice(from.length + 1), from, { schema: to });
}
