import type { AlterTableCmd, AlterTableStmt, IndexStmt } from "libpg-query";
import { findColumn, type Relation, shownKey } from "../catalogue/catalogue.ts";
import { typeText } from "../catalogue/type-name.ts";
import { addColumnHazards, defaultHazards, notNullHazards, typeHazards } from "./column-hazards.ts";
import { constraintHazards } from "./constraint-hazards.ts";
import { type Before, type HazardEffect, liveTable, type Remark, remark } from "./hazard.ts";

export function alterTableHazards(
  before: Before,
  { relation: name, cmds, objtype }: AlterTableStmt,
): Remark[] {
  if (objtype !== undefined && objtype !== "OBJECT_TABLE" && objtype !== "OBJECT_FOREIGN_TABLE") return [];
  const target = liveTable(before, name);
  if (!target) return [];
  return (cmds ?? []).flatMap((node) =>
    "AlterTableCmd" in node ? commandHazards(before, target, node.AlterTableCmd) : [],
  );
}

function commandHazards(
  before: Before,
  { table, relation }: { table: string; relation?: Relation },
  command: AlterTableCmd,
): Remark[] {
  const { subtype = "AT_AddColumn", name = "", def } = command;
  const definition = def && "ColumnDef" in def ? def.ColumnDef : undefined;
  const known = relation && findColumn(relation, name);
  switch (subtype) {
    case "AT_AddColumn": {
      const there = relation && findColumn(relation, definition?.colname ?? "");
      return !definition || there ? [] : addColumnHazards(table, definition);
    }
    case "AT_DropColumn":
      return relation && !known ? [] : [droppedColumn(table, name)];
    case "AT_AlterColumnType":
      return typeHazards(table, relation, command, typeText(before.catalogue, definition?.typeName));
    case "AT_SetNotNull":
      return notNullHazards(table, relation, name);
    case "AT_DropNotNull":
      return known?.notNull === false ? [] : [loosenedColumn(table, name)];
    case "AT_ColumnDefault":
      return defaultHazards(table, relation, command);
    case "AT_AddConstraint":
      return def && "Constraint" in def ? constraintHazards(table, def.Constraint) : [];
    case "AT_DropConstraint":
      return dropConstraintHazards(table, relation, name);
    default:
      return rareHazards(table, subtype);
  }
}

function droppedColumn(table: string, name: string): Remark {
  const why = `the values of ${table}.${name} are gone, and every query that names it fails`;
  const instead =
    "Release a version that no longer names the column, wait until all others are gone, keep a copy, then drop it.";
  return remark("destroys", table, why, instead);
}

function loosenedColumn(table: string, name: string): Remark {
  const why = `${table}.${name} may be NULL as soon as a new version writes it: readers that did not expect it meet it`;
  const instead = "Release readers that take NULL first; the first NULL also ends the way back to NOT NULL.";
  return remark("semantic", table, why, instead);
}

function dropConstraintHazards(table: string, relation: Relation | undefined, name: string): Remark[] {
  const constraint = relation?.constraints.find((each) => each.name === name);
  if (relation && !constraint) return [];
  if (
    constraint &&
    (constraint.kind === "check" || constraint.kind === "foreign" || constraint.kind === "exclude")
  )
    return [
      remark(
        "semantic",
        table,
        `${name} no longer holds: readers may meet ${constraint.kind === "foreign" ? `rows without a counterpart in ${shownKey(constraint.references?.relation ?? "")}` : "values that it kept out"}, and adding it again may fail`,
        "Release readers that take such rows first.",
      ),
    ];
  return [
    remark(
      "tightens",
      table,
      `${name} is gone: ON CONFLICT that names its columns fails (42P10)`,
      "Drop it when no live version relies on it for ON CONFLICT.",
    ),
  ];
}

type Rare = readonly [effect: HazardEffect, why: (table: string) => string, instead: string];

const rewritten: Rare = [
  "rewrites",
  (table) => `${table} is written anew while nobody can read it`,
  "Do it in a quiet hour with a lock_timeout, or with a tool that copies the table beside it.",
];
const computed: Rare = [
  "semantic",
  (table) => `a column of ${table} is computed by the database from now on`,
  "Release a version that does not write the column first.",
];
const secured: Rare = [
  "semantic",
  (table) => `whoever does not own ${table} silently sees only what a policy shows`,
  "Create the policies first, and test every live version with its own role.",
];

const rare: Readonly<Partial<Record<NonNullable<AlterTableCmd["subtype"]>, Rare>>> = {
  AT_SetLogged: rewritten,
  AT_SetUnLogged: rewritten,
  AT_SetTableSpace: rewritten,
  AT_SetAccessMethod: rewritten,
  AT_SetExpression: computed,
  AT_AddIdentity: computed,
  AT_EnableRowSecurity: secured,
  AT_ForceRowSecurity: secured,
  AT_DisableRowSecurity: [
    "semantic",
    (table) => `every role with access to ${table} sees all of its rows`,
    "Make sure that the grants alone keep rows apart.",
  ],
  AT_AttachPartition: [
    "locks",
    () => "the new partition is read in full to see whether its rows fit",
    "Add a CHECK with the partition's bounds and validate it first.",
  ],
  AT_DetachPartition: [
    "semantic",
    (table) => `the rows of the partition are no longer found in ${table}`,
    "DETACH … CONCURRENTLY, when no live version needs these rows.",
  ],
};

function rareHazards(table: string, subtype: NonNullable<AlterTableCmd["subtype"]>): Remark[] {
  const found = rare[subtype];
  return found ? [remark(found[0], table, found[1](table), found[2])] : [];
}

export function indexHazards(
  before: Before,
  { relation: name, concurrent, unique, idxname }: IndexStmt,
): Remark[] {
  const target = liveTable(before, name);
  if (!target) return [];
  const { table } = target;
  const index = idxname ?? "an index";
  return [
    ...(unique
      ? [
          remark(
            "tightens",
            table,
            `${index}: a second row of the same key is refused (23505)`,
            "Look for duplicates first, and create it when every live version keeps to it.",
          ),
        ]
      : []),
    ...(concurrent
      ? []
      : [
          remark(
            "locks",
            table,
            `${index} is built while nobody can write ${table}`,
            "CREATE INDEX CONCURRENTLY, outside of a transaction; check that it is valid afterwards, else drop and retry.",
          ),
        ]),
  ];
}
