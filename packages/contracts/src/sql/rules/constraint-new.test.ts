import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./constraint-new.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

const insert = "insert into orders (id, total, note) values ($1, $2, $3)";

test.each([
  ["a check", "alter table orders add check (total > 1)", insert, ["unknown"]],
  ["a check NOT VALID", "alter table orders add check (total > 1) not valid", insert, ["unknown"]],
  ["a check NOT ENFORCED", "alter table orders add check (total > 1) not enforced", insert, []],
  ["a check, for a reader", "alter table orders add check (total > 1)", "select total from orders", []],
  ["a check of a column that is left out", "alter table orders add k text check (k in ('a'))", insert, []],
  [
    "a check that asks for what is left out",
    "alter table orders add k text check (k is not null)",
    insert,
    ["unknown"],
  ],
  [
    "a check NOT VALID, for an update of another column",
    "alter table orders add check (total > 1) not valid",
    "update orders set note = $1",
    ["unknown"],
  ],
  [
    "a foreign key",
    "alter table orders add foreign key (note) references users (email)",
    insert,
    ["unknown"],
  ],
  [
    "a foreign key elsewhere",
    "alter table orders add foreign key (user_id) references users (id)",
    insert,
    [],
  ],
  [
    "a foreign key to what is deleted",
    "alter table orders add foreign key (user_id) references users (id)",
    "delete from users",
    ["unknown"],
  ],
  ["a unique index", "create unique index on orders (note)", insert, ["unknown"]],
  ["a wider unique index beside the key", "create unique index on orders (id, note)", insert, []],
  [
    "an exclusion constraint",
    "alter table orders add exclude using gist (total with =)",
    insert,
    ["unknown"],
  ],
  ["NOT NULL on what is written", "alter table orders alter note set not null", insert, ["unknown"]],
  [
    "a trigger",
    "create trigger t before insert on orders for each row execute function f()",
    insert,
    ["unknown"],
  ],
  [
    "a trigger, for a reader",
    "create trigger t before insert on orders for each row execute function f()",
    "select id from orders",
    [],
  ],
  [
    "row level security, for a reader",
    "alter table orders enable row level security",
    "select id from orders",
    ["unknown"],
  ],
  ["REVOKE", "revoke select on orders from public", "select id from orders", ["unknown"]],
  ["a constraint under another name", "alter table orders rename constraint orders_pkey to pk", insert, []],
])("%s", (_name, change, sql, says) => {
  expect(told(sql, [orders, change], [orders])).toEqual(says);
});

test("new code meets the constraint that its own migration drops", () => {
  const before = [orders, "alter table orders add constraint c check (total > 1)"];
  expect(told(insert, before, [...before, "alter table orders drop constraint c"])).toEqual(["unknown"]);
});

test("writing through a view is unknown where its table changed", () => {
  const view = "create view v as select id, total, note from orders";
  const sql = "update v set total = $1";
  expect(told(sql, [orders, view, "alter table orders add check (total > 1)"], [orders, view])).toEqual([
    "unknown",
  ]);
  expect(told(sql, [orders, view], [orders, view])).toEqual([]);
});

test("a trigger whose function does something else now, and partitions that came or went, are unknown", () => {
  const f = (body: string) => `create or replace function f() returns trigger language plpgsql as '${body}'`;
  const trigger = "create trigger t before insert on orders for each row execute function f()";
  expect(told(insert, [orders, f("a"), trigger, f("b")], [orders, f("a"), trigger])).toEqual(["unknown"]);
  expect(told(insert, [orders, f("a"), trigger, f("a")], [orders, f("a"), trigger])).toEqual([]);
  const parted =
    "create table p (n int) partition by range (n); create table p1 partition of p for values from (1) to (9)";
  expect(told("insert into p (n) values ($1)", [parted], ["create table p (n int)"])).toEqual(["unknown"]);
  expect(told("select n from p", [parted, "drop table p1"], [parted])).toEqual(["unknown"]);
});
