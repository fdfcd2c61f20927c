import type { AlterObjectSchemaStmt, RenameStmt } from "libpg-query";
import { findRelation } from "../catalogue/catalogue.ts";
import { objectNames, ownerOfIndex } from "../catalogue/drop.ts";
import { type Before, isLiveType, liveTable, type Remark, remark } from "./hazard.ts";

export function renameHazards(before: Before, node: RenameStmt): Remark[] {
  const { renameType, object } = node;
  if (renameType === "OBJECT_COLUMN" || renameType === "OBJECT_TABLE" || renameType === "OBJECT_VIEW")
    return relationHazards(before, node);
  if (renameType === "OBJECT_SCHEMA" || renameType === "OBJECT_FUNCTION") {
    const instead = "Create the new one beside the old one, and drop the old one later.";
    return [remark("tightens", undefined, "every query that uses the old name fails", instead)];
  }
  const names = object ? objectNames(object) : [];
  if ((renameType !== "OBJECT_TYPE" && renameType !== "OBJECT_DOMAIN") || !isLiveType(before, names))
    return [];
  const why = `queries that cast to ${names.join(".")} fail (42704)`;
  return [remark("tightens", undefined, why, "Rename it when no live version casts to it.")];
}

function relationHazards(
  before: Before,
  { renameType, relation: range, subname, newname }: RenameStmt,
): Remark[] {
  const name = range?.relname ?? "";
  // ALTER TABLE … RENAME may name an index.
  if (ownerOfIndex(before.catalogue, name) && !findRelation(before.catalogue, name)) return [];
  const target = liveTable(before, range);
  if (!target) return [];
  const { table } = target;
  if (renameType === "OBJECT_COLUMN") {
    const instead = `Add ${newname}, keep both in step by a trigger, move the readers and writers, and drop ${subname} at the end.`;
    return [remark("tightens", table, `queries that name ${table}.${subname} fail (42703)`, instead)];
  }
  const instead = "Rename it and create a view of the old name in the same transaction.";
  return [remark("tightens", table, `queries that name ${table} fail (42P01)`, instead)];
}

/** ALTER TABLE … SET SCHEMA. */
export function schemaHazards(before: Before, { relation }: AlterObjectSchemaStmt): Remark[] {
  const target = relation && liveTable(before, relation);
  if (!target) return [];
  const why = `queries that name ${target.table} without its new schema fail (42P01)`;
  return [remark("tightens", target.table, why, "Create a view of the old name in the old schema.")];
}
