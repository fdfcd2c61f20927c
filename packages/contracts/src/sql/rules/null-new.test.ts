import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./null-new.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

const loosened = [orders, "alter table orders alter total drop not null"];

test("a reader of the column is unknown, one that only compares it is fine", () => {
  expect(told("select total from orders", loosened, [orders])).toEqual(["unknown"]);
  expect(told("select id from orders where total > 1", loosened, [orders])).toEqual([]);
  expect(told("delete from orders returning total", loosened, [orders])).toEqual(["unknown"]);
});

test("behind an outer join the reader takes NULL already", () => {
  const sql = "select total from users left join orders on user_id = users.id";
  expect(told(sql, loosened, [orders])).toEqual([]);
});

test("a view hands the NULL on", () => {
  const view = "create view big as select id, total from orders";
  const after = [orders, view, "alter table orders alter total drop not null"];
  expect(told("select total from big", after, [orders, view])).toEqual(["unknown"]);
});
