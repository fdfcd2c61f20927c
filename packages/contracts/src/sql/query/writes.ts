import type { InsertStmt, Node, OnConflictClause, RangeVar } from "libpg-query";
import {
  type Column,
  doubtAbout,
  findColumn,
  placeOfDoubt,
  type Relation,
  relationKey,
  shownKey,
} from "../catalogue/catalogue.ts";
import { isNull, namesOf } from "../tree.ts";
import { needConflictTarget } from "./conflict.ts";
import { visit, type Walk } from "./expressions.ts";
import { needRelation } from "./from.ts";
import { meetsType } from "./labels.ts";
import { childOf, missingIn, outputsOfRelation, type Scope, type Source } from "./scope.ts";
import type { Selects } from "./select.ts";
import { fault, type Use, type Write } from "./use.ts";

/** The table that a statement writes, as its WHERE and RETURNING see it. */
export function targetOf(
  use: Use,
  range: RangeVar | undefined,
): { relation: Relation | undefined; source: Source } {
  const relation = needRelation(use, range?.relname ?? "", range?.schemaname);
  const alias = range?.alias?.aliasname ?? range?.relname ?? "";
  return {
    relation,
    source: {
      alias,
      ...(relation && !range?.alias ? { schema: relation.schema } : {}),
      ...(relation ? { relation } : {}),
      columns: relation ? outputsOfRelation(relation, false) : [],
      open: !relation || relation.open !== undefined,
    },
  };
}

const isDefault = (node: Node | undefined) => node !== undefined && "SetToDefault" in node;

/** INSERT up to its ON CONFLICT; returns the scope in which RETURNING is read. */
export function resolveInsert(
  use: Use,
  scope: Scope,
  node: InsertStmt,
  selects: Selects,
): { scope: Scope; source: Source } {
  const { relation, source } = targetOf(use, node.relation);
  const select = node.selectStmt && "SelectStmt" in node.selectStmt ? node.selectStmt.SelectStmt : undefined;
  const rows = (select?.valuesLists ?? []).map((row) => ("List" in row ? (row.List.items ?? []) : []));
  const given = select && rows.length === 0 ? selects.resolve(use, scope, select) : undefined;
  if (rows.length > 0) visit(selects.walk(use, scope), rows);
  const width = given ? (given.open ? undefined : given.outputs.length) : (rows[0]?.length ?? 0);
  const single = given && select?.targetList ? [select.targetList.map(assigned)] : [];
  if (relation) insertInto(use, relation, node, rows.length > 0 ? rows : single, width);
  const within = childOf(scope, [source]);
  if (relation && node.onConflictClause) {
    const excluded: Source = { alias: "excluded", relation, columns: source.columns, open: source.open };
    const conflict = selects.walk(use, childOf(scope, [source, excluded]));
    resolveConflict(conflict, within, relation, node.onConflictClause);
  }
  return { scope: within, source };
}

function assigned(target: Node): Node {
  return "ResTarget" in target && target.ResTarget.val ? target.ResTarget.val : target;
}

function insertInto(
  use: Use,
  relation: Relation,
  { cols, override }: InsertStmt,
  rows: readonly (readonly Node[])[],
  width: number | undefined,
): void {
  const listed = (cols ?? []).flatMap((each) => ("ResTarget" in each ? (each.ResTarget.name ?? "") : []));
  const names = cols ? listed : relation.columns.map(({ name }) => name).slice(0, width);
  needWidth(use, relation, cols ? listed.length : relation.columns.length, width, cols !== undefined);
  const written = new Set<string>();
  for (const [index, name] of names.entries()) {
    missingIn(use, relation, name);
    const values = rows.flatMap((row) => row[index] ?? []);
    if (values.length > 0 && values.every(isDefault)) continue;
    written.add(name);
    const column = findColumn(relation, name);
    if (!column) continue;
    if (
      column.generated ||
      (column.identity === "always" &&
        override !== "OVERRIDING_SYSTEM_VALUE" &&
        override !== "OVERRIDING_USER_VALUE")
    )
      generatedFault(use, relation, column);
    for (const value of values) needValue(use, relation, column, value);
  }
  for (const column of relation.columns) if (!written.has(column.name)) needDefault(use, relation, column);
  addWrite(use, "insert", relation, written, cols ? undefined : names);
}

function needWidth(
  use: Use,
  relation: Relation,
  room: number,
  width: number | undefined,
  listed: boolean,
): void {
  if (width === undefined || relation.open !== undefined) return;
  if (listed ? width === room : width <= room) return;
  fault(use, {
    kind: "arity",
    key: `insert ${relationKey(relation)}`,
    sqlstate: "42601",
    what: `INSERT gives ${width} values for ${room} columns of ${shownKey(relationKey(relation))}`,
  });
}

