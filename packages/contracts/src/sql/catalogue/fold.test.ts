import { expect, test } from "vitest";
import { foldedLines } from "../../../../../test/support/sql-catalogue-text.ts";
import { schema } from "../../../../../test/support/sql-story.ts";
import type { Schema } from "../migrations/schema.ts";

const doubts = (...migrations: readonly string[]) =>
  (schema(...migrations) as Schema).catalogue().doubts.map(({ what }) => what);

test("constraints get the names that PostgreSQL makes up", () => {
  const text = `create table orders (id serial primary key, email text unique, user_id int references orders, total int check (total > 0),
    check (total > id), unique (email, total)); create unique index on orders (lower(email));`;
  expect(foldedLines(schema(text)).filter((line) => line.includes(" "))).toEqual([
    "orders check orders_check",
    "orders check orders_total_check",
    "orders foreign orders_user_id_fkey",
    "orders primary orders_pkey",
    "orders unique orders_email_key",
    "orders unique orders_email_total_key",
    "orders unique orders_lower_idx",
    "orders.id not null default",
  ]);
});

test.each<readonly [name: string, change: string, lines: readonly string[]]>([
  ["a dropped column takes its constraints", "alter table t drop b", ["t.a"]],
  ["a renamed column keeps them", "alter table t rename b to c; alter table t drop c", ["t.a"]],
  ["a renamed table keeps them", "alter table t rename to u", ["u unique t_b_key", "u.a", "u.b"]],
  [
    "IF NOT EXISTS changes nothing",
    "create table if not exists t (z int); alter table t add if not exists a text",
    ["t unique t_b_key", "t.a", "t.b"],
  ],
  [
    "what is dropped and made again is new",
    "drop table t; create table t (x int default 1)",
    ["t.x default"],
  ],
  [
    "a partition has its parent's columns",
    "create table p (k int) partition by list (k); create table p1 partition of p for values in (1); alter table p add n int",
    ["p.k", "p.n", "p1.k", "p1.n", "t unique t_b_key", "t.a", "t.b"],
  ],
  [
    "a copy has what LIKE includes",
    "create table l (like t including all)",
    ["l unique l_b_key", "l.a", "l.b", "t unique t_b_key", "t.a", "t.b"],
  ],
  [
    "CREATE TABLE AS has the query's columns",
    "alter table t alter a set not null; create table q as select a, count(*) from t group by a; drop table t",
    ["q.a", "q.count"],
  ],
])("%s", (_name, change, lines) => {
  expect(foldedLines(schema("create table t (a int, b int unique)", change))).toEqual(lines);
});

test("a guarded DO block is folded like the statement inside it", () => {
  const block =
    "DO $$ BEGIN\n CREATE TYPE m AS ENUM('a', 'b');\nEXCEPTION\n WHEN duplicate_object THEN null;\nEND $$;";
  expect(foldedLines(schema(block, block))).toEqual(["enum m a,b"]);
  const asked =
    "do $$ begin if not exists (select 1 from pg_type where typname = 'm') then create type m as enum ('a'); end if; end $$";
  expect(foldedLines(schema(asked, asked))).toEqual(["enum m a"]);
  expect(doubts(block, asked)).toEqual([]);
});

test("what is not followed is remembered", () => {
  expect(doubts("do $$ begin execute 'x'; end $$")).toEqual([
    "a DO block that builds its statements while it runs",
  ]);
  expect(doubts("select f()")).toEqual(["a call of f(), which may change the schema"]);
  expect(doubts("alter table gone add a int")).toEqual([
    "a statement that changes gone, which no earlier migration creates",
  ]);
  expect(doubts("create extension postgis")).toEqual(["the extension postgis"]);
  expect(
    doubts(
      "select setval('s', 1), now(); insert into t values (f()); set lock_timeout = 1; comment on table t is ''",
    ),
  ).toEqual([]);
});
