import type { Node, SelectStmt } from "libpg-query";
import type { Statement } from "../parser.ts";
import { isBuiltinFunction } from "../query/functions.ts";
import { fingerprint, namesOf, nodesBelow, stringOf } from "../tree.ts";
import { alterTable } from "./alter-table.ts";
import { type Catalogue, findKey, keyOf, type Restriction } from "./catalogue.ts";
import { addIndex } from "./constraints.ts";
import {
  createAggregate,
  createExtension,
  createForeignTable,
  createFunction,
  createTable,
  createTableAs,
  createType,
  createView,
} from "./create.ts";
import { foldBlock } from "./do-block.ts";
import { doubt, type Fold } from "./doubts.ts";
import { drop } from "./drop.ts";
import { changedRelation, homeSchema } from "./relations.ts";
import { rename, setSchema } from "./rename.ts";
import { revoke } from "./revoke.ts";
import { typeText } from "./type-name.ts";

/** Statements that leave the catalogue as it is, or change only what no query can see. */
const harmless = new Set(
  `InsertStmt UpdateStmt DeleteStmt MergeStmt TruncateStmt CopyStmt TransactionStmt CommentStmt SecLabelStmt VariableShowStmt
  ExplainStmt VacuumStmt ReindexStmt ClusterStmt LockStmt NotifyStmt ListenStmt UnlistenStmt CheckPointStmt DiscardStmt
  ConstraintsSetStmt CreateRoleStmt AlterRoleStmt DropRoleStmt GrantRoleStmt AlterDefaultPrivilegesStmt
  AlterOwnerStmt AlterDatabaseStmt CreatedbStmt CreateTableSpaceStmt AlterSeqStmt CreateStatsStmt
  AlterStatsStmt RefreshMatViewStmt AlterExtensionStmt AlterObjectDependsStmt ReassignOwnedStmt AlterTSConfigurationStmt
  AlterTSDictionaryStmt CreatePublicationStmt AlterPublicationStmt CreateSubscriptionStmt AlterSubscriptionStmt
  DropSubscriptionStmt CreateFdwStmt CreateForeignServerStmt AlterForeignServerStmt CreateUserMappingStmt
  AlterUserMappingStmt DropUserMappingStmt CreateConversionStmt CreateOpClassStmt CreateOpFamilyStmt AlterOpFamilyStmt
  AlterOperatorStmt CreateCastStmt CreateTransformStmt CreatePLangStmt AlterEventTrigStmt
  AlterExtensionContentsStmt PrepareStmt DeallocateStmt CreateAmStmt AlterCollationStmt LoadStmt AlterSystemStmt`.split(
    /\s+/,
  ),
);

/** Changes the catalogue as one statement would. Never throws about what the statement says. */
export function foldStatement(catalogue: Catalogue, statement: Statement, document: string): void {
  const fold: Fold = { catalogue, statement, document };
  foldOne(fold);
}

function foldOne(fold: Fold): void {
  const { node } = fold.statement;
  if (Object.keys(node).every((kind) => harmless.has(kind))) return;
  if (!(foldRelation(fold, node) || foldType(fold, node) || foldOther(fold, node)))
    doubt(fold, `a statement of a kind that is not followed (${Object.keys(node)[0]})`);
}

function foldRelation(fold: Fold, node: Node): boolean {
  if ("CreateStmt" in node) createTable(fold, node.CreateStmt);
  else if ("AlterTableStmt" in node) alterTable(fold, node.AlterTableStmt);
  else if ("IndexStmt" in node) {
    const relation = changedRelation(fold, node.IndexStmt.relation, false);
    if (relation) addIndex(fold.catalogue, relation, node.IndexStmt);
  } else if ("ViewStmt" in node) createView(fold, node.ViewStmt);
  else if ("CreateTableAsStmt" in node) createTableAs(fold, node.CreateTableAsStmt);
  else if ("CreateForeignTableStmt" in node) createForeignTable(fold, node.CreateForeignTableStmt.base);
  else if ("DropStmt" in node) drop(fold, node.DropStmt);
  else if ("RenameStmt" in node) rename(fold, node.RenameStmt);
  else if ("AlterObjectSchemaStmt" in node) setSchema(fold, node.AlterObjectSchemaStmt);
  else if ("ImportForeignSchemaStmt" in node)
    doubt(fold, "IMPORT FOREIGN SCHEMA", { kinds: ["relation"], alters: false });
  else return false;
  return true;
}

