import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./key-gone.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

test("GROUP BY may rely on a primary key that is gone", () => {
  const after = [orders, "alter table orders drop constraint orders_pkey"];
  expect(told("select id, total, count(*) from orders group by id", after, [orders])).toEqual(["unknown"]);
  expect(told("select id, total from orders", after, [orders])).toEqual([]);
  expect(told("select id, total, count(*) from orders group by id", [orders], [orders])).toEqual([]);
});
