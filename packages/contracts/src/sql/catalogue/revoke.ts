import type { GrantStmt, Node } from "libpg-query";
import { fingerprint, namesOf } from "../tree.ts";
import {
  type Catalogue,
  findKey,
  findRelation,
  keyOf,
  type Relation,
  type Restriction,
} from "./catalogue.ts";
import { doubt, type Fold } from "./doubts.ts";
import { objectNames } from "./drop.ts";
import { sequenceKey } from "./names.ts";

/** What a REVOKE takes away. Whose role it was is not known here, so every version may miss it. */
export function revoke(fold: Fold, node: GrantStmt): void {
  if (node.is_grant) return;
  const restriction: Restriction = { kind: "revoke", name: "REVOKE", text: fingerprint(node) };
  const { catalogue } = fold;
  const objects = node.objects ?? [];
  const inSchema = node.targtype === "ACL_TARGET_ALL_IN_SCHEMA";
  const schemas = new Set(namesOf(objects));
  const within = [...catalogue.relations.values()].filter(({ schema }) => schemas.has(schema));
  const all = (relations: readonly Relation[]) => {
    for (const each of relations) each.restrictions.push(restriction);
  };
  if (node.objtype === "OBJECT_TABLE")
    all(inSchema ? within : objects.flatMap((each) => tableOf(fold, each)));
  if (node.objtype === "OBJECT_SCHEMA" && takesUsage(node)) all(within);
  if (node.objtype === "OBJECT_SEQUENCE" && inSchema) all(within.filter(drawsNumbers));
  else if (node.objtype === "OBJECT_SEQUENCE")
    for (const each of objects) ofSequence(fold, rangeNames(each), all);
  if (/_(FUNCTION|PROCEDURE|ROUTINE)$/.test(node.objtype ?? "")) ofFunctions(catalogue, node, inSchema);
}

function rangeNames(object: Node): { relname?: string; schemaname?: string } {
  return "RangeVar" in object ? object.RangeVar : {};
}

function tableOf({ catalogue }: Fold, object: Node): Relation[] {
  const { relname = "", schemaname } = rangeNames(object);
  const found = findRelation(catalogue, relname, schemaname);
  return found ? [found] : [];
}

/** CREATE on a schema matters to those who migrate, not to those who query. */
function takesUsage({ privileges }: GrantStmt): boolean {
  return !privileges || fingerprint(privileges).toLowerCase().includes('"usage"');
}

function drawsNumbers({ columns }: Relation): boolean {
  return columns.some((column) => column.serial || fingerprint(column.default).includes('"nextval"'));
}

function ofSequence(
  fold: Fold,
  { relname = "", schemaname }: ReturnType<typeof rangeNames>,
  all: (relations: readonly Relation[]) => void,
): void {
  const { catalogue } = fold;
  const key = findKey(catalogue, catalogue.sequences, relname, schemaname) ?? keyOf("public", relname);
  const owners = [...catalogue.relations.values()].filter((each) =>
    each.columns.some(
      (column) => (column.serial || column.identity) && sequenceKey(each, column.name) === key,
    ),
  );
  if (owners.length > 0) all(owners);
  else doubt(fold, `a REVOKE on the sequence ${relname}`);
}

/** A function that one may not call any more is another one to those who call it. */
function ofFunctions(catalogue: Catalogue, node: GrantStmt, inSchema: boolean): void {
  for (const object of node.objects ?? []) {
    const names = objectNames(object);
    const found = findKey(catalogue, catalogue.functions, names.at(-1) ?? "", names.at(-2));
    const keys = inSchema
      ? [...catalogue.functions.keys()].filter((key) => key.startsWith(`${names.at(-1)}.`))
      : found === undefined
        ? []
        : [found];
    for (const key of keys) {
      const list = catalogue.functions.get(key) ?? [];
      catalogue.functions.set(
        key,
        list.map((each) => ({ ...each, body: `${each.body} ${fingerprint(node)}` })),
      );
    }
  }
}
