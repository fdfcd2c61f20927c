import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./column-missing.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

test.each([
  "select note from orders",
  "select o.note from orders o",
  "update orders set note = 'x'",
  "insert into orders (id, total, note) values (1, 2, 'x')",
  "delete from orders where note = 'x'",
  "select id from (select id, note from orders) o",
  "select id from orders order by note",
  "insert into orders (id, total) values (1, 2) on conflict (id) do update set note = excluded.note",
])("%s breaks where the column was dropped", (sql) => {
  const after = [orders, "alter table orders drop column note"];
  expect(told(sql, after, [orders])).toEqual(["breaking"]);
  expect(told(sql, [orders], after)).not.toEqual(["breaking", "breaking"]);
});

test("new code that goes before ADD COLUMN breaks", () => {
  expect(told("select tax from orders", [orders], [orders, "alter table orders add tax int"])).toEqual([
    "breaking",
  ]);
});

test("a declared table is read, inserted and updated column by column", () => {
  const tables = { tables: { orders: { reads: ["id", "note"], writes: ["id", "total"], inserts: true } } };
  expect(told(tables, [orders, "alter table orders drop note"], [orders])).toEqual(["breaking"]);
  expect(told(tables, [orders, "alter table orders drop mood"], [orders])).toEqual([]);
});

test("columns of a table made by another tool's statement are unknown", () => {
  const block = "do $$ begin if now() > '2020-01-01' then alter table orders add tax int; end if; end $$";
  expect(told("select tax from orders", [orders, block], [orders, "alter table orders add tax int"])).toEqual(
    ["unknown"],
  );
});
