import type { Observation, Place } from "@crossfade/core";
import { wholeOf } from "../observe.ts";
import { wordsOf } from "./catalogue/doubts.ts";
import type { Schema } from "./migrations/schema.ts";
import { shortened } from "./parser.ts";

/** What the migrations of a schema say, made once for each. */
interface Spoken {
  /** In order of application. */
  readonly statements: readonly { readonly place: Place; readonly words: ReadonlySet<string> }[];
  /** Tables, columns and constraints that are there in the end. */
  readonly names: ReadonlySet<string>;
}

const memory = new WeakMap<Schema, Spoken>();

/**
 * Where the migrations speak of what a query fails at: the last statement that names most of what the reason names; where
 * none does (what never was), the last that names most of what the query names; else the migrations as a whole.
 */
export function migrationPlace(schema: Schema, { why }: Observation, sql: string): Place {
  const spoken = memory.get(schema) ?? spokenIn(schema);
  memory.set(schema, spoken);
  const asked = lowerWords(sql);
  const named = new Set([...lowerWords(why)].filter((word) => asked.has(word) || spoken.names.has(word)));
  return lastWith(spoken, named) ?? lastWith(spoken, asked) ?? wholeOf("receiver", schema.path);
}

function lastWith({ statements }: Spoken, wanted: ReadonlySet<string>): Place | undefined {
  let best: Place | undefined;
  let most = 1;
  for (const { place, words } of statements) {
    const count = [...wanted].filter((word) => words.has(word)).length;
    if (count < most) continue;
    most = count;
    best = place;
  }
  return best;
}

/** Statements that change rows, not the schema. */
const rows = ["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "SelectStmt", "CopyStmt"];

function spokenIn({ migrations, catalogue }: Schema): Spoken {
  const statements = migrations.flatMap(({ path, parts }) =>
    parts.flatMap((part) => {
      if (part.kind !== "statement" || rows.some((kind) => kind in part.statement.node)) return [];
      const { line, text } = part.statement;
      const place: Place = { ...wholeOf("receiver", path), line, text: shortened(text) };
      return [{ place, words: lowerWords(text) }];
    }),
  );
  const names = [...catalogue().relations.values()].flatMap(({ name, columns, constraints }) => [
    name,
    ...[...columns, ...constraints].map((each) => each.name),
  ]);
  return { statements, names: new Set(names.map((each) => each.toLowerCase())) };
}

function lowerWords(text: string): Set<string> {
  return new Set(wordsOf(text).map((word) => word.toLowerCase()));
}
