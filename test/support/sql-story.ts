import { type Contract, sqlContracts } from "@crossfade/contracts";
import type { Documents, Observation } from "@crossfade/core";
import { startSqlParser } from "../../packages/crossfade/src/main/sql-parser.ts";

await startSqlParser();

export function documentsOf(files: Readonly<Record<string, string>>): Documents {
  return {
    read: (name) => (Object.hasOwn(files, name) ? files[name] : undefined),
    list: (folder) =>
      Object.keys(files)
        .filter((name) => name.startsWith(folder === "" ? "" : `${folder}/`))
        .sort(),
  };
}

function read(files: Readonly<Record<string, string>>, path: string, side: "sender" | "receiver"): Contract {
  const reading = sqlContracts.read(path, documentsOf(files), side);
  if (reading.kind === "problems") throw new Error(JSON.stringify(reading.problems));
  return reading.contract;
}

/** A schema as these migrations make it, one after the other. */
export function schema(...migrations: readonly string[]): Contract {
  const files = migrations.map(
    (text, index) => [`m/${String(index + 1).padStart(4, "0")}_m.sql`, text] as const,
  );
  return read(Object.fromEntries(files), "m", "receiver");
}

export interface Said {
  readonly sql: string;
  readonly prepared?: boolean;
}

/** A version that sends these queries, or says the same as an object in the form of sql-contract.json. */
function queries(...said: readonly (string | Said | { tables: object })[]): Contract {
  const list = said.flatMap((each) => (typeof each === "string" ? { sql: each } : "sql" in each ? each : []));
  const tables = said.flatMap((each) => (typeof each === "object" && "tables" in each ? [each.tables] : []));
  const text = JSON.stringify({
    sqlContract: 1,
    queries: list.map((each, index) => ({ name: `q${index + 1}`, ...each })),
    tables: Object.assign({}, ...tables),
  });
  return read({ "sql-contract.json": text }, "sql-contract.json", "sender");
}

export interface Meeting {
  /** Migrations of the schema that the version meets. */
  readonly meets: readonly string[];
  /** Migrations of the schema that it was built against; missing: not known. */
  readonly built?: readonly string[];
}

/** What a version's queries and a state of the schema have to say to each other. */
export function meeting(
  said: string | Said | { tables: object } | readonly (string | Said)[],
  { meets, built }: Meeting,
): readonly Observation[] {
  const sender = queries(...(Array.isArray(said) ? said : [said as string]));
  return sqlContracts.compare(sender, schema(...meets), sqlContracts.defaults, {
    ...(built ? { builtAgainst: schema(...built) } : {}),
  });
}
