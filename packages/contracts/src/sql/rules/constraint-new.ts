import type { Constraint, Relation, Restriction } from "../catalogue/catalogue.ts";
import { findColumn, relationKey, shownKey } from "../catalogue/catalogue.ts";
import { boundName, familyOf } from "../catalogue/relations.ts";
import {
  addedConstraints,
  columnsAddedNotNull,
  constraintText,
  mayRefuse,
  newReferences,
} from "../constraint-changes.ts";
import type { Write } from "../query/use.ts";
import { type Change, changeOf, listed, type SqlRule, sameRelation, unknown } from "../rule.ts";
import { signatures, signatureText } from "../signatures.ts";

const id = "sql/constraint-new";

export const rule: SqlRule = {
  id,
  mirror: "sql/null-new",
  title: "A write may be refused that was not when the version was built",
  explanation:
    "A query writes a table that has a constraint, a trigger, a policy or a NOT NULL which the schema that its version was built against did not have. Whether what it writes fits (23502, 23503, 23505, 23514, 23P01, 42501) only its values tell. NOT VALID spares the lock, not the writer: it holds for new rows at once. A query that reads is told where row level security, a rule or REVOKE came.",
  check: (meeting) => {
    const change = changeOf(meeting);
    if (!change) return [];
    const fixes = [
      "Add the constraint when no version is left that was written without it.",
      "Before that, count the rows that would break it, and have the live versions keep to it.",
    ];
    return reasonsOf(change).map(({ why, decides }) => unknown(id, meeting, { why, decides, fixes }));
  },
};

interface Reason {
  readonly why: string;
  readonly decides: string;
}

function reasonsOf(change: Change): Reason[] {
  const found = [...change.now.writes.flatMap((write) => ofWrite(change, write)), ...restrictions(change)];
  return [...new Map(found.map((each) => [each.why, each])).values()];
}

function ofWrite(change: Change, write: Write): Reason[] {
  const before = sameRelation(change.built.catalogue, write.relation);
  if (!before) return [];
  const table = shownKey(write.key);
  const decides = (what: string) => `whether what it writes always keeps to ${what}`;
  if (write.relation.kind !== "table" && write.relation.kind !== "foreign table")
    return viewReasons(change, write, before);
  const constraints =
    write.kind === "delete"
      ? []
      : addedConstraints(before, write.relation).filter((each) => mayRefuse(each, write));
  const required = write.kind === "delete" ? [] : columnsAddedNotNull(before, write);
  return [
    ...heirReasons(change, write, before),
    ...mandatoryDomains(change, write, before),
    ...constraints.map((each) => ({
      why: `${table} has ${constraintText(each)}, which it did not have when the version was built`,
      decides: decides(each.name),
    })),
    ...required.map((name) => ({
      why: `${table}.${name} must not be NULL, and could be when the version was built`,
      decides: `whether this version ever writes NULL to ${table}.${name}`,
    })),
    // A declared table says what is written, not that keys are changed: an UPDATE of a key has to be a query.
    ...(change.query.declared ? [] : newReferences(change.built.catalogue, change.now.catalogue, write)).map(
      ({ from, name }) => ({
        why: `rows of ${shownKey(from)} refer to ${table} (${name}), and did not when the version was built`,
        decides: `whether this version deletes or renumbers rows of ${table} that others refer to`,
      }),
    ),
  ];
}

/** Rows that land in a partition, or are found in an heir, have to keep to what only that one asks. */
function heirReasons({ built, now }: Change, write: Write, before: Relation): Reason[] {
  const routed = write.relation.restrictions.some(({ kind }) => kind === "partitioning");
  if (write.kind === "delete" || (write.kind === "insert" && !routed)) return [];
  const [, ...heirs] = familyOf(now.catalogue, write.relation);
  return heirs.flatMap((heir) => {
    const old = sameRelation(built.catalogue, heir);
    const was = old && familyOf(built.catalogue, before).includes(old) ? old : before;
    const own = addedConstraints(was, heir).filter(
      (each) => addedConstraints(write.relation, { ...heir, constraints: [each] }).length > 0,
    );
    const inHeir = { ...write, relation: heir };
    const names = columnsAddedNotNull(was, inHeir).filter(
      (name) => findColumn(write.relation, name)?.notNull === false,
    );
    const table = shownKey(relationKey(heir));
    const why = (what: string) =>
      `${table}, a part of ${shownKey(write.key)}, ${what} since the version was built`;
    return [
      ...own
        .filter((each) => mayRefuse(each, inHeir))
        .map((each) => ({ why: why(`has ${constraintText(each)}`), name: each.name })),
      ...names.map((name) => ({ why: why(`takes no NULL in ${name}`), name })),
    ].map((each) => ({ why: each.why, decides: `whether what it writes always keeps to ${each.name}` }));
  });
}

