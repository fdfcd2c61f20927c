import type { Constraint } from "libpg-query";
import { type Remark, remark } from "./hazard.ts";

interface Added {
  readonly table: string;
  readonly clause: Constraint;
  readonly name: string;
  /** It stands behind a new column: no row has a value there yet. */
  readonly fresh: boolean;
}

const keepTo = "when every live version keeps to it";
const validate = `Add it NOT VALID and VALIDATE it in a migration of its own, ${keepTo}.`;
const useIndex = `Look for duplicates, CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX, ${keepTo}.`;
const quiet = `It cannot be added NOT VALID: apply it in a quiet hour with a lock_timeout, ${keepTo}.`;

/** ADD CONSTRAINT, or a constraint behind a new column. */
export function constraintHazards(table: string, clause: Constraint, column?: string): Remark[] {
  const name = clause.conname ?? (column === undefined ? "a constraint" : `the constraint of ${column}`);
  const added = { table, clause, name, fresh: column !== undefined };
  switch (clause.contype) {
    case "CONSTR_CHECK":
      return checkHazards(added);
    case "CONSTR_FOREIGN":
      return foreignHazards(added);
    case "CONSTR_UNIQUE":
    case "CONSTR_PRIMARY":
      return uniqueHazards(added);
    case "CONSTR_EXCLUSION":
      return [
        remark("tightens", table, `${name}: rows that overlap are refused (23P01)`, quiet),
        remark(
          "locks",
          table,
          `the exclusion constraint is built while nobody can read or write ${table}`,
          quiet,
        ),
      ];
    default:
      return [];
  }
}

function checkHazards({ table, clause, name }: Added): Remark[] {
  const later = clause.skip_validation === true;
  const refuses = `${name}: writes that do not fit the check fail (23514)${later ? ", NOT VALID or not" : ""}`;
  const reads = `the check reads the whole table ${table} while nobody can read or write it`;
  return [
    ...(clause.is_enforced !== true ? [] : [remark("tightens", table, refuses, validate)]),
    ...(later ? [] : [remark("locks", table, reads, validate)]),
  ];
}

function foreignHazards({ table, clause, name, fresh }: Added): Remark[] {
  // A new column is NULL everywhere: nothing to compare, and no old version fills it.
  const compares = fresh
    ? `a foreign key behind a new column stops writes to ${table} and to the table it refers to, for a moment`
    : `the foreign key compares every row of ${table} while nobody can write it or the table it refers to`;
  return [
    ...(fresh
      ? []
      : [remark("tightens", table, `${name}: rows without a counterpart are refused (23503)`, validate)]),
    ...(clause.skip_validation ? [] : [remark("locks", table, compares, validate)]),
  ];
}

function uniqueHazards({ table, clause, name, fresh }: Added): Remark[] {
  const built = `the index of ${name} is built while nobody can read or write ${table}`;
  return [
    ...(fresh
      ? []
      : [remark("tightens", table, `${name}: a second row of the same key is refused (23505)`, useIndex)]),
    ...(clause.indexname === undefined ? [remark("locks", table, built, useIndex)] : []),
  ];
}
