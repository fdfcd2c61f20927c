import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./column-generated.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

const generated =
  "alter table orders drop note; alter table orders add note text generated always as ('x') stored";

test("a value for a generated column breaks, DEFAULT and leaving it out do not", () => {
  const values = (cols: string, list: string) => `insert into orders (id, total${cols}) values (1, 2${list})`;
  expect(told(values(", note", ", $1"), [orders, generated], [orders])).toEqual(["breaking"]);
  expect(told(values(", note", ", default"), [orders, generated], [orders])).toEqual([]);
  expect(told(values("", ""), [orders, generated], [orders])).toEqual([]);
  expect(told("update orders set note = $1", [orders, generated], [orders])).toEqual(["breaking"]);
});

test("an identity takes values where the INSERT overrides it", () => {
  const identity = "alter table orders alter id add generated always as identity";
  expect(told("insert into orders (id, total) values (1, 2)", [orders, identity], [orders])).toEqual([
    "breaking",
  ]);
  expect(
    told(
      "insert into orders (id, total) overriding system value values (1, 2)",
      [orders, identity],
      [orders],
    ),
  ).toEqual([]);
});