/** A new column that an INSERT leaves out, of a domain that takes no NULL. */
function mandatoryDomains({ now }: Change, { kind, relation, columns }: Write, before: Relation): Reason[] {
  if (kind !== "insert") return [];
  return relation.columns.flatMap(({ name, type, default: value, generated }) => {
    const domain = now.catalogue.types.get(type);
    if (columns.has(name) || value || generated || findColumn(before, name)) return [];
    if (domain?.kind !== "domain" || !domain.text.includes("CONSTR_NOTNULL")) return [];
    return [
      {
        why: `${shownKey(relationKey(relation))}.${name} is new and left out, and its domain ${shownKey(type)} takes no NULL`,
        decides: `whether the domain ${shownKey(type)} has a default`,
      },
    ];
  });
}

/** Writing through a view: what its tables refuse is only known to be the same where nothing changed. */
function viewReasons(change: Change, { relation, key }: Write, before: Relation): Reason[] {
  const below = [...relation.dependsOn].flatMap((each) => change.now.catalogue.relations.get(each) ?? []);
  const changed = below.filter((table) => {
    const was = sameRelation(change.built.catalogue, table);
    return !was || essence(was) !== essence(table);
  });
  if (before.kind === relation.kind && before.query === relation.query && changed.length === 0) return [];
  return [
    {
      why: `it writes through the ${relation.kind} ${shownKey(key)}, which is another one than when the version was built${changed.length > 0 ? `, as ${listed(changed.map((each) => shownKey(relationKey(each))))}` : ""}`,
      decides: "a test of the query, with real values, against this schema",
    },
  ];
}

function essence(relation: Relation): string {
  const columns = relation.columns.map(({ name, type, notNull }) => `${name} ${type} ${notNull}`);
  return JSON.stringify([columns, relation.constraints.map(identity)]);
}

const identity = ({ kind, columns, where }: Constraint) => [kind, columns, where];

function restrictions(change: Change): Reason[] {
  const written = new Map(change.now.writes.map(({ key, relation }) => [key, relation]));
  for (const relation of [...written.values()])
    for (const heir of familyOf(change.now.catalogue, relation)) written.set(relationKey(heir), heir);
  const all = new Map([...change.now.relations, ...written]);
  return [...all].flatMap(([key, relation]) => {
    const before = sameRelation(change.built.catalogue, relation);
    if (!before) return [];
    const secured = relation.restrictions.some(({ kind }) => kind === "row security");
    const counts = ({ kind }: Restriction) => {
      if (kind === "trigger" || kind === "partitioning") return written.has(key);
      return kind !== "policy" || secured;
    };
    const added = relation.restrictions.filter((each) => counts(each) && !isKnown(change, each, before));
    return [
      ...added.map((each) => restrictionReason(key, each)),
      ...lostHelp(before, relation, secured, written.has(key)).map((each) => lostReason(key, each)),
      ...lostPartitions(change, key),
    ];
  });
}

/** The same restriction, and a trigger's function that does the same. */
function isKnown({ now, built }: Change, { kind, name, text, runs }: Restriction, before: Relation): boolean {
  const same = before.restrictions.some((old) => old.kind === kind && old.name === name && old.text === text);
  if (!same || runs === undefined) return same;
  const [own, old] = [now, built].map(({ catalogue }) => signatureText(signatures(catalogue, runs)));
  return own === old;
}

function restrictionReason(key: string, { kind, name }: Restriction): Reason {
  const named = kind === "trigger" || kind === "rule" || kind === "policy" ? `the ${kind} ${name}` : name;
  const acts = kind === "trigger" || kind === "rule";
  return {
    why: `${shownKey(key)} has ${named}, which it did not have, or not so, when the version was built`,
    decides: acts
      ? "what it does to this version's statements"
      : kind === "partitioning"
        ? "whether every row that this version writes has a partition"
        : "whether this version's role may still see and write all its rows",
  };
}

/** A policy that let rows through; a trigger or rule by which a view could be written. */
function lostHelp(before: Relation, after: Relation, secured: boolean, written: boolean): Restriction[] {
  return before.restrictions.filter(({ kind, name }) => {
    if (after.restrictions.some((each) => each.kind === kind && each.name === name)) return false;
    if (kind === "policy") return secured;
    return (kind === "trigger" || kind === "rule") && after.kind !== "table" && written;
  });
}

function lostReason(key: string, { kind, name }: Restriction): Reason {
  return {
    why: `${shownKey(key)} has no ${kind} ${name}, which it had when the version was built`,
    decides:
      kind === "policy"
        ? "whether this version's role may still see and write all its rows"
        : "whether what this version writes can be written without it",
  };
}

/** Rows of a partition that is gone are not found, and not taken, any more. */
function lostPartitions({ now, built }: Change, key: string): Reason[] {
  const heirs = (of: Change["now"]) =>
    new Map(
      [...of.catalogue.relations]
        .filter(([, { parents }]) => parents.includes(key))
        .map(([name, heir]) => [name, heir.restrictions.find((each) => each.name === boundName)?.text]),
    );
  const here = heirs(now);
  return [...heirs(built)]
    .filter(([name, bounds]) => !here.has(name) || here.get(name) !== bounds)
    .map(([name]) => ({
      why: here.has(name)
        ? `${shownKey(name)} takes other rows of ${shownKey(key)} here than when the version was built`
        : `${shownKey(name)} is no part of ${shownKey(key)} here, and was when the version was built`,
      decides: `whether this version needs rows of ${shownKey(name)}`,
    }));
}
