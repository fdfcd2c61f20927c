import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./column-ambiguous.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

const join = "select total from orders join users on users.id = user_id";

test("a name that two tables have now breaks", () => {
  expect(told(join, [orders, "alter table users add total int"], [orders])).toEqual(["breaking"]);
});

test("with its table in front it does not", () => {
  expect(
    told(join.replace("total", "orders.total"), [orders, "alter table users add total int"], [orders]),
  ).toEqual([]);
});

test("a name that means another table's column now is unknown", () => {
  const sql = "select id from orders where exists (select 1 from users where email = note)";
  expect(told(sql, [orders, "alter table users add note text"], [orders])).toEqual(["unknown"]);
});

test("USING makes one column of two", () => {
  expect(told("select id from orders join users using (id)", [orders], [orders])).toEqual([]);
});

test("in GROUP BY a new column takes the name of the list's over", () => {
  const sql = "select lower(note) as word, count(*) from orders group by word";
  expect(told(sql, [orders, "alter table orders add word text"], [orders])).toEqual(["unknown"]);
  expect(told(sql, [orders, "alter table orders add other text"], [orders])).toEqual([]);
});
