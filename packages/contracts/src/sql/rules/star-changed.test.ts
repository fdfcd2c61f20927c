import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./star-changed.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

test.each([
  ["a column more", "alter table orders add tax int", "select * from orders", ["notice"]],
  ["a column less", "alter table orders drop note", "select * from orders", ["unknown"]],
  ["another type", "alter table orders alter total type bigint", "select o.* from orders o", ["unknown"]],
  [
    "a column more in RETURNING",
    "alter table orders add tax int",
    "delete from orders returning *",
    ["notice"],
  ],
  [
    "a column more inside the query",
    "alter table orders add tax int",
    "select id from (select * from orders) o",
    ["unknown"],
  ],
  ["a column less, not asked for", "alter table orders drop note", "select id, total from orders", []],
])("%s", (_name, change, sql, says) => {
  expect(told(sql, [orders, change], [orders])).toEqual(says);
});

test("held as a prepared statement, any other row type fails until the connections are new", () => {
  const said = (sql: string) => ({ sql, prepared: true });
  expect(told(said("select * from orders"), [orders, "alter table orders add tax int"], [orders])).toEqual([
    "notice",
    "unknown",
  ]);
  expect(told(said("select id from orders"), [orders, "alter table orders add tax int"], [orders])).toEqual(
    [],
  );
  const text = "create table t (code varchar(5))";
  expect(
    told(said("select code from t"), [text, "alter table t alter code type varchar(9)"], [text]),
  ).toEqual(["unknown"]);
});

test("what a table's ignores lists does not count", () => {
  const tables = (ignores: string[]) => ({ tables: { orders: { reads: ["*"], ignores } } });
  expect(told(tables([]), [orders, "alter table orders drop note"], [orders])).toEqual(["unknown"]);
  expect(told(tables(["note"]), [orders, "alter table orders drop note"], [orders])).toEqual([]);
});
