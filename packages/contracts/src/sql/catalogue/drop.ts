import type { DropStmt, Node, ObjectWithArgs, TypeName } from "libpg-query";
import { namesOf } from "../tree.ts";
import { cascadeFunction, cascadeSequence } from "./cascade.ts";
import { type Catalogue, findKey, findRelation, type Relation } from "./catalogue.ts";
import { remove } from "./constraints.ts";
import { doubt, type Fold } from "./doubts.ts";
import { dropColumn, dropRelation } from "./relations.ts";
import { typeText } from "./type-name.ts";

type Drop = (fold: Fold, names: readonly string[], object: Node) => boolean;

const relation: Drop = ({ catalogue }, names) => {
  const found = findRelation(catalogue, names.at(-1) ?? "", names.at(-2));
  if (found) dropRelation(catalogue, found);
  return found !== undefined;
};

const type: Drop = ({ catalogue }, names) => {
  const key = findKey(catalogue, catalogue.types, names.at(-1) ?? "", names.at(-2));
  if (key === undefined) return false;
  catalogue.types.delete(key);
  for (const each of catalogue.relations.values())
    for (const column of [...each.columns])
      if (column.type === key || column.type === `${key}[]`) dropColumn(catalogue, each, column.name);
  return true;
};

const routine: Drop = ({ catalogue }, _names, object) => {
  if (!("ObjectWithArgs" in object)) return false;
  return dropFunction(catalogue, object.ObjectWithArgs);
};

/** `DROP TRIGGER t ON orders`: the table's name and then the trigger's. */
const restriction =
  (kind: "trigger" | "policy" | "rule"): Drop =>
  ({ catalogue }, names) => {
    const found = findRelation(catalogue, names.at(-2) ?? "", names.at(-3));
    const own = found?.restrictions.find((each) => each.kind === kind && each.name === names.at(-1));
    if (found && own) remove(found.restrictions, own);
    return own !== undefined;
  };

const drops: Readonly<Partial<Record<NonNullable<DropStmt["removeType"]>, Drop>>> = {
  OBJECT_TABLE: relation,
  OBJECT_VIEW: relation,
  OBJECT_MATVIEW: relation,
  OBJECT_FOREIGN_TABLE: relation,
  OBJECT_INDEX: ({ catalogue }, names) => dropIndex(catalogue, names.at(-1) ?? "", names.at(-2)),
  OBJECT_SEQUENCE: ({ catalogue }, names) => {
    const key = findKey(catalogue, catalogue.sequences, names.at(-1) ?? "", names.at(-2));
    return key !== undefined && catalogue.sequences.delete(key);
  },
  OBJECT_TYPE: type,
  OBJECT_DOMAIN: type,
  OBJECT_FUNCTION: routine,
  OBJECT_PROCEDURE: routine,
  OBJECT_ROUTINE: routine,
  OBJECT_AGGREGATE: routine,
  OBJECT_TRIGGER: restriction("trigger"),
  OBJECT_POLICY: restriction("policy"),
  OBJECT_RULE: restriction("rule"),
  OBJECT_SCHEMA: ({ catalogue }, _names, object) => {
    const name = "String" in object ? (object.String.sval ?? "") : "";
    dropSchema(catalogue, name);
    return true;
  },
  OBJECT_EXTENSION: (fold, _names, object) => {
    const name = "String" in object ? (object.String.sval ?? "") : "";
    fold.catalogue.extensions.delete(name);
    doubt(fold, `DROP EXTENSION ${name}`, { kinds: ["relation", "function", "type"], alters: false });
    return true;
  },
};

/** Kinds that a query can name, and that are not followed. */
const unfollowed = /^OBJECT_(OPERATOR|OPCLASS|OPFAMILY|CAST|COLLATION|TS\w+|LANGUAGE|TRANSFORM)$/;

export function drop(fold: Fold, { objects, removeType, missing_ok, behavior }: DropStmt): void {
  const one = drops[removeType ?? "OBJECT_TABLE"];
  if (unfollowed.test(removeType ?? ""))
    doubt(fold, `a DROP of a kind that is not followed (${removeType?.slice("OBJECT_".length)})`);
  for (const object of objects ?? []) {
    const names = objectNames(object);
    if (behavior === "DROP_CASCADE") cascade(fold, removeType ?? "OBJECT_TABLE", names.at(-1) ?? "");
    if (one?.(fold, names, object) === false && !missing_ok)
      doubt(fold, `a statement that drops ${names.join(".")}, which no earlier migration creates`, {
        words: [names.at(-1) ?? ""],
        alters: false,
      });
  }
}

function cascade(fold: Fold, kind: NonNullable<DropStmt["removeType"]>, name: string): void {
  if (kind === "OBJECT_SEQUENCE") cascadeSequence(fold.catalogue, name);
  if (/^OBJECT_(FUNCTION|ROUTINE|PROCEDURE|AGGREGATE)$/.test(kind)) cascadeFunction(fold, name);
}

/** The name of a dropped object, qualifiers first. */
export function objectNames(object: Node): string[] {
  if ("List" in object) return namesOf(object.List.items);
  if ("TypeName" in object) return namesOf(object.TypeName.names);
  if ("ObjectWithArgs" in object) return namesOf(object.ObjectWithArgs.objname);
  return namesOf([object]);
}

function dropIndex(catalogue: Catalogue, name: string, schema: string | undefined): boolean {
  const owner = ownerOfIndex(catalogue, name, schema);
  if (!owner) return false;
  owner.indexes.delete(name);
  owner.constraints = owner.constraints.filter((each) => each.name !== name);
  return true;
}

/** The table whose index (or indexed constraint) has this name. */
export function ownerOfIndex(catalogue: Catalogue, name: string, schema?: string): Relation | undefined {
  return [...catalogue.relations.values()].find(
    (each) =>
      (schema === undefined || each.schema === schema) &&
      (each.indexes.has(name) ||
        each.constraints.some(
          (own) => own.name === name && (own.kind === "unique" || own.kind === "primary"),
        )),
  );
}

function dropFunction(catalogue: Catalogue, { objname, objargs, args_unspecified }: ObjectWithArgs): boolean {
  const names = namesOf(objname);
  const key = findKey(catalogue, catalogue.functions, names.at(-1) ?? "", names.at(-2));
  if (key === undefined) return false;
  const args = (objargs ?? []).map((node) => typeText(catalogue, typeNameOf(node)));
  const left = (catalogue.functions.get(key) ?? []).filter(
    (each) => !args_unspecified && each.args.join() !== args.join(),
  );
  if (left.length > 0) catalogue.functions.set(key, left);
  else catalogue.functions.delete(key);
  return true;
}

function typeNameOf(node: Node): TypeName | undefined {
  return "TypeName" in node ? node.TypeName : undefined;
}

function dropSchema(catalogue: Catalogue, name: string): void {
  catalogue.schemas.delete(name);
  for (const each of [...catalogue.relations.values()])
    if (each.schema === name) dropRelation(catalogue, each);
  for (const map of [catalogue.types, catalogue.functions, catalogue.sequences])
    for (const key of [...map.keys()]) if (key.startsWith(`${name}.`)) map.delete(key);
}
