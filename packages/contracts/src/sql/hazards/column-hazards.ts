import type { AlterTableCmd, ColumnDef, Constraint, Node } from "libpg-query";
import { findColumn, type Relation } from "../catalogue/catalogue.ts";
import { isWidening, serialType, shownType } from "../catalogue/type-name.ts";
import { fingerprint, isNull, namesOf, nodesBelow } from "../tree.ts";
import { constraintHazards } from "./constraint-hazards.ts";
import { type Remark, remark } from "./hazard.ts";

/** Functions that give one value for a whole statement: a default made of them needs no rewrite. */
const stable =
  /^(now|current_timestamp|transaction_timestamp|statement_timestamp|to_timestamp|timezone|current_user|current_setting|jsonb_build_object|json_build_object|array|lower|upper|md5|coalesce|date_trunc)$/;

function isVolatile(value: Node | undefined): boolean {
  return [...nodesBelow(value)].some(
    ([kind, inner]) =>
      kind === "FuncCall" && !stable.test(namesOf((inner as { funcname?: Node[] }).funcname).at(-1) ?? ""),
  );
}

/** ADD COLUMN, by what stands behind it. */
export function addColumnHazards(table: string, definition: ColumnDef): Remark[] {
  const name = `${table}.${definition.colname}`;
  const clauses = (definition.constraints ?? []).flatMap((node) =>
    "Constraint" in node ? [node.Constraint] : [],
  );
  const has = (kind: Constraint["contype"]) => clauses.find(({ contype }) => contype === kind);
  const value = has("CONSTR_DEFAULT")?.raw_expr;
  const made =
    serialType(definition.typeName) !== undefined || has("CONSTR_IDENTITY") || has("CONSTR_GENERATED");
  const rewritten = made || isVolatile(value);
  const required = (has("CONSTR_NOTNULL") || has("CONSTR_PRIMARY")) && !made && (!value || isNull(value));
  return [
    ...(rewritten && has("CONSTR_GENERATED")?.generated_kind !== "v"
      ? [
          remark(
            "rewrites",
            table,
            `${name} gets another value in every row, so the table is written anew while nobody can read it`,
            "Add the column nullable without a default, set the default, and fill the old rows in batches.",
          ),
        ]
      : []),
    ...(required
      ? [
          remark(
            "tightens",
            table,
            `${name} is NOT NULL without a default: it fails where the table has rows, and every INSERT that omits it fails`,
            "Add it nullable or with a default, backfill, and set NOT NULL when every live version writes it.",
          ),
        ]
      : []),
    ...clauses.flatMap((clause) => constraintHazards(table, clause, definition.colname)),
  ];
}

const narrower = new Set([
  "int8 int4",
  "int8 int2",
  "int4 int2",
  "float8 float4",
  "text varchar",
  "timestamptz date",
  "timestamp date",
  "jsonb json",
  "numeric int4",
  "numeric int8",
]);

const moving =
  "Add a column of the new type, write both, backfill in batches, move the reads, and drop the old one at the end.";

/** ALTER COLUMN … TYPE. */
export function typeHazards(
  table: string,
  relation: Relation | undefined,
  command: AlterTableCmd,
  after: string,
): Remark[] {
  const before = relation && findColumn(relation, command.name ?? "")?.type;
  if (before === after) return [];
  if (before !== undefined && isWidening(before, after) && !usingOf(command)) return [];
  const from = before === undefined ? "" : ` from ${shownType(before)}`;
  const change = `${table}.${command.name} goes${from} to ${shownType(after)}`;
  const unless = isClock(before) && isClock(after) ? "unless the session's time zone is UTC " : "";
  const written = `${change}: ${unless}the table is written anew while nobody can read it`;
  return [meaning(table, change, before, after), remark("rewrites", table, written, moving)];
}

function meaning(table: string, change: string, before: string | undefined, after: string): Remark {
  const base = (type: string) => type.replace(/\(.*\)/, "");
  const shorter =
    before !== undefined && (isWidening(after, before) || narrower.has(`${base(before)} ${base(after)}`));
  if (!shorter)
    return remark(
      "semantic",
      table,
      `${change}: every reader and every comparison meets the new type at once`,
      moving,
    );
  const why = `${change}: values that do not fit are cut off or stop the migration`;
  const instead = "Check the widest value first, and move to a new column; the old one keeps the values.";
  return remark("destroys", table, why, instead);
}

const isClock = (type: string | undefined) => /^timestamp(tz)?(\(|$)/.test(type ?? "");

function usingOf({ def }: AlterTableCmd): boolean {
  return def !== undefined && "ColumnDef" in def && def.ColumnDef.raw_default !== undefined;
}

/** SET NOT NULL scans the table, unless a validated CHECK says the same. */
export function notNullHazards(table: string, relation: Relation | undefined, column: string): Remark[] {
  const known = relation && findColumn(relation, column);
  if (known?.notNull) return [];
  const proven = relation?.constraints.some(
    ({ kind, valid, expression }) => kind === "check" && valid && provesNotNull(expression, column),
  );
  const instead =
    "Add CHECK (… IS NOT NULL) NOT VALID, VALIDATE it, then SET NOT NULL and drop the CHECK, when every live version writes the column.";
  return [
    remark(
      "tightens",
      table,
      `${table}.${column} must not be NULL any more: an INSERT that omits it fails`,
      instead,
    ),
    ...(proven
      ? []
      : [
          remark(
            "locks",
            table,
            `SET NOT NULL reads the whole table ${table} while nobody can read or write it`,
            instead,
          ),
        ]),
  ];
}

function provesNotNull(expression: Node | undefined, column: string): boolean {
  return (
    expression !== undefined &&
    "NullTest" in expression &&
    expression.NullTest.nulltesttype === "IS_NOT_NULL" &&
    fingerprint(expression.NullTest.arg).includes(JSON.stringify(column))
  );
}

export function defaultHazards(
  table: string,
  relation: Relation | undefined,
  { name = "", def }: AlterTableCmd,
): Remark[] {
  const column = relation && findColumn(relation, name);
  if (def) {
    if (column && !column.default && !column.serial) return [];
    return column?.default && fingerprint(column.default) === fingerprint(def)
      ? []
      : [
          remark(
            "semantic",
            table,
            `INSERTs that leave ${table}.${name} out get another value from now on, those of old versions too`,
            "Have every live version write the column itself first.",
          ),
        ];
  }
  if (column && !column.default && !column.serial) return [];
  const effect = column?.notNull ? "tightens" : "semantic";
  const what = column?.notNull ? "fail" : "write NULL";
  return [
    remark(
      effect,
      table,
      `INSERTs that leave ${table}.${name} out ${what} from now on`,
      "Drop the default when every live version writes the column itself.",
    ),
  ];
}