function foldType(fold: Fold, node: Node): boolean {
  const { catalogue } = fold;
  if ("CreateEnumStmt" in node)
    createType(fold, namesOf(node.CreateEnumStmt.typeName), {
      kind: "enum",
      labels: namesOf(node.CreateEnumStmt.vals),
    });
  else if ("AlterEnumStmt" in node) alterEnum(fold, node.AlterEnumStmt);
  else if ("CreateDomainStmt" in node)
    createType(fold, namesOf(node.CreateDomainStmt.domainname), {
      kind: "domain",
      text: `${typeText(catalogue, node.CreateDomainStmt.typeName)} ${fingerprint(node.CreateDomainStmt.constraints)}`,
    });
  else if ("AlterDomainStmt" in node) {
    const names = namesOf(node.AlterDomainStmt.typeName);
    const key = findKey(catalogue, catalogue.types, names.at(-1) ?? "", names.at(-2));
    const type = key === undefined ? undefined : catalogue.types.get(key);
    if (type && type.kind !== "enum") type.text += fingerprint(node);
  } else if ("CompositeTypeStmt" in node) {
    const { typevar, coldeflist } = node.CompositeTypeStmt;
    const names = [...(typevar?.schemaname ? [typevar.schemaname] : []), typevar?.relname ?? ""];
    createType(fold, names, { kind: "composite", text: fingerprint(coldeflist) });
  } else if ("CreateRangeStmt" in node)
    createType(fold, namesOf(node.CreateRangeStmt.typeName), { kind: "range", text: fingerprint(node) });
  else if ("AlterTypeStmt" in node) return true;
  else return false;
  return true;
}

function foldOther(fold: Fold, node: Node): boolean {
  const { catalogue } = fold;
  if ("CreateSchemaStmt" in node) {
    const { schemaname, authrole, schemaElts } = node.CreateSchemaStmt;
    const name = schemaname ?? authrole?.rolename ?? "";
    catalogue.schemas.add(name);
    const before = catalogue.searchPath;
    catalogue.searchPath = [name, ...before];
    for (const each of schemaElts ?? []) foldOne({ ...fold, statement: { ...fold.statement, node: each } });
    catalogue.searchPath = before;
  } else if ("AlterFunctionStmt" in node) {
    const names = namesOf(node.AlterFunctionStmt.func?.objname);
    const key = findKey(catalogue, catalogue.functions, names.at(-1) ?? "", names.at(-2));
    const list = key === undefined ? [] : (catalogue.functions.get(key) ?? []);
    const more = fingerprint(node);
    if (key !== undefined)
      catalogue.functions.set(
        key,
        list.map((each) => ({ ...each, body: `${each.body} ${more}` })),
      );
  } else if ("CreateFunctionStmt" in node) createFunction(fold, node.CreateFunctionStmt);
  else if ("DefineStmt" in node) foldDefine(fold, node.DefineStmt);
  else if ("CreateSeqStmt" in node) {
    const { relname = "", schemaname } = node.CreateSeqStmt.sequence ?? {};
    catalogue.sequences.add(keyOf(schemaname ?? homeSchema(catalogue), relname));
  } else if ("CreateExtensionStmt" in node) createExtension(fold, node.CreateExtensionStmt.extname ?? "");
  else if ("VariableSetStmt" in node)
    setPath(catalogue, node.VariableSetStmt.name, node.VariableSetStmt.args);
  else if ("SelectStmt" in node) foldSelect(fold, node.SelectStmt);
  else if ("DoStmt" in node) foldBlock(fold, node.DoStmt, foldOne);
  else if ("CallStmt" in node || "ExecuteStmt" in node) doubt(fold, "a call whose effect is not known");
  else if ("AlterRoleSetStmt" in node) settingFor(fold, node.AlterRoleSetStmt.setstmt);
  else if ("AlterDatabaseSetStmt" in node) settingFor(fold, node.AlterDatabaseSetStmt.setstmt);
  else if ("CreateEventTrigStmt" in node) doubt(fold, "an event trigger");
  else return foldRestriction(fold, node);
  return true;
}

