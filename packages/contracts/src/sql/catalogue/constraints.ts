import type { Constraint as ConstraintNode, IndexElem, IndexStmt, Node } from "libpg-query";
import { columnsIn, fingerprint, namesOf } from "../tree.ts";
import {
  type Catalogue,
  type Constraint,
  findColumn,
  findRelation,
  keyOf,
  type Relation,
  relationKey,
} from "./catalogue.ts";
import { freeName } from "./names.ts";

const kinds: Readonly<Partial<Record<NonNullable<ConstraintNode["contype"]>, Constraint["kind"]>>> = {
  CONSTR_PRIMARY: "primary",
  CONSTR_UNIQUE: "unique",
  CONSTR_CHECK: "check",
  CONSTR_FOREIGN: "foreign",
  CONSTR_EXCLUSION: "exclude",
};

const labels = { primary: "pkey", unique: "key", check: "check", foreign: "fkey", exclude: "excl" } as const;

/** Adds what a constraint clause says. `column` is the column that it stands behind, if it is no clause of the table. */
export function addConstraint(
  catalogue: Catalogue,
  relation: Relation,
  node: ConstraintNode,
  column?: string,
): void {
  const kind = kinds[node.contype ?? "CONSTR_NULL"];
  if (node.contype === "CONSTR_NOTNULL") {
    for (const name of column === undefined ? namesOf(node.keys) : [column]) setNotNull(relation, name);
    return;
  }
  if (!kind) return;
  if (node.indexname !== undefined) {
    promoteIndex(relation, node, kind);
    return;
  }
  const columns = constrained(node, kind, column);
  const own = columns.filter((name) => findColumn(relation, name));
  const named = kind === "primary" ? [] : kind === "check" ? (own.length === 1 ? own : []) : columns;
  const name = node.conname ?? freeName(catalogue, relation, named, labels[kind]);
  if (relation.constraints.some((each) => each.name === name)) return;
  if (kind === "primary") for (const each of columns) setNotNull(relation, each);
  relation.constraints.push({
    kind,
    name,
    columns: kind === "check" ? own : columns,
    ...(node.raw_expr ? { expression: node.raw_expr } : {}),
    ...(kind === "foreign" ? referenced(catalogue, node) : {}),
    ...(kind === "exclude" ? { more: fingerprint([node.exclusions, node.where_clause]) } : {}),
    valid: node.skip_validation !== true,
    // Only checks and foreign keys can be NOT ENFORCED; for these the parser says so by saying nothing.
    enforced: (kind !== "check" && kind !== "foreign") || node.is_enforced === true,
    nullsNotDistinct: node.nulls_not_distinct === true,
    deferrable: node.deferrable === true,
    ...(node.initdeferred === true ? { deferred: true } : {}),
    indexOnly: false,
  });
}

function constrained(node: ConstraintNode, kind: Constraint["kind"], column: string | undefined): string[] {
  if (kind === "check") return columnsIn(node.raw_expr);
  if (kind === "exclude") return columnsIn(node.exclusions).concat(elementNames(node.exclusions));
  if (column !== undefined) return [column];
  return namesOf(kind === "foreign" ? node.fk_attrs : node.keys);
}

/** `EXCLUDE (a WITH =, …)`: a list of lists, an element first. */
function elementNames(exclusions: readonly Node[] | undefined): string[] {
  return (exclusions ?? []).flatMap((pair) => {
    const first = "List" in pair ? pair.List.items?.[0] : undefined;
    return first && "IndexElem" in first && first.IndexElem.name ? [first.IndexElem.name] : [];
  });
}

function referenced(catalogue: Catalogue, node: ConstraintNode): Pick<Constraint, "references" | "more"> {
  const { relname = "", schemaname } = node.pktable ?? {};
  const target = findRelation(catalogue, relname, schemaname);
  const given = namesOf(node.pk_attrs);
  const primary = target?.constraints.find(({ kind }) => kind === "primary")?.columns ?? [];
  const relation = target
    ? relationKey(target)
    : keyOf(schemaname ?? catalogue.searchPath[0] ?? "public", relname);
  return {
    references: { relation, columns: given.length > 0 ? given : [...primary] },
    more: [node.fk_matchtype, node.fk_upd_action, node.fk_del_action].join(),
  };
}

/** `ADD CONSTRAINT c UNIQUE USING INDEX i`: the index becomes the constraint and takes its name. */
function promoteIndex(relation: Relation, node: ConstraintNode, kind: Constraint["kind"]): void {
  const index = relation.constraints.find(({ name, indexOnly }) => indexOnly && name === node.indexname);
  if (!index) return;
  remove(relation.constraints, index);
  if (kind === "primary") for (const name of index.columns) setNotNull(relation, name);
  relation.constraints.push({
    ...index,
    kind,
    name: node.conname ?? index.name,
    indexOnly: false,
    deferrable: node.deferrable === true,
    ...(node.initdeferred === true ? { deferred: true } : {}),
  });
}

export function addIndex(catalogue: Catalogue, relation: Relation, node: IndexStmt): void {
  const elements = (node.indexParams ?? []).flatMap((each) => ("IndexElem" in each ? [each.IndexElem] : []));
  const columns = elements.flatMap(({ name }) => name ?? []);
  const name =
    node.idxname ??
    freeName(
      catalogue,
      relation,
      elements.map((each) => each.name ?? functionName(each) ?? "expr"),
      "idx",
    );
  if (!node.unique) {
    relation.indexes.add(name);
    return;
  }
  if (relation.constraints.some((each) => each.name === name)) return;
  const expressions = elements.filter(({ expr }) => expr).map(({ expr }) => fingerprint(expr));
  relation.constraints.push({
    kind: "unique",
    name,
    columns,
    ...(expressions.length > 0 ? { expressions, more: elementColumns(elements).join() } : {}),
    ...(node.whereClause ? { where: fingerprint(node.whereClause), expression: node.whereClause } : {}),
    valid: true,
    enforced: true,
    nullsNotDistinct: node.nulls_not_distinct === true,
    deferrable: false,
    indexOnly: true,
  });
}

function elementColumns(elements: readonly IndexElem[]): string[] {
  return columnsIn(elements.map(({ expr }) => expr));
}

function functionName({ expr }: IndexElem): string | undefined {
  return expr && "FuncCall" in expr ? namesOf(expr.FuncCall.funcname).at(-1) : undefined;
}

function setNotNull(relation: Relation, name: string): void {
  const column = findColumn(relation, name);
  if (column) column.notNull = true;
}

export function remove<Item>(list: Item[], item: Item): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}

/** Columns that a constraint or unique index looks at, those inside expressions included. */
export function columnsOf({ columns, more, expressions, expression, where }: Constraint): string[] {
  const inside = expressions && more ? more.split(",") : [];
  return [...columns, ...inside, ...(where === undefined ? [] : columnsIn(expression))];
}
