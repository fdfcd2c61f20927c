import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Contract, hazardsOf, migrationsOf, schemaAfter, sqlContracts } from "@crossfade/contracts";
import type { Observation } from "@crossfade/core";
import { documentsOf } from "./sql-story.ts";

export const histories = ["umami", "cosmo-controlplane", "zksync-core"] as const;

export interface History {
  readonly name: string;
  /** The text of each migration, in order. */
  readonly texts: readonly string[];
  readonly schema: Contract;
}

export function historyOf(root: string, name: string): History {
  const manifest = JSON.parse(readFileSync(join(root, name, "manifest.json"), "utf8")) as {
    migrations: { up: string }[];
  };
  const files = Object.fromEntries(
    manifest.migrations.map(({ up }) => [
      `m/${up.slice(up.lastIndexOf("/") + 1)}`,
      readFileSync(join(root, name, up), "utf8"),
    ]),
  );
  const reading = sqlContracts.read("m", documentsOf(files), "receiver");
  if (reading.kind === "problems") throw new Error(JSON.stringify(reading.problems));
  return { name, texts: Object.values(files), schema: reading.contract };
}

interface FoldedTables {
  catalogue(): {
    readonly relations: ReadonlyMap<
      string,
      {
        readonly kind: string;
        readonly name: string;
        readonly columns: readonly {
          readonly name: string;
          readonly generated?: boolean;
          readonly identity?: string;
        }[];
      }
    >;
  };
}

/** A version that reads and writes every column of every table that a schema has. */
export function usesEverything(schema: Contract): Contract {
  const { relations } = (schema as unknown as FoldedTables).catalogue();
  const tables = [...relations].flatMap(([key, { kind, columns }]) => {
    if (kind !== "table") return [];
    const names = columns.map(({ name }) => name);
    const writes = columns
      .filter(({ generated, identity }) => !generated && identity !== "always")
      .map(({ name }) => name);
    return [[key, { reads: names, writes, inserts: true }] as const];
  });
  const text = JSON.stringify({ sqlContract: 1, tables: Object.fromEntries(tables) });
  const reading = sqlContracts.read("c.json", documentsOf({ "c.json": text }), "sender");
  if (reading.kind === "problems") throw new Error(JSON.stringify(reading.problems));
  return reading.contract;
}

interface Asked {
  readonly queries: readonly { readonly name: string; readonly sql: string }[];
}

/** The queries of a version that uses everything in the schema after so many migrations. */
export function probesOf({ schema }: History, count: number) {
  const { contract } = schemaAfter(schema, count);
  const tables = (contract as unknown as FoldedTables).catalogue().relations;
  return (usesEverything(contract) as unknown as Asked).queries.map(({ name, sql }) => {
    const table = name.slice(0, name.lastIndexOf(":"));
    const columns = (tables.get(table)?.columns ?? []).map((each) => each.name);
    return { name, table, sql, columns, inserts: name.endsWith(": inserts") };
  });
}

export interface Step {
  /** How many migrations are applied after it. */
  readonly count: number;
  /** The version of before, with the schema of after. */
  readonly old: readonly Observation[];
  /** The version of after, with the schema of before. */
  readonly fresh: readonly Observation[];
}

/** What consecutive states of a schema have to say to versions that use everything. */
export function stepsOf({ schema }: History, wanted: (count: number) => boolean): Step[] {
  const { defaults } = sqlContracts;
  return migrationsOf(schema).flatMap((_, index) => {
    const count = index + 1;
    if (index === 0 || !wanted(count)) return [];
    const [before, after] = [schemaAfter(schema, index).contract, schemaAfter(schema, count).contract];
    return [
      {
        count,
        old: sqlContracts.compare(usesEverything(before), after, defaults, { builtAgainst: before }),
        fresh: sqlContracts.compare(usesEverything(after), before, defaults, { builtAgainst: after }),
      },
    ];
  });
}

/** How often each thing happens, as lines. */
function tally(items: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([item, count]) => `${count} ${item}`);
}

/** Steps whose observations include one that breaks. */
function share(steps: readonly Step[], holds: (step: Step) => boolean): string {
  return `${steps.filter(holds).length} of ${steps.length}`;
}

const breaks = (ids: (id: string) => boolean) => (all: readonly Observation[]) =>
  all.some(({ outcome, ruleId }) => outcome === "breaking" && ids(ruleId));
const hard = breaks((id) => id !== "sql/insert-incomplete");
const incomplete = breaks((id) => id === "sql/insert-incomplete");
const told = (all: readonly Observation[]) => all.some(({ outcome }) => outcome !== "notice");

/** What the rules say of a history: per step for versions that use everything, and per rule. */
export function summaryOf(steps: readonly Step[]) {
  const rules = (all: readonly Observation[]) => [
    ...new Set(all.map(({ ruleId, outcome }) => `${outcome} ${ruleId}`)),
  ];
  return {
    "steps that break old code": share(steps, ({ old }) => hard(old)),
    "steps that make old INSERTs fail": share(steps, ({ old }) => incomplete(old)),
    "steps that break new code that goes first": share(steps, ({ fresh }) => hard(fresh)),
    "steps of which old code notices nothing": share(steps, ({ old }) => !told(old)),
    "old code, steps per rule": tally(steps.flatMap(({ old }) => rules(old))),
    "new code that goes first, steps per rule": tally(steps.flatMap(({ fresh }) => rules(fresh))),
  };
}

/** The hazards of each migration for the schema as it is before it, counted by effect; why some are undecided. */
export function hazardSummary({ schema }: History) {
  const hazards = migrationsOf(schema).flatMap((_, index) => {
    if (index === 0) return [];
    const { contract } = schemaAfter(schema, index + 1);
    return hazardsOf(contract, index);
  });
  return {
    effects: tally(hazards.map(({ effect }) => effect)),
    undecided: tally(hazards.filter(({ effect }) => effect === "undecided").map(({ why }) => why)),
  };
}
