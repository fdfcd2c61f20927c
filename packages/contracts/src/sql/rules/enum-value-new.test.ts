import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./enum-value-new.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

const grown = [orders, "alter type mood add value 'great'"];

test("a reader of the column is unknown, one that only compares it is fine", () => {
  expect(told("select mood from orders", grown, [orders])).toEqual(["unknown"]);
  expect(told("select mood::text from orders", grown, [orders])).toEqual(["unknown"]);
  expect(told("select * from orders", grown, [orders])).toEqual(["unknown"]);
  expect(told("select id from orders where mood = 'ok'", grown, [orders])).toEqual([]);
});

test("a reader that was built with the value knows it", () => {
  expect(told("select mood from orders", grown, grown)).toEqual([]);
});
