import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./conflict-target-missing.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

const upsert = (target: string) =>
  `insert into orders (id, total, note) values (1, 2, 'x') on conflict ${target} do nothing`;

test("ON CONFLICT on columns without a unique index breaks", () => {
  const index = "create unique index one on orders (note)";
  expect(told(upsert("(note)"), [orders], [orders, index])).toEqual(["breaking"]);
  expect(told(upsert("(note)"), [orders, index, "drop index one"], [orders, index])).toEqual(["breaking"]);
  expect(told(upsert("(note)"), [orders, index], [orders, index])).toEqual([]);
  expect(told(upsert("(id)"), [orders], [orders])).toEqual([]);
  expect(told(upsert(""), [orders], [orders])).toEqual([]);
});

test("columns count in any order, but all of them", () => {
  const index = "create unique index one on orders (note, user_id)";
  expect(told(upsert("(user_id, note)"), [orders, index], [orders, index])).toEqual([]);
  expect(
    told(upsert("(note)"), [orders, index], [orders, "create unique index one on orders (note)"]),
  ).toEqual(["breaking"]);
});

test("a partial index asks for its condition; another condition is PostgreSQL's to judge", () => {
  const index = "create unique index one on orders (note) where total > 0";
  expect(told(upsert("(note) where total > 0"), [orders, index], [orders, index])).toEqual([]);
  expect(
    told(upsert("(note)"), [orders, index], [orders, "create unique index one on orders (note)"]),
  ).toEqual(["breaking"]);
  expect(
    told(
      upsert("(note) where total > 5"),
      [orders, index],
      [orders, "create unique index one on orders (note)"],
    ),
  ).toEqual(["unknown"]);
});

test("a constraint is named, not the index of that name", () => {
  const constraint = "alter table orders add constraint one unique (note)";
  expect(told(upsert("on constraint one"), [orders, constraint], [orders, constraint])).toEqual([]);
  expect(
    told(
      upsert("on constraint one"),
      [orders, "create unique index one on orders (note)"],
      [orders, constraint],
    ),
  ).toEqual(["breaking"]);
});

test("a constraint that is checked later is none for ON CONFLICT", () => {
  const later = "alter table orders add constraint one unique (note) deferrable";
  expect(
    told(upsert("(note)"), [orders, later], [orders, "create unique index one on orders (note)"]),
  ).toEqual(["breaking"]);
});
