import type { Node } from "libpg-query";
import {
  type Catalogue,
  type Constraint,
  findColumn,
  type Relation,
  shownKey,
} from "./catalogue/catalogue.ts";
import { columnsOf } from "./catalogue/constraints.ts";
import type { Write } from "./query/use.ts";
import { columnsIn, fingerprint, namesOf, stringOf } from "./tree.ts";

/** Constraints of a table that neither it had before nor follow from those it had. */
export function addedConstraints(before: Relation, after: Relation): Constraint[] {
  const strict = before.constraints.filter(({ enforced }) => enforced);
  return after.constraints.filter(
    (each) =>
      each.enforced &&
      !strict.some(
        (old) => soonerOrSame(old, each) && (identityOf(old) === identityOf(each) || implies(old, each)),
      ),
  );
}

/** A constraint that may be looked at later refuses less in between. */
function soonerOrSame(old: Constraint, added: Constraint): boolean {
  return (!old.deferrable || added.deferrable) && (!old.deferred || added.deferred === true);
}

/** What a constraint asks, whatever its name. */
function identityOf({
  kind,
  columns,
  expression,
  expressions,
  where,
  references,
  more,
  nullsNotDistinct,
}: Constraint): string {
  const unique = kind === "primary" || kind === "unique";
  const list = kind === "check" ? [] : unique ? [...columns].sort() : columns;
  return JSON.stringify([
    unique ? "unique" : kind,
    list,
    kind === "check" ? fingerprint(expression) : "",
    expressions ?? [],
    where ?? "",
    references ?? "",
    kind === "unique" ? "" : (more ?? ""),
    nullsNotDistinct,
  ]);
}

/** Unique on fewer columns is the stronger promise. */
function implies(old: Constraint, added: Constraint): boolean {
  const unique = ({ kind }: Constraint) => kind === "unique" || kind === "primary";
  if (!unique(old) || !unique(added) || old.expressions || added.expressions) return false;
  if (old.where !== undefined && old.where !== added.where) return false;
  return (
    (old.nullsNotDistinct || !added.nullsNotDistinct) &&
    old.columns.every((name) => added.columns.includes(name))
  );
}

/** Whether a constraint can refuse a write, by the columns that it looks at. */
export function mayRefuse(constraint: Constraint, write: Write): boolean {
  const looked = columnsOf(constraint);
  const touched =
    looked.some((name) => write.columns.has(name)) ||
    (constraint.expressions !== undefined && looked.length === 0);
  // A row that is updated anywhere is checked again; one from before NOT VALID may break the check.
  if (write.kind === "update")
    return touched || (constraint.kind === "check" && (!constraint.valid || looked.length === 0));
  if (touched) return true;
  const defaults = looked.map((name) => findColumn(write.relation, name));
  const empty = defaults.every(
    (column) => column && !column.default && !column.generated && !column.identity && !column.serial,
  );
  if (constraint.kind === "check")
    return !(empty ? passesNull(constraint.expression) : passesDefault(constraint, write.relation));
  if (constraint.kind === "foreign")
    return !defaults.some((column) => column && !column.default && !column.notNull);
  const fresh = defaults.some((column) => column?.identity || column?.serial || isFresh(column?.default));
  const nulls =
    !constraint.nullsNotDistinct && defaults.some((column) => column && !column.default && !column.generated);
  return !(fresh || nulls);
}

/** A default that is another one for every row. */
function isFresh(value: Node | undefined): boolean {
  const name = value && "FuncCall" in value ? (namesOf(value.FuncCall.funcname).at(-1) ?? "") : "";
  return /^(gen_random_uuid|uuid_generate_v\d\w*|uuidv[47]|nextval)$/.test(name);
}

/** A CHECK of NULL columns passes if every comparison in it has a column: NULL is no violation. */
function passesNull(node: Node | undefined): boolean {
  if (!node) return false;
  if ("BoolExpr" in node) return (node.BoolExpr.args ?? []).every(passesNull);
  if (!("A_Expr" in node)) return false;
  const { kind = "AEXPR_OP", lexpr, rexpr } = node.A_Expr;
  const plain =
    kind === "AEXPR_OP" ||
    kind === "AEXPR_IN" ||
    kind === "AEXPR_OP_ANY" ||
    kind === "AEXPR_LIKE" ||
    kind === "AEXPR_BETWEEN";
  return plain && (isColumn(lexpr) || isColumn(rexpr));
}

function isColumn(node: Node | undefined): boolean {
  if (!node) return false;
  return "TypeCast" in node ? isColumn(node.TypeCast.arg) : "ColumnRef" in node;
}

/** `kind IN ('a', 'b')` and the default is one of these. */
function passesDefault({ expression }: Constraint, relation: Relation): boolean {
  if (!expression || !("A_Expr" in expression)) return false;
  const { kind, lexpr, rexpr } = expression.A_Expr;
  const [name] = columnsIn(lexpr);
  const column = name === undefined || !isColumn(lexpr) ? undefined : findColumn(relation, name);
  const value = constant(column?.default);
  if (value === undefined || !rexpr || kind !== "AEXPR_IN" || !("List" in rexpr)) return false;
  return (rexpr.List.items ?? []).some((item) => constant(item) === value);
}

function constant(node: Node | undefined): string | undefined {
  if (node && "TypeCast" in node) return constant(node.TypeCast.arg);
  return stringOf(node);
}

/** Columns that a write fills, and that could be NULL before. Left out ones are sql/insert-incomplete. */
export function columnsAddedNotNull(before: Relation, write: Write): string[] {
  return write.relation.columns
    .filter(
      ({ name, notNull }) =>
        notNull && write.columns.has(name) && findColumn(before, name)?.notNull === false,
    )
    .map(({ name }) => name);
}

/** Foreign keys from elsewhere to the rows that a write deletes or renumbers. */
export function newReferences(
  before: Catalogue,
  after: Catalogue,
  write: Write,
): { from: string; name: string }[] {
  if (write.kind === "insert") return [];
  const meant = ({ references }: Constraint) =>
    references?.relation === write.key &&
    (write.kind === "delete" || references.columns.some((name) => write.columns.has(name)));
  return [...after.relations].flatMap(([from, relation]) => {
    const pointing = relation.constraints.filter(meant);
    if (pointing.length === 0) return [];
    const known = new Set((before.relations.get(from)?.constraints ?? []).map(identityOf));
    return pointing.filter((each) => !known.has(identityOf(each))).map(({ name }) => ({ from, name }));
  });
}

const words = {
  primary: "a primary key",
  unique: "a unique index",
  check: "the check",
  foreign: "a foreign key",
  exclude: "an exclusion constraint",
} as const;

export function constraintText({ kind, name, columns, references, valid }: Constraint): string {
  const on = columns.length > 0 && kind !== "check" ? ` on (${columns.join(", ")})` : "";
  const to = references ? ` to ${shownKey(references.relation)}` : "";
  return `${words[kind]} ${name}${on}${to}${valid ? "" : " (NOT VALID: it holds for new rows)"}`;
}
