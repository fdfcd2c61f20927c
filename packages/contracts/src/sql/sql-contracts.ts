import type { Observation } from "@crossfade/core";
import type { CompareContext, Contract, ContractKind, Sample, Summary } from "../contract.ts";
import { wholeOf, withOther } from "../observe.ts";
import { type Catalogue, placeOfDoubt } from "./catalogue/catalogue.ts";
import { newDoubts } from "./doubt-changes.ts";
import { migrationPlace } from "./migration-place.ts";
import { readSchema, type Schema } from "./migrations/schema.ts";
import type { Queries, Query } from "./query/query.ts";
import { readQueries } from "./query/read-queries.ts";
import { resolveQuery } from "./query/resolve.ts";
import { emptyUse, type Use } from "./query/use.ts";
import { sqlRules } from "./rules.ts";

/**
 * What a version's SQL names (the sender: queries), against the state of the schema that migrations make (the
 * receiver). Whether the values that are sent fit is not known here: what depends on them is unknown.
 */
export const sqlContracts: ContractKind = {
  name: "sql",
  rules: sqlRules,
  defaults: { world: "closed", receiver: "strict", replyReceiver: "strict", appliesDefaults: false },
  heeds: [],
  notExpressed: ["the meaning of columns", "the isolation of transactions", "the speed of queries"],
  read: (path, documents, side) =>
    (side ?? (/\.(json|ya?ml)$/i.test(path) ? "sender" : "receiver")) === "sender"
      ? readQueries(path, documents)
      : readSchema(path, documents),
  compare: (sender, receiver, _settings, context) =>
    compareSql(asQueries(sender), asSchema(receiver), context),
  summary: (contract) => summaryOf(contract),
  sample: (contract) => sampleOf(contract),
};

function compareSql(
  sender: Queries,
  receiver: Schema,
  context: CompareContext | undefined,
): readonly Observation[] {
  const catalogue = receiver.catalogue();
  const before = context?.builtAgainst ? asSchema(context.builtAgainst).catalogue() : undefined;
  const meetings = sender.queries.map((query) => ({
    query,
    now: useOf(query, catalogue),
    built: before && useOf(query, before),
  }));
  const found = meetings.flatMap((meeting) =>
    sqlRules
      .flatMap((rule) => rule.check(meeting))
      .map((each) => withOther(each, () => migrationPlace(receiver, each, meeting.query.sql))),
  );
  const asks = meetings.some(
    ({ now }) => now && (now.columns.size > 0 || now.writes.length > 0 || now.stars.length > 0),
  );
  if (!before) return asks ? [...found, unknownOrigin(sender, receiver)] : found;
  // Even what names no column needs its tables, and its sequences.
  const touches = meetings.some(
    ({ now }) => now && (now.relations.size > 0 || [...now.functions].some((name) => /val$/.test(name))),
  );
  return asks || touches ? [...found, ...unreadable(sender, receiver, before, catalogue)] : found;
}

/** Undefined for a query that cannot be parsed. Nesting that exhausts the stack is a query that is not understood. */
function useOf({ tree }: Query, catalogue: Catalogue): Use | undefined {
  if (!("node" in tree)) return undefined;
  try {
    return resolveQuery(catalogue, tree.node);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const use = emptyUse(catalogue);
    use.open.add("it is nested too deep to be followed");
    return use;
  }
}

function unknownOrigin(sender: Queries, receiver: Schema): Observation {
  return {
    ruleId: "sql/undecided",
    outcome: "unknown",
    direction: "request",
    place: wholeOf("sender", sender.path),
    other: wholeOf("receiver", receiver.path),
    why: "the schema that this version was built against is not known, so whether a type, a constraint or a default is another one here cannot be seen",
    decides: "the migrations as they were where the version was built",
    fixes: ["Name the schema's revision that the version was built against."],
  };
}

/** Statements that may do anything, since the version was built: told once, not for each query. */
function unreadable(sender: Queries, receiver: Schema, before: Catalogue, after: Catalogue): Observation[] {
  const dynamic = newDoubts(before, after).filter(({ words }) => words === "anything");
  const [first] = dynamic;
  if (!first) return [];
  const more = dynamic.length > 1 ? `, and ${dynamic.length - 1} more` : "";
  return [
    {
      ruleId: "sql/undecided",
      outcome: "unknown",
      direction: "request",
      place: { ...wholeOf("receiver", first.document), line: first.line, text: first.what },
      other: wholeOf("sender", sender.path),
      why: `what ${placeOfDoubt(first)}${more} does to the tables of ${sender.path} is not known`,
      decides: `the same change written as plain statements, in ${receiver.path}`,
      fixes: ["Write the migration as plain statements."],
    },
  ];
}

function summaryOf(contract: Contract): Summary {
  const count = (number: number, noun: string, nouns: string) => `${number} ${number === 1 ? noun : nouns}`;
  if (isQueries(contract)) {
    const queries = contract.queries.length - declaredProbes(contract);
    const parts = [
      ...(queries > 0 || contract.tables === 0 ? [count(queries, "query", "queries")] : []),
      ...(contract.tables > 0 ? [count(contract.tables, "declared table", "declared tables")] : []),
    ];
    return { operations: queries + contract.tables, text: parts.join(", ") };
  }
  const tables = [...asSchema(contract).catalogue().relations.values()].filter(
    ({ kind }) => kind === "table",
  ).length;
  return { operations: tables, text: count(tables, "table", "tables") };
}

function declaredProbes({ queries }: Queries): number {
  return queries.filter(({ declared }) => declared).length;
}

function sampleOf(contract: Contract): Sample | undefined {
  if (!isQueries(contract)) return undefined;
  const [first] = contract.queries;
  return (
    first && { operation: first.name, pointer: first.pointer, document: first.document, value: first.sql }
  );
}

function isQueries(contract: Contract): contract is Queries {
  return contract.kind === "sql" && (contract as Queries).side === "sender";
}

function asQueries(contract: Contract): Queries {
  if (!isQueries(contract)) throw new TypeError("not the queries of a version");
  return contract;
}

export function asSchema(contract: Contract): Schema {
  if (contract.kind !== "sql" || (contract as Schema).side !== "receiver")
    throw new TypeError("not a schema");
  return contract as Schema;
}
