import type { AlterEnumStmt, CreateFunctionStmt, GrantStmt, Node } from "libpg-query";
import { findKey } from "../catalogue/catalogue.ts";
import { namesOf } from "../tree.ts";
import { type Before, isLiveType, type Remark, remark } from "./hazard.ts";
import { onTable, onTables } from "./row-hazards.ts";

/** Statements after which the same queries do, see or may something else. */
export function behaviourHazards(before: Before, node: Node): Remark[] {
  if ("AlterEnumStmt" in node) return enumHazards(before, node.AlterEnumStmt);
  if ("CreateTrigStmt" in node) {
    const { relation, trigname } = node.CreateTrigStmt;
    const why = (table: string) => `writes of every live version to ${table} run the trigger ${trigname}`;
    return onTable(
      before,
      relation,
      "semantic",
      why,
      "Test every live version with the trigger, or have it act only on what new versions write.",
    );
  }
  if ("CreatePolicyStmt" in node) return decided(before, node.CreatePolicyStmt.table);
  if ("RuleStmt" in node) return decided(before, node.RuleStmt.relation);
  if ("CreateFunctionStmt" in node) return functionHazards(before, node.CreateFunctionStmt);
  if ("GrantStmt" in node) return grantHazards(before, node.GrantStmt);
  if (!("AlterSeqStmt" in node)) return [];
  const restarts = node.AlterSeqStmt.options?.some(
    (each) => "DefElem" in each && each.DefElem.defname === "restart",
  );
  const why = "the sequence starts anew: numbers that exist already come again (23505)";
  return restarts
    ? [remark("semantic", undefined, why, "Restart it only above the highest number in use.")]
    : [];
}

function decided(before: Before, range: Parameters<typeof onTable>[1]): Remark[] {
  const why = (table: string) => `what queries see or do in ${table} is decided otherwise`;
  return onTable(before, range, "semantic", why, "Test every live version with its own role.");
}

function enumHazards(before: Before, { typeName, oldVal, newVal }: AlterEnumStmt): Remark[] {
  const names = namesOf(typeName);
  const type = names.join(".");
  if (!isLiveType(before, names)) return [];
  if (oldVal !== undefined) {
    const instead =
      "Add the new value, have every version read both, move the rows, and rebuild the type at the end.";
    return [
      remark(
        "tightens",
        undefined,
        `'${oldVal}' is no value of ${type} any more: queries that send it fail (22P02)`,
        instead,
      ),
    ];
  }
  const why = `readers of ${type} meet '${newVal}' as soon as a new version writes it; the value cannot be taken away again`;
  return [
    remark(
      "semantic",
      undefined,
      why,
      "Release readers that know the value before the first version that writes it.",
    ),
  ];
}

function functionHazards({ catalogue }: Before, { funcname, replace }: CreateFunctionStmt): Remark[] {
  const names = namesOf(funcname);
  const known = findKey(catalogue, catalogue.functions, names.at(-1) ?? "", names.at(-2)) !== undefined;
  if (!known || !replace) return [];
  const why = `${names.join(".")} does something else for every live version at once`;
  return [
    remark("semantic", undefined, why, "Create it under another name, and let new versions call that."),
  ];
}

function grantHazards(before: Before, { is_grant, objects }: GrantStmt): Remark[] {
  if (is_grant) return [];
  const why = (table: string) => `roles that lose a right on ${table} are refused (42501)`;
  return onTables(before, objects, "tightens", why, "Revoke when no live version uses the right.");
}
