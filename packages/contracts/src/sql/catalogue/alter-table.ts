import type { AlterTableCmd, AlterTableStmt, Node, PartitionCmd } from "libpg-query";
import { columnsIn, fingerprint, isNull } from "../tree.ts";
import {
  type Catalogue,
  findColumn,
  findKey,
  findRelation,
  type Relation,
  relationKey,
} from "./catalogue.ts";
import { addColumn, addColumnConstraints } from "./columns.ts";
import { addConstraint, remove } from "./constraints.ts";
import { doubt, type Fold } from "./doubts.ts";
import { sequenceKey } from "./names.ts";
import {
  bindPartition,
  changedRelation,
  dropColumn,
  familyOf,
  guardView,
  unbindPartition,
} from "./relations.ts";
import { typeText } from "./type-name.ts";

type Change = (fold: Fold, relation: Relation, command: AlterTableCmd) => void;

function onColumn(
  change: (column: Relation["columns"][number], command: AlterTableCmd, fold: Fold) => void,
): Change {
  return (fold, relation, command) => {
    const column = findColumn(relation, command.name ?? "");
    if (column) change(column, command, fold);
    else if (!command.missing_ok) unknownPart(fold, relation, command.name ?? "", "column");
  };
}

function unknownPart(fold: Fold, relation: Relation, part: string, kind: "column" | "constraint"): void {
  doubt(
    fold,
    `a statement that changes the ${kind} ${part} of ${relation.name}, which no earlier migration creates`,
    {
      words: [relation.name, part],
      kinds: [kind],
    },
  );
}

/** Views hand the NULLs of a column on; which of their columns they reach is not followed. */
function loosenViews(catalogue: Catalogue, column: string): void {
  for (const view of catalogue.relations.values()) {
    if (!view.dependsOn.has(column)) continue;
    for (const each of view.columns) {
      if (!each.notNull) continue;
      each.notNull = false;
      loosenViews(catalogue, `${relationKey(view)}.${each.name}`);
    }
  }
}

function definitionOf(def: Node | undefined) {
  return def && "ColumnDef" in def ? def.ColumnDef : undefined;
}

function partitionOf(def: Node | undefined): PartitionCmd | undefined {
  return def && "PartitionCmd" in def ? def.PartitionCmd : undefined;
}

