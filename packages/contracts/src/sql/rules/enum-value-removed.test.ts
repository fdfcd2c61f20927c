import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./enum-value-removed.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

const renamed = [orders, "alter type mood rename value 'ok' to 'fine'"];

test.each([
  ["select id from orders where mood = 'ok'", ["breaking"]],
  ["select id from orders where mood in ('ok', 'sad')", ["breaking"]],
  ["select 'ok'::mood", ["breaking"]],
  ["update orders set mood = 'ok'", ["breaking"]],
  ["insert into orders (id, total, mood) select 1, 2, 'ok'", ["breaking"]],
  ["update orders set mood = case when total > 1 then 'ok' else 'sad' end", ["breaking"]],
  ["update orders set mood = $1", ["unknown"]],
  ["select id from orders where mood = $1", ["unknown"]],
  ["select coalesce(mood, 'ok') from orders", ["unknown"]],
  ["select id from orders where mood = 'sad'", []],
  ["select id from orders where note = 'ok'", []],
])("%s", (sql, says) => {
  expect(told(sql, renamed, [orders])).toEqual(says);
});

test("without a schema to compare with, a constant decides", () => {
  expect(told("select id from orders where mood = 'gone'", [orders])).toEqual(["breaking"]);
});

test("new code with a value that the old schema has not breaks", () => {
  expect(
    told(
      "select id from orders where mood = 'great'",
      [orders],
      [orders, "alter type mood add value 'great'"],
    ),
  ).toEqual(["breaking"]);
});
