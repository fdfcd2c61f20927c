import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./type-changed.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

test.each([
  ["int to bigint", "alter table orders alter total type bigint", ["unknown"]],
  ["text to int", "alter table orders alter note type int using note::int", []],
  ["a domain of the same name", "", []],
])("%s, where total is read", (_name, change, says) => {
  expect(told("select total from orders", [orders, change], [orders])).toEqual(says);
});

test("longer text fits, shorter text does not surely", () => {
  const table = (type: string) => `create table t (code ${type})`;
  expect(told("insert into t (code) values ($1)", [table("varchar(9)")], [table("varchar(5)")])).toEqual([]);
  expect(told("insert into t (code) values ($1)", [table("text")], [table("varchar(5)")])).toEqual([]);
  expect(told("insert into t (code) values ($1)", [table("varchar(5)")], [table("varchar(9)")])).toEqual([
    "unknown",
  ]);
});

test("a column that is only compared counts too", () => {
  expect(
    told(
      "select id from orders where note = 'x'",
      [orders, "alter table orders alter note type int using 1"],
      [orders],
    ),
  ).toEqual(["unknown"]);
});

test("a domain that says something else is another type", () => {
  const domain = (check: string) => `create domain d as int check (${check}); create table t (n d)`;
  expect(told("select n from t", [domain("value > 1")], [domain("value > 0")])).toEqual(["unknown"]);
});
