import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./type-missing.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

test("a cast to a type that was dropped breaks", () => {
  const after = [orders, "alter table orders alter mood type text; drop type mood"];
  expect(told("select $1::mood", after, [orders])).toEqual(["breaking"]);
  expect(told("select $1::text, $2::timestamptz", after, [orders])).toEqual([]);
});

test("a type of an extension is taken for granted where the version was built with it", () => {
  expect(told("select $1::citext", [orders], [orders])).toEqual([]);
  expect(told("select $1::citext", [orders])).toEqual(["unknown"]);
});