const changes: Readonly<Partial<Record<NonNullable<AlterTableCmd["subtype"]>, Change>>> = {
  AT_AddColumn: ({ catalogue }, relation, { def }) => {
    const definition = definitionOf(def);
    if (definition && addColumn(catalogue, relation, definition))
      addColumnConstraints(catalogue, relation, definition);
  },
  AT_DropColumn: (fold, relation, { name = "", missing_ok }) => {
    if (findColumn(relation, name)) dropColumn(fold.catalogue, relation, name);
    else if (!missing_ok) unknownPart(fold, relation, name, "column");
  },
  AT_AlterColumnType: onColumn((column, { def }, { catalogue }) => {
    column.type = typeText(catalogue, definitionOf(def)?.typeName);
  }),
  AT_ColumnDefault: onColumn((column, { def }) => {
    column.default = isNull(def) ? undefined : def;
    column.serial = false;
  }),
  AT_SetNotNull: onColumn((column) => {
    column.notNull = true;
  }),
  AT_DropNotNull: (fold, relation, command) => {
    onColumn((column) => {
      column.notNull = false;
    })(fold, relation, command);
    loosenViews(fold.catalogue, `${relationKey(relation)}.${command.name}`);
  },
  AT_AddIdentity: (fold, relation, command) => {
    const { def, name = "" } = command;
    const when = def && "Constraint" in def ? def.Constraint.generated_when : undefined;
    onColumn((column) => {
      column.identity = when === "a" ? "always" : "by default";
      fold.catalogue.sequences.add(sequenceKey(relation, name));
    })(fold, relation, command);
  },
  AT_SetIdentity: (fold, relation, command) => {
    const text = fingerprint(command.def);
    onColumn((column) => {
      if (text.includes('"generated"'))
        column.identity = text.includes('"ival":97') ? "always" : "by default";
    })(fold, relation, command);
  },
  AT_DropIdentity: onColumn((column) => {
    column.identity = undefined;
  }),
  AT_SetExpression: onColumn((column, { def }) => {
    column.generated = true;
    column.madeOf = columnsIn(def);
  }),
  AT_DropExpression: onColumn((column) => {
    column.generated = false;
    column.madeOf = [];
  }),
  AT_AddConstraint: ({ catalogue }, relation, { def }) => {
    if (def && "Constraint" in def) addConstraint(catalogue, relation, def.Constraint);
  },
  AT_DropConstraint: (fold, relation, { name = "", missing_ok }) => {
    const constraint = relation.constraints.find((each) => each.name === name);
    // PostgreSQL 18 names NOT NULL constraints too.
    const notNull = relation.columns.find((column) => `${relation.name}_${column.name}_not_null` === name);
    if (constraint) remove(relation.constraints, constraint);
    else if (notNull) notNull.notNull = false;
    else if (!missing_ok) unknownPart(fold, relation, name, "constraint");
  },
  AT_ValidateConstraint: (_fold, relation, { name }) => {
    const constraint = relation.constraints.find((each) => each.name === name);
    if (constraint) constraint.valid = true;
  },
  AT_EnableRowSecurity: (_fold, relation) => {
    relation.restrictions.push({ kind: "row security", name: "row level security", text: "" });
  },
  AT_DisableRowSecurity: (_fold, relation) => {
    relation.restrictions = relation.restrictions.filter(({ kind }) => kind !== "row security");
  },
  AT_ForceRowSecurity: (_fold, relation) => {
    relation.restrictions.push({ kind: "row security", name: "forced row level security", text: "forced" });
  },
  AT_AttachPartition: (fold, relation, { def }) => {
    const heir = findRelation(
      fold.catalogue,
      partitionOf(def)?.name?.relname ?? "",
      partitionOf(def)?.name?.schemaname,
    );
    if (!heir) return;
    heir.parents.push(relationKey(relation));
    bindPartition(heir, partitionOf(def)?.bound);
  },
  AT_DetachPartition: (fold, relation, { def }) => {
    const heir = findRelation(
      fold.catalogue,
      partitionOf(def)?.name?.relname ?? "",
      partitionOf(def)?.name?.schemaname,
    );
    if (!heir) return;
    heir.parents = heir.parents.filter((parent) => parent !== relationKey(relation));
    unbindPartition(heir);
  },
  AT_AddInherit: (fold, relation, { def }) => {
    const parent = def && "RangeVar" in def ? def.RangeVar : undefined;
    const found = findRelation(fold.catalogue, parent?.relname ?? "", parent?.schemaname);
    if (found) relation.parents.push(relationKey(found));
  },
  AT_DropInherit: (fold, relation, { def }) => {
    const parent = def && "RangeVar" in def ? def.RangeVar : undefined;
    const found = findRelation(fold.catalogue, parent?.relname ?? "", parent?.schemaname);
    const key = found && relationKey(found);
    relation.parents = relation.parents.filter((each) => each !== key);
  },
  AT_ChangeOwner: (_fold, relation, { newowner }) => {
    relation.restrictions = relation.restrictions.filter(({ name }) => name !== "another owner");
    relation.restrictions.push({ kind: "revoke", name: "another owner", text: newowner?.rolename ?? "" });
  },
  AT_SetRelOptions: (_fold, relation, { def }) => {
    if (relation.kind === "view") guardView(relation, def);
  },
  AT_AlterConstraint: (_fold, relation, { def }) => {
    const change = def && "ATAlterConstraint" in def ? def.ATAlterConstraint : undefined;
    const found = relation.constraints.find((each) => each.name === change?.conname);
    if (!found || !change) return;
    if (change.alterDeferrability)
      Object.assign(found, {
        deferrable: change.deferrable === true,
        deferred: change.initdeferred === true,
      });
    if (change.alterEnforceability) Object.assign(found, { enforced: change.is_enforced === true });
  },
};

/** Commands that change how a table is kept, not what one can say to it. */
const keeping =
  /^AT_(Set(Statistics|Options|Storage|Compression|Logged|UnLogged|AccessMethod|TableSpace)|Reset(Options|RelOptions)|ReplaceRelOptions|ClusterOn|DropCluster|DropOids|ReplicaIdentity|(Enable|Disable)\w*(Trig|Rule)\w*|NoForceRowSecurity|GenericOptions|AlterColumnGenericOptions|CookedColumnDefault|AddOf|DropOf)$/;

export function alterTable(fold: Fold, { relation: name, cmds, objtype, missing_ok }: AlterTableStmt): void {
  if (objtype === "OBJECT_INDEX" || objtype === "OBJECT_SEQUENCE") return;
  if (objtype === "OBJECT_TYPE") {
    alterComposite(fold, name?.relname ?? "", name?.schemaname);
    return;
  }
  const relation = changedRelation(fold, name, missing_ok === true);
  if (!relation) return;
  for (const node of cmds ?? []) {
    const command = "AlterTableCmd" in node ? node.AlterTableCmd : undefined;
    const subtype = command?.subtype ?? "AT_AddColumn";
    const change = changes[subtype];
    if (!command || keeping.test(subtype)) continue;
    if (!change) doubt(fold, `an ALTER TABLE ${relation.name} of a rare kind`, { words: [relation.name] });
    const own = /Partition$|Inherit$|RowSecurity$|Owner$|RelOptions$/.test(subtype);
    const relations = own ? [relation] : familyOf(fold.catalogue, relation);
    for (const each of relations) change?.(fold, each, command);
  }
}

/** The attributes of a composite type changed: enough to know that it is another type now. */
function alterComposite({ catalogue, statement }: Fold, name: string, schema: string | undefined): void {
  const key = findKey(catalogue, catalogue.types, name, schema);
  const type = key === undefined ? undefined : catalogue.types.get(key);
  if (type && type.kind !== "enum") type.text += fingerprint(statement.node);
}
