import type { A_Expr, ColumnRef, FuncCall, Node, SelectStmt, SubLink, TypeCast } from "libpg-query";
import { isObject } from "../../document/json.ts";
import {
  doubtAbout,
  findKey,
  findRelation,
  keyOf,
  placeOfDoubt,
  relationKey,
} from "../catalogue/catalogue.ts";
import { typeText } from "../catalogue/type-name.ts";
import { signatures } from "../signatures.ts";
import { isNull, namesOf, stringOf } from "../tree.ts";
import { meetsType } from "./labels.ts";
import { childOf, resolveColumn, type Scope, sourceOf } from "./scope.ts";
import { type BaseColumn, fault, type Output, type Use } from "./use.ts";

/** Resolves a SELECT inside an expression; given by the caller, since the two know each other. */
export type Select = (
  use: Use,
  scope: Scope,
  node: SelectStmt,
) => { outputs: readonly Output[]; open: boolean };

export interface Walk {
  readonly use: Use;
  readonly scope: Scope;
  readonly select: Select;
}

/** Visits an expression: remembers what it uses and returns the columns that its value is made of. */
export function visit(walk: Walk, value: unknown): BaseColumn[] {
  if (Array.isArray(value)) return value.flatMap((item) => visit(walk, item));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const own = handlers[key];
    return own ? own(walk, child as never) : visit(walk, child);
  });
}

type Handler = (walk: Walk, value: never) => BaseColumn[];

const handlers: Readonly<Record<string, Handler | undefined>> = {
  ColumnRef: (walk: Walk, reference: ColumnRef) => visitColumn(walk, reference),
  SubLink: (walk: Walk, link: SubLink) => visitSubLink(walk, link),
  FuncCall: (walk: Walk, call: FuncCall) => visitCall(walk, call),
  TypeCast: (walk: Walk, cast: TypeCast) => visitCast(walk, cast),
  A_Expr: (walk: Walk, expression: A_Expr) => visitOperator(walk, expression),
  A_Const: (walk: Walk, constant: { sval?: { sval?: string } }) => {
    if (constant.sval?.sval !== undefined) walk.use.strings.add(constant.sval.sval);
    return [];
  },
  SelectStmt: (walk: Walk, select: SelectStmt) => {
    walk.select(walk.use, childOf(walk.scope), select);
    return [];
  },
};

function visitColumn({ use, scope }: Walk, reference: ColumnRef): BaseColumn[] {
  const starred = reference.fields?.some((field) => "A_Star" in field);
  if (!starred) {
    const output = resolveColumn(use, scope, reference);
    return output ? [...output.from] : [];
  }
  // count(t.*), row(t.*): the whole row, inside an expression.
  const source = sourceOf(scope, namesOf(reference.fields).at(-1) ?? "");
  const columns = source?.columns ?? [];
  for (const { plain } of columns) if (plain) use.stars.push({ relation: plain.relation, top: false });
  return columns.flatMap(({ from }) => from);
}

function visitSubLink(walk: Walk, { subselect, testexpr, subLinkType }: SubLink): BaseColumn[] {
  const tested = visit(walk, testexpr);
  const inner = subselect && "SelectStmt" in subselect ? subselect.SelectStmt : undefined;
  if (!inner) return tested;
  const { outputs } = walk.select(walk.use, childOf(walk.scope), inner);
  const [first] = outputs;
  if (testexpr && first?.type !== undefined) meetsType(walk.use, first.type, testexpr, first.name);
  const given = subLinkType === "EXPR_SUBLINK" || subLinkType === "ARRAY_SUBLINK";
  return given ? outputs.flatMap(({ from }) => from) : [];
}

