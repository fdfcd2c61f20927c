import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./table-missing.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

test("a query that names a dropped table breaks, with its own text as the example", () => {
  const found = meeting("select id from orders", { meets: [orders, "drop table orders"], built: [orders] });
  expect(found).toMatchObject([
    { ruleId: rule.id, outcome: "breaking", example: { value: "select id from orders" }, operation: "q1" },
  ]);
});

test("new code that goes before its migration breaks", () => {
  expect(told("select id from carts", [orders], [orders, "create table carts (id int)"])).toEqual([
    "breaking",
  ]);
});

test("the catalogue alone decides, whatever the version was built against", () => {
  expect(told("select id from gone", [orders])).toEqual(["breaking"]);
});

test("a table that was not in the schema of its own version either comes from elsewhere: unknown", () => {
  expect(told("select id from gone", [orders], [orders])).toEqual(["unknown"]);
});

test("a DO block that may have made the table leaves it unknown", () => {
  const block = "do $$ begin execute 'create table ' || 'gone (id int)'; end $$";
  expect(told("select id from gone", [orders, block], [orders, "create table gone (id int)"])).toEqual([
    "unknown",
  ]);
});

test("a table in another schema is unknown: the search path may reach it", () => {
  expect(
    told(
      "select id from orders",
      [orders, "create schema shop; alter table orders set schema shop"],
      [orders],
    ),
  ).toEqual(["unknown"]);
});

test("CTEs, aliases, system tables and functions in FROM are no tables", () => {
  const sql =
    "with a as (select 1 as id) select a.id, g, relname from a, generate_series(1, 2) g, pg_class, information_schema.tables";
  expect(told(sql, [orders], [orders])).toEqual([]);
});
