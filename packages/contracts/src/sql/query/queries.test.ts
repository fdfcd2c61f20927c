import { sqlContracts } from "@crossfade/contracts";
import { expect, test } from "vitest";
import { complaints } from "../../../../../test/support/contract-story.ts";
import { documentsOf } from "../../../../../test/support/sql-story.ts";
import type { Queries } from "./query.ts";

const read = (files: Readonly<Record<string, string>>, path: string): Queries => {
  const reading = sqlContracts.read(path, documentsOf(files), "sender");
  if (reading.kind === "problems") throw new Error(JSON.stringify(reading.problems));
  return reading.contract as Queries;
};
const problemOf = (sql: string) => {
  const [query] = read({ "q.sql": sql }, "q.sql").queries;
  return query && "problem" in query.tree ? query.tree.problem : undefined;
};

test("a contract holds queries and declared tables", () => {
  const text = `{ "sqlContract": 1, "queries": [{ "name": "cart of a user", "sql": "SELECT id FROM cart WHERE user_id = $1", "prepared": true }],
    "tables": { "orders": { "reads": ["id", "total"], "writes": ["id"], "inserts": true, "ignores": ["old"] } } }`;
  const contract = read({ "c.json": text }, "c.json");
  expect(sqlContracts.summary(contract)).toEqual({ operations: 2, text: "1 query, 1 declared table" });
  expect(contract.queries.map(({ name, sql }) => `${name} = ${sql}`)).toEqual([
    "cart of a user = SELECT id FROM cart WHERE user_id = $1",
    'orders: reads = SELECT "id", "total" FROM "orders"',
    'orders: inserts = INSERT INTO "orders" ("id") VALUES ($1)',
    'orders: writes = UPDATE "orders" SET "id" = $1',
  ]);
  expect(sqlContracts.sample(contract)).toMatchObject({
    operation: "cart of a user",
    pointer: "/queries/0/sql",
  });
});

test("every mistake in a contract is told with its place", () => {
  const text = `{
  "sqlContract": 2,
  "querys": [],
  "queries": [{ "name": 1, "sql": "select 1", "perpared": true }, { "sql": "" }],
  "tables": { "orders": { "reads": ["a"], "writes": "a", "ignores": ["a"] } }
}`;
  const reading = sqlContracts.read("c.json", documentsOf({ "c.json": text }), "sender");
  expect(
    reading.kind === "problems" && reading.problems.map(({ line, message }) => `${line} ${message}`),
  ).toEqual([
    '3 there is no "querys" here: sqlContract, queries, tables, $schema are known',
    '2 this is no SQL contract of a form that is known here: write "sqlContract": 1',
    '4 there is no "perpared" here: name, sql, prepared are known',
    "4 name is a text",
    "4 sql is the text of the query",
    "5 writes is a list of columns",
    "5 a is ignored, so it can be neither read nor written",
  ]);
});

test("a folder of .sql files is one query for each statement, named by its comment or its place", () => {
  const files = {
    "q/a.sql":
      "-- name: GetCart :one\nselect id from cart where id = $1;\n\n/* name: list-carts */ select ';' from cart;",
    "q/b.sql": "select 1;\nselect 1; -- the end",
  };
  const contract = read(files, "q");
  expect(contract.queries.map(({ name, line }) => `${name} @${line}`)).toEqual([
    "GetCart @2",
    "list-carts @4",
    "q/b.sql:1 select 1 @1",
    "q/b.sql:2 select 1 @2",
  ]);
  expect(sqlContracts.summary(contract).text).toBe("4 queries");
});

test.each([
  "select * from t where a = ? and b = ?",
  "select * from t where a = :a and b::text = :b and c = ':no'",
  "select * from t where a = @a limit @max",
  "select * from t where a = %s and b in (%s, %s)",
  "select * from t where a = %(a)s",
  "select * from t where a = sqlc.arg(a) and b = any(sqlc.slice('b')::int[])",
  "select data ? 'key', data @> $1, data ->> 'x', $$ ? :a @b $$, E'it\\'s ?' from t",
  "insert into t (a) values (:a) on conflict (a) do update set a = :a",
])("the placeholders of %s are understood", (sql) => {
  expect(problemOf(sql)).toBeUndefined();
});

test("what cannot be parsed is kept, with the reason", () => {
  expect(problemOf("selekt 1")).toContain('syntax error at or near "selekt"');
  const contract = read({ "c.json": '{"sqlContract":1,"queries":[{"sql":"select 1; select 2"}]}' }, "c.json");
  expect(contract.queries[0]?.tree).toEqual({ problem: "it holds 2 statements: one query each" });
});

test("a missing file is a problem", () => {
  expect(complaints(sqlContracts, {}, "c.json")).toEqual(["there is no such file"]);
});
