import type { ColumnDef, Constraint as ConstraintNode, Node } from "libpg-query";
import { columnsIn, isNull } from "../tree.ts";
import { type Catalogue, type Column, findColumn, findRelation, type Relation } from "./catalogue.ts";
import { addConstraint } from "./constraints.ts";
import { freeName, sequenceKey } from "./names.ts";
import { serialType, typeText } from "./type-name.ts";

function clausesOf(definition: ColumnDef): ConstraintNode[] {
  return (definition.constraints ?? []).flatMap((node) => ("Constraint" in node ? [node.Constraint] : []));
}

/** Adds a column without its table-wide constraints; false if there is one of that name. */
export function addColumn(catalogue: Catalogue, relation: Relation, definition: ColumnDef): boolean {
  const name = definition.colname ?? "";
  if (findColumn(relation, name)) return false;
  const serial = serialType(definition.typeName);
  const column: Column = {
    name,
    type: serial ?? typeText(catalogue, definition.typeName),
    notNull: serial !== undefined || definition.is_not_null === true,
    ...(serial === undefined ? {} : { serial: true }),
  };
  relation.columns.push(column);
  for (const clause of clausesOf(definition)) {
    if (clause.contype === "CONSTR_DEFAULT" && !isNull(clause.raw_expr)) column.default = clause.raw_expr;
    if (clause.contype === "CONSTR_GENERATED") {
      column.generated = true;
      column.madeOf = columnsIn(clause.raw_expr);
    }
    if (clause.contype === "CONSTR_IDENTITY") {
      column.identity = clause.generated_when === "a" ? "always" : "by default";
      column.notNull = true;
    }
  }
  if (serial !== undefined || column.identity) catalogue.sequences.add(sequenceKey(relation, name));
  return true;
}

/** The constraints that stand behind a column. */
export function addColumnConstraints(catalogue: Catalogue, relation: Relation, definition: ColumnDef): void {
  for (const clause of clausesOf(definition)) {
    if (clause.contype === "CONSTR_CHECK" && clause.conname === undefined)
      // The name of a check behind a column is always that column's.
      addConstraint(
        catalogue,
        relation,
        { ...clause, conname: freeName(catalogue, relation, [definition.colname ?? ""], "check") },
        definition.colname,
      );
    else addConstraint(catalogue, relation, clause, definition.colname);
  }
}

/** Adds every part of `CREATE TABLE (…)`: columns first, then `LIKE`, then constraints, as PostgreSQL does. */
export function addElements(catalogue: Catalogue, relation: Relation, elements: readonly Node[]): void {
  for (const element of elements) {
    if ("ColumnDef" in element) addColumn(catalogue, relation, element.ColumnDef);
    if ("TableLikeClause" in element) {
      const { relation: like, options = 0 } = element.TableLikeClause;
      copyColumns(catalogue, relation, like?.relname ?? "", like?.schemaname, options);
    }
  }
  const clauses = elements.flatMap((element) => ("Constraint" in element ? [element.Constraint] : []));
  // Primary keys first: foreign keys to the table itself refer to them.
  const primary = (clause: ConstraintNode) => clause.contype === "CONSTR_PRIMARY";
  for (const clause of clauses.filter(primary)) addConstraint(catalogue, relation, clause);
  for (const element of elements)
    if ("ColumnDef" in element) addColumnConstraints(catalogue, relation, element.ColumnDef);
  for (const clause of clauses.filter((each) => !primary(each))) addConstraint(catalogue, relation, clause);
}

/** Bits of TableLikeOption. */
const like = { constraints: 4, defaults: 8, generated: 16, identity: 32, indexes: 64 };

function copyColumns(
  catalogue: Catalogue,
  relation: Relation,
  name: string,
  schema: string | undefined,
  options: number,
): void {
  const source = findRelation(catalogue, name, schema);
  if (!source) {
    relation.open = `it is made like ${name}, which is not known`;
    return;
  }
  if (source.open !== undefined) relation.open = source.open;
  for (const column of source.columns) {
    const copy: Column = { name: column.name, type: column.type, notNull: column.notNull };
    if (options & like.defaults && column.default) copy.default = column.default;
    if (options & like.defaults && column.serial) copy.serial = true;
    if (options & like.generated && column.generated)
      Object.assign(copy, { generated: true, madeOf: column.madeOf ?? [] });
    if (options & like.identity && column.identity) copy.identity = column.identity;
    relation.columns.push(copy);
  }
  for (const each of source.constraints) {
    const wanted = each.kind === "check" ? like.constraints : each.kind === "foreign" ? 0 : like.indexes;
    if (!(options & wanted)) continue;
    const label = each.kind === "primary" ? "pkey" : each.kind === "exclude" ? "excl" : "key";
    const columns = each.kind === "primary" ? [] : each.columns;
    const own = each.kind === "check" ? each.name : freeName(catalogue, relation, columns, label);
    relation.constraints.push({ ...each, columns: [...each.columns], name: own });
  }
}