function needDefault(use: Use, relation: Relation, column: Column): void {
  if (!column.notNull || column.default || column.serial || column.generated || column.identity) return;
  const trigger = relation.restrictions.find(({ kind }) => kind === "trigger" || kind === "rule");
  const view = relation.kind === "table" ? undefined : `${relation.name} is a ${relation.kind}`;
  required(
    use,
    relation,
    column,
    `INSERT gives no value for ${shownKey(relationKey(relation))}.${column.name}, which must not be NULL and has no default`,
    view ?? (trigger && `the ${trigger.kind} ${trigger.name} may fill it`),
  );
}

function required(
  use: Use,
  relation: Relation,
  column: Column,
  what: string,
  reason: string | undefined,
): void {
  const doubted = doubtAbout(use.catalogue, "column", relation.name, column.name);
  fault(use, {
    kind: "required",
    key: `${relationKey(relation)}.${column.name}`,
    sqlstate: "23502",
    what,
    doubt: reason ?? (doubted?.alters ? placeOfDoubt(doubted) : undefined),
  });
}

/** A value meets the column that it is written to. */
function needValue(use: Use, relation: Relation, column: Column, value: Node): void {
  meetsType(use, column.type, value, column.name);
  if (isNull(value) && column.notNull) {
    const trigger = relation.restrictions.find(({ kind }) => kind === "trigger" || kind === "rule");
    required(
      use,
      relation,
      column,
      `NULL is written to ${shownKey(relationKey(relation))}.${column.name}, which must not be NULL`,
      trigger && `the ${trigger.kind} ${trigger.name} may fill it`,
    );
  }
}

function generatedFault(use: Use, relation: Relation, column: Column): void {
  fault(use, {
    kind: "generated",
    key: `${relationKey(relation)}.${column.name}`,
    sqlstate: "428C9",
    what: `a value is written to ${shownKey(relationKey(relation))}.${column.name}, which is always generated`,
  });
}

function addWrite(
  use: Use,
  kind: Write["kind"],
  relation: Relation,
  columns: ReadonlySet<string>,
  positional?: readonly string[],
): void {
  use.writes.push({
    kind,
    relation,
    key: relationKey(relation),
    columns,
    ...(positional ? { positional } : {}),
  });
}

export function addDelete(use: Use, relation: Relation): void {
  addWrite(use, "delete", relation, new Set());
}

function resolveConflict(walk: Walk, target: Scope, relation: Relation, clause: OnConflictClause): void {
  if (clause.infer) {
    visit({ ...walk, scope: target }, [clause.infer.indexElems, clause.infer.whereClause]);
    needConflictTarget(walk.use, relation, clause.infer);
  }
  visit(walk, clause.whereClause);
  if (clause.action === "ONCONFLICT_UPDATE") resolveAssignments(walk, relation, clause.targetList);
}

/** `SET a = …`: of UPDATE, ON CONFLICT and MERGE. */
export function resolveAssignments(
  walk: Walk,
  relation: Relation,
  targets: readonly Node[] | undefined,
): void {
  const written = new Set<string>();
  for (const node of targets ?? []) {
    if (!("ResTarget" in node)) continue;
    const { name = "", val } = node.ResTarget;
    missingIn(walk.use, relation, name);
    visit(walk, [val, node.ResTarget.indirection]);
    written.add(name);
    const column = findColumn(relation, name);
    const value = val && "MultiAssignRef" in val ? multiValue(val.MultiAssignRef) : val;
    if (!column || !value || isDefault(value)) continue;
    if (column.generated || column.identity === "always") generatedFault(walk.use, relation, column);
    if (!node.ResTarget.indirection) needValue(walk.use, relation, column, value);
  }
  addWrite(walk.use, "update", relation, written);
}

/** `SET (a, b) = (1, 2)`: the value for one of them. */
function multiValue({ source, colno = 1 }: { source?: Node; colno?: number }): Node | undefined {
  return source && "RowExpr" in source ? source.RowExpr.args?.[colno - 1] : source;
}

/** `MERGE … WHEN NOT MATCHED THEN INSERT (…) VALUES (…)`. */
export function resolveMergeInsert(
  walk: Walk,
  relation: Relation,
  targets: readonly Node[] | undefined,
  values: readonly Node[] | undefined,
): void {
  visit(walk, values);
  const cols = targets?.length ? { cols: [...targets] } : {};
  insertInto(walk.use, relation, cols, values ? [values] : [], values?.length ?? 0);
}

/** `COPY t (a, b) FROM STDIN`. */
export function resolveCopy(use: Use, relation: Relation, attributes: readonly Node[] | undefined): void {
  const names = attributes ? namesOf(attributes) : undefined;
  const cols = names?.map((name): Node => ({ ResTarget: { name } }));
  insertInto(use, relation, cols ? { cols } : {}, [], names?.length ?? relation.columns.length);
}
