import type { Node, RangeVar } from "libpg-query";
import { type Before, type HazardEffect, liveTable, type Remark, remark } from "./hazard.ts";

/** Statements about the rows of tables, and about how tables are kept. */
export function rowHazards(before: Before, node: Node): Remark[] {
  if ("TruncateStmt" in node)
    return onTables(
      before,
      node.TruncateStmt.relations,
      "destroys",
      (table) => `all rows of ${table} are gone`,
      "Move them to a copy first.",
    );
  if ("DeleteStmt" in node) {
    const what = node.DeleteStmt.whereClause ? "rows" : "all rows";
    return onTable(
      before,
      node.DeleteStmt.relation,
      "destroys",
      (table) => `${what} of ${table} are gone`,
      "Copy the rows first, and delete in batches.",
    );
  }
  if ("UpdateStmt" in node) return changed(before, node.UpdateStmt.relation);
  if ("MergeStmt" in node) return changed(before, node.MergeStmt.relation);
  if ("LockStmt" in node)
    return onTables(
      before,
      node.LockStmt.relations,
      "locks",
      (table) => `${table} is locked until the migration ends`,
      "Set a lock_timeout, and do only what needs the lock.",
    );
  return maintenanceHazards(node);
}

function changed(before: Before, range: RangeVar | undefined): Remark[] {
  const why = (table: string) =>
    `rows of ${table} are changed, and locked until the migration ends; their old values are not kept`;
  return onTable(
    before,
    range,
    "semantic",
    why,
    "Backfill in batches, outside of the migration, into a new column.",
  );
}

/** A remark about a table, if it is in use. */
export function onTable(
  before: Before,
  range: RangeVar | undefined,
  effect: HazardEffect,
  why: (table: string) => string,
  instead: string,
): Remark[] {
  const target = liveTable(before, range);
  return target ? [remark(effect, target.table, why(target.table), instead)] : [];
}

export function onTables(
  before: Before,
  nodes: readonly Node[] | undefined,
  effect: HazardEffect,
  why: (table: string) => string,
  instead: string,
): Remark[] {
  return (nodes ?? []).flatMap((node) =>
    "RangeVar" in node ? onTable(before, node.RangeVar, effect, why, instead) : [],
  );
}

function maintenanceHazards(node: Node): Remark[] {
  const asked = (options: readonly Node[] | undefined, name: string) =>
    options?.some((each) => "DefElem" in each && each.DefElem.defname === name) ?? false;
  if ("ReindexStmt" in node && !asked(node.ReindexStmt.params, "concurrently"))
    return [
      remark(
        "locks",
        node.ReindexStmt.relation?.relname,
        "the index is built anew while nobody can write its table",
        "REINDEX … CONCURRENTLY.",
      ),
    ];
  if ("ClusterStmt" in node || ("VacuumStmt" in node && asked(node.VacuumStmt.options, "full")))
    return [
      remark(
        "rewrites",
        undefined,
        "the table is written anew while nobody can read it",
        "Use a tool that copies the table beside it (pg_repack), in a quiet hour.",
      ),
    ];
  return [];
}
