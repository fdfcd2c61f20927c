import type {
  CreateFunctionStmt,
  CreateStmt,
  CreateTableAsStmt,
  FunctionParameter,
  Node,
  RangeVar,
  ViewStmt,
} from "libpg-query";
import { outputsOf } from "../query/outputs.ts";
import { fingerprint, namesOf } from "../tree.ts";
import {
  findRelation,
  keyOf,
  type Relation,
  relationKey,
  type Signature,
  type UserType,
} from "./catalogue.ts";
import { addElements } from "./columns.ts";
import { doubt, type Fold } from "./doubts.ts";
import { bindPartition, guardView, homeSchema, newRelation } from "./relations.ts";
import { typeText } from "./type-name.ts";

export function createTable(
  fold: Fold,
  { relation: name, tableElts, inhRelations, partbound, partspec, ofTypename }: CreateStmt,
): void {
  const relation = newRelation(fold, name, "table");
  if (!relation) return;
  for (const node of inhRelations ?? [])
    if ("RangeVar" in node) inherit(fold, relation, node.RangeVar, partbound !== undefined);
  if (partspec)
    relation.restrictions.push({ kind: "partitioning", name: "partitions", text: fingerprint(partspec) });
  if (partbound) bindPartition(relation, partbound);
  if (ofTypename) relation.open = "it is made of a type";
  addElements(fold.catalogue, relation, tableElts ?? []);
}

/** An heir has the columns and checks of its parent, a partition its keys and foreign keys too. */
function inherit({ catalogue }: Fold, relation: Relation, name: RangeVar, partition: boolean): void {
  const parent = findRelation(catalogue, name.relname ?? "", name.schemaname);
  if (!parent) {
    relation.open = `its parent ${name.relname} is not known`;
    return;
  }
  relation.parents.push(relationKey(parent));
  relation.columns.push(...parent.columns.map((column) => ({ ...column })));
  relation.constraints.push(
    ...parent.constraints
      .filter(({ kind }) => partition || kind === "check")
      .map((each) => ({
        ...each,
        columns: [...each.columns],
        name: each.kind === "check" || each.kind === "foreign" ? each.name : `${relation.name}_${each.name}`,
      })),
  );
}

export function createForeignTable(fold: Fold, base: CreateStmt | undefined): void {
  const relation = newRelation(fold, base?.relation, "foreign table");
  if (relation) addElements(fold.catalogue, relation, base?.tableElts ?? []);
}

export function createView(
  fold: Fold,
  { view, aliases, query, replace, options, withCheckOption }: ViewStmt,
): void {
  const before = findRelation(
    fold.catalogue,
    view?.relname ?? "",
    view?.schemaname ?? homeSchema(fold.catalogue),
  );
  if (before && replace) fold.catalogue.relations.delete(relationKey(before));
  const relation = newRelation(fold, view, "view");
  if (!relation) return;
  fillFromQuery(fold, relation, query, namesOf(aliases));
  if (before) relation.restrictions = before.restrictions.filter(({ kind }) => kind !== "row security");
  guardView(relation, [options, withCheckOption === "NO_CHECK_OPTION" ? undefined : withCheckOption]);
}

/** CREATE TABLE AS, SELECT INTO, CREATE MATERIALIZED VIEW. */
export function createTableAs(fold: Fold, { query, into, objtype }: CreateTableAsStmt): void {
  const materialized = objtype === "OBJECT_MATVIEW";
  const relation = newRelation(fold, into?.rel, materialized ? "materialized view" : "table");
  if (!relation) return;
  fillFromQuery(fold, relation, query, namesOf(into?.colNames));
  if (!materialized) relation.dependsOn = new Set();
}

function fillFromQuery(
  fold: Fold,
  relation: Relation,
  query: Node | undefined,
  names: readonly string[],
): void {
  const { outputs, dependsOn, open } = outputsOf(fold.catalogue, query);
  relation.columns = outputs.map((output, index) => ({
    name: names[index] ?? output.name,
    type: output.type ?? "?",
    // A view hands on a column that is never NULL; a copy in a table may be.
    notNull: relation.kind !== "table" && output.plain !== undefined && !output.nullable,
  }));
  relation.dependsOn = new Set(dependsOn);
  relation.query = fingerprint(query);
  if (open !== undefined) relation.open = open;
}

export function createFunction(
  { catalogue }: Fold,
  { funcname, parameters, returnType, options, sql_body }: CreateFunctionStmt,
): void {
  const names = namesOf(funcname);
  const key = keyOf(names.at(-2) ?? homeSchema(catalogue), names.at(-1) ?? "");
  const list = (parameters ?? []).flatMap((node) =>
    "FunctionParameter" in node ? [node.FunctionParameter] : [],
  );
  const passed = list.filter(({ mode }) => mode !== "FUNC_PARAM_OUT" && mode !== "FUNC_PARAM_TABLE");
  const text = (each: FunctionParameter) => typeText(catalogue, each.argType);
  const given = list.filter((each) => !passed.includes(each));
  const signature: Signature = {
    args: passed.map(text),
    body: fingerprint([options, sql_body]),
    returns: [
      ...(returnType ? [`${returnType.setof ? "setof " : ""}${typeText(catalogue, returnType)}`] : []),
      ...given.map(text),
    ].join(),
  };
  const others = (catalogue.functions.get(key) ?? []).filter(
    (each) => each.args.join() !== signature.args.join(),
  );
  catalogue.functions.set(key, [...others, signature]);
}

/** An aggregate: which arguments it takes is not looked at. */
export function createAggregate(
  { catalogue }: Fold,
  defnames: readonly Node[] | undefined,
  args: unknown,
): void {
  const names = namesOf(defnames);
  const key = keyOf(names.at(-2) ?? homeSchema(catalogue), names.at(-1) ?? "");
  catalogue.functions.set(key, [
    ...(catalogue.functions.get(key) ?? []),
    { args: [fingerprint(args)], returns: "", body: "" },
  ]);
}

export function createType({ catalogue }: Fold, names: readonly string[], type: UserType): void {
  const key = keyOf(names.at(-2) ?? homeSchema(catalogue), names.at(-1) ?? "");
  if (!catalogue.types.has(key)) catalogue.types.set(key, type);
}

/** Extensions that bring functions, operators or types only, no table and no view. */
const tableless =
  /^(pgcrypto|uuid-ossp|citext|pg_trgm|btree_gin|btree_gist|hstore|unaccent|vector|fuzzystrmatch|intarray|ltree|tablefunc|isn|cube|earthdistance|seg|bloom|plpgsql|pgjwt|moddatetime|dict_int|dict_xsyn|lo|tcn|xml2|pg_uuidv7|rum)$/;

export function createExtension(fold: Fold, name: string): void {
  fold.catalogue.extensions.add(name);
  const kinds = tableless.test(name)
    ? (["function", "type"] as const)
    : (["relation", "function", "type"] as const);
  doubt(fold, `the extension ${name}`, { kinds, alters: false });
}