function visitCall(walk: Walk, call: FuncCall): BaseColumn[] {
  const names = namesOf(call.funcname);
  const name = names.at(-1) ?? "";
  const { use } = walk;
  // sqlc.arg(name), sqlc.narg('name'), sqlc.slice('ids') stand for parameters.
  if (names[0] === "sqlc" && name !== "embed") return [];
  if (names[0] === "sqlc") {
    const embedded = call.args?.[0];
    return embedded && "ColumnRef" in embedded
      ? visitColumn(walk, { fields: [...(embedded.ColumnRef.fields ?? []), { A_Star: {} }] })
      : [];
  }
  if (names.length === 1 || names[0] !== "pg_catalog") use.functions.add(names.join("."));
  if (name === "nextval" || name === "currval" || name === "setval")
    needSequence(use, stringOf(call.args?.[0]));
  const { args, agg_order, agg_filter, over } = call;
  const [lone, ...others] = signatures(use.catalogue, names.join(".")) ?? [];
  if (lone && others.length === 0)
    for (const [index, type] of lone.args.entries()) {
      const given = args?.[index];
      if (given) meetsType(use, type, given, undefined);
    }
  return visit(walk, [args, agg_order, agg_filter, over]);
}

function needSequence(use: Use, text: string | undefined): void {
  if (text === undefined) return;
  const names = text.split(".").map((each) => each.replace(/^"(.*)"$/, "$1"));
  const [name, schema] = [names.at(-1) ?? "", names.at(-2)];
  if (findKey(use.catalogue, use.catalogue.sequences, name, schema) !== undefined) return;
  const doubted = doubtAbout(use.catalogue, "relation", name);
  fault(use, {
    kind: "relation",
    key: keyOf(schema ?? "public", name),
    sqlstate: "42P01",
    what: `the sequence ${text} does not exist`,
    doubt: doubted && placeOfDoubt(doubted),
  });
}

function visitCast(walk: Walk, { arg, typeName }: TypeCast): BaseColumn[] {
  const type = typeText(walk.use.catalogue, typeName);
  walk.use.types.add(type.replace(/\[\]$/, "").replace(/\(.*\)$/, ""));
  const [name = "", schema] = namesOf(typeName?.names).reverse();
  const row = findRelation(walk.use.catalogue, name, schema);
  // Every table is a type: what a row of it is made of counts.
  if (row) walk.use.stars.push({ relation: relationKey(row), top: isNull(arg) });
  if (arg) meetsType(walk.use, type, arg, undefined);
  return visit(walk, arg);
}

const comparing = new Set([
  "AEXPR_OP",
  "AEXPR_OP_ANY",
  "AEXPR_OP_ALL",
  "AEXPR_IN",
  "AEXPR_DISTINCT",
  "AEXPR_NOT_DISTINCT",
  "AEXPR_BETWEEN",
  "AEXPR_NOT_BETWEEN",
  "AEXPR_NULLIF",
]);

const comparisons = new Set(["=", "<>", "!=", "<", ">", "<=", ">="]);

function visitOperator(walk: Walk, { kind = "AEXPR_OP", name, lexpr, rexpr }: A_Expr): BaseColumn[] {
  const found = [...visit(walk, lexpr), ...visit(walk, rexpr)];
  if (!comparing.has(kind) || (kind === "AEXPR_OP" && !comparisons.has(namesOf(name)[0] ?? ""))) return found;
  const list = kind === "AEXPR_OP_ANY" || kind === "AEXPR_OP_ALL";
  meet(walk, lexpr, rexpr, list);
  meet(walk, rexpr, lexpr, false);
  return found;
}

/** A column on one side decides what a constant or a parameter on the other side has to be. */
function meet({ use, scope }: Walk, column: Node | undefined, other: Node | undefined, list: boolean): void {
  if (!column || !other || !("ColumnRef" in column)) return;
  if (column.ColumnRef.fields?.some((field) => "A_Star" in field)) return;
  const { type, name } = resolveColumn(use, scope, column.ColumnRef) ?? {};
  if (type === undefined) return;
  // = ANY('{a,b}') compares with the items of a list.
  meetsType(use, list && stringOf(other) !== undefined ? `${type}[]` : type, other, name);
}
