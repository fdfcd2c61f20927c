import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./columns-by-position.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

test("values for more columns than there are break", () => {
  const sql = "insert into orders values (1, 2, 3, 'x', 'ok')";
  expect(told(sql, [orders, "alter table orders drop note"], [orders])).toEqual(["breaking"]);
  expect(told(sql, [orders, "alter table orders add tax int"], [orders])).toEqual([]);
});

test("values that land in other columns are unknown", () => {
  const moved = "alter table orders drop user_id; alter table orders add user_id int";
  expect(told("insert into orders values (1, 2, 3, 'x', 'ok')", [orders, moved], [orders])).toEqual([
    "unknown",
  ]);
});

test("parts of a UNION that are not equally wide any more break", () => {
  const sql = "select * from users union select * from users_old";
  const both = `${orders} create table users_old (id int, email text);`;
  expect(told(sql, [both, "alter table users add name text"], [both])).toEqual(["breaking"]);
});