function foldDefine(fold: Fold, node: { kind?: string; defnames?: Node[]; args?: Node[] }): void {
  if (node.kind === "OBJECT_AGGREGATE") createAggregate(fold, node.defnames, node.args);
  if (node.kind === "OBJECT_TYPE")
    createType(fold, namesOf(node.defnames), { kind: "base", text: fingerprint(node) });
}

function foldRestriction(fold: Fold, node: Node): boolean {
  const add = (
    name: Parameters<typeof changedRelation>[1],
    kind: Restriction["kind"],
    own: string,
    runs?: string,
  ) => {
    const relation = changedRelation(fold, name, false);
    const text = fingerprint(node);
    if (!relation) return true;
    relation.restrictions = relation.restrictions.filter((each) => each.kind !== kind || each.name !== own);
    relation.restrictions.push({ kind, name: own, text, ...(runs === undefined ? {} : { runs }) });
    return true;
  };
  if ("CreateTrigStmt" in node)
    return add(
      node.CreateTrigStmt.relation,
      "trigger",
      node.CreateTrigStmt.trigname ?? "",
      namesOf(node.CreateTrigStmt.funcname).join("."),
    );
  if ("RuleStmt" in node) return add(node.RuleStmt.relation, "rule", node.RuleStmt.rulename ?? "");
  if ("CreatePolicyStmt" in node)
    return add(node.CreatePolicyStmt.table, "policy", node.CreatePolicyStmt.policy_name ?? "");
  if ("AlterPolicyStmt" in node)
    return add(node.AlterPolicyStmt.table, "policy", node.AlterPolicyStmt.policy_name ?? "");
  if (!("GrantStmt" in node)) return false;
  revoke(fold, node.GrantStmt);
  return true;
}

function alterEnum(
  fold: Fold,
  node: {
    typeName?: Node[];
    oldVal?: string;
    newVal?: string;
    newValNeighbor?: string;
    newValIsAfter?: boolean;
  },
): void {
  const names = namesOf(node.typeName);
  const key = findKey(fold.catalogue, fold.catalogue.types, names.at(-1) ?? "", names.at(-2));
  const type = key === undefined ? undefined : fold.catalogue.types.get(key);
  const { oldVal, newVal = "" } = node;
  if (type?.kind !== "enum") {
    doubt(fold, `a statement that changes the type ${names.join(".")}, which no earlier migration creates`, {
      words: [names.at(-1) ?? ""],
      kinds: ["type"],
    });
    return;
  }
  if (oldVal !== undefined) type.labels = type.labels.map((label) => (label === oldVal ? newVal : label));
  else if (!type.labels.includes(newVal)) type.labels = [...type.labels, newVal];
}

/** A search path for a role or the whole database: names without a schema may mean other tables from now on. */
function settingFor(fold: Fold, setting: { name?: string } | undefined): void {
  if (setting?.name === undefined || setting.name.toLowerCase() === "search_path")
    doubt(fold, "a search path that is set for all connections to come", { kinds: [] });
}

function setPath(catalogue: Catalogue, name: string | undefined, args: readonly Node[] | undefined): void {
  if (name?.toLowerCase() !== "search_path") return;
  const path = (args ?? [])
    .map((arg) => stringOf(arg) ?? "")
    .filter((each) => each !== "" && each !== '"$user"' && each !== "$user");
  catalogue.searchPath = args === undefined || args.length === 0 ? ["public"] : path;
}

/** A SELECT in a migration matters for what its functions do. */
function foldSelect(fold: Fold, node: SelectStmt): void {
  if (node.intoClause) {
    const { intoClause: into, ...query } = node;
    createTableAs(fold, { query: { SelectStmt: query }, into, objtype: "OBJECT_TABLE" });
  }
  for (const [kind, value] of nodesBelow(node)) {
    if (kind !== "FuncCall") continue;
    const { funcname, args = [] } = value as { funcname?: Node[]; args?: Node[] };
    const names = namesOf(funcname);
    const name = names.at(-1) ?? "";
    if (name === "set_config" && stringOf(args[0]) === "search_path") {
      const path = (stringOf(args[1]) ?? "").split(",").map((each) => each.trim());
      fold.catalogue.searchPath = path.filter((each) => each !== "" && each !== '"$user"');
    } else if (!isBuiltinFunction(name) || (names.length > 1 && names[0] !== "pg_catalog"))
      doubt(fold, `a call of ${names.join(".")}(), which may change the schema`);
  }
}
