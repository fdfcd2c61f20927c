import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./default-changed.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

const insert = "insert into orders (id, total) values (1, 2)";
const withDefault = `${orders} alter table orders alter note set default 'x';`;

test("a default that is gone leaves NULL: unknown; another one is a notice", () => {
  expect(told(insert, [withDefault, "alter table orders alter note drop default"], [withDefault])).toEqual([
    "unknown",
  ]);
  expect(told(insert, [withDefault, "alter table orders alter note set default 'y'"], [withDefault])).toEqual(
    ["notice"],
  );
  expect(told(insert, [withDefault], [withDefault])).toEqual([]);
});

test("a default that is gone from a required column is no NULL but a failure, told by another rule", () => {
  const before = `${withDefault} alter table orders alter note set not null;`;
  const found = meeting(insert, {
    meets: [before, "alter table orders alter note drop default"],
    built: [before],
  });
  expect(found).toMatchObject([{ ruleId: "sql/insert-incomplete", outcome: "breaking" }]);
});

test("who writes the column does not care", () => {
  const sql = "insert into orders (id, total, note) values (1, 2, 'z')";
  expect(told(sql, [withDefault, "alter table orders alter note drop default"], [withDefault])).toEqual([]);
});
