import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./function-missing.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

const twice = "create function twice(int) returns int language sql as 'select $1 * 2'";

test("a function that was dropped breaks, one that takes something else is unknown", () => {
  const sql = "select twice(total) from orders";
  expect(told(sql, [orders, twice, "drop function twice(int)"], [orders, twice])).toEqual(["breaking"]);
  expect(told(sql, [orders, twice.replace("(int)", "(bigint)")], [orders, twice])).toEqual(["unknown"]);
  expect(told(sql, [orders, twice], [orders, twice])).toEqual([]);
});

test("functions of PostgreSQL and of extensions are taken for granted", () => {
  expect(told("select lower(note), st_area(note) from orders", [orders], [orders])).toEqual([]);
  expect(told("select lower(note), st_area(note) from orders", [orders])).toEqual(["unknown"]);
});
