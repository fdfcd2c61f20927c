import { hazardsOf } from "@crossfade/contracts";
import { expect, test } from "vitest";
import { schema } from "../../../../../test/support/sql-story.ts";

const base = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, code varchar(9), mood mood, paid timestamp);
  alter table orders add constraint known check (total > 0) not valid;
  create unique index one on orders (code); create index two on orders (note);
  create function f() returns int language sql as 'select 1'; create view v as select id from orders;`;

const effects = (...pending: readonly string[]) =>
  hazardsOf(schema(base, ...pending), 1).map(({ effect, table }) =>
    table === undefined ? effect : `${effect} ${table}`,
  );

// The rows of the table in the facts about SQL; what is not named there has its reason beside it.
test.each<readonly [sql: string, effects: readonly string[]]>([
  ["create table carts (id int)", []],
  ["create table carts (id int references orders (id))", []],
  ["drop table orders cascade", ["destroys orders"]],
  ["alter table orders rename to sales", ["tightens orders"]],
  ["alter table orders set schema shop", ["tightens orders"]],
  ["truncate orders", ["destroys orders"]],
  ["alter table orders add tax int", []],
  ["alter table orders add tax int default 0", []],
  ["alter table orders add tax int not null default 0", []],
  ["alter table orders add at timestamptz not null default now()", []],
  ["alter table orders add tax int not null", ["tightens orders"]],
  ["alter table orders add nr uuid default gen_random_uuid()", ["rewrites orders"]],
  ["alter table orders add nr int generated always as (total * 2) stored", ["rewrites orders"]],
  ["alter table orders add nr serial", ["rewrites orders"]],
  ["alter table orders add nr int unique", ["locks orders"]],
  ["alter table orders add nr int references users (id)", ["locks orders"]],
  ["alter table orders drop column note", ["destroys orders"]],
  ["alter table orders drop column if exists nothing", []],
  ["alter table orders rename column note to remark", ["tightens orders"]],
  ["alter table orders alter total type bigint", ["semantic orders", "rewrites orders"]],
  ["alter table orders alter note type int using note::int", ["semantic orders", "rewrites orders"]],
  ["alter table orders alter code type varchar(50)", []],
  ["alter table orders alter code type text", []],
  ["alter table orders alter code type varchar(5)", ["destroys orders", "rewrites orders"]],
  ["alter table orders alter paid type timestamptz", ["semantic orders", "rewrites orders"]],
  ["alter table orders alter note set not null", ["tightens orders", "locks orders"]],
  ["alter table orders alter total set not null", []],
  [
    "alter table orders add check (note is not null) not valid; alter table orders validate constraint orders_note_check; alter table orders alter note set not null",
    ["tightens orders", "tightens orders"],
  ],
  [
    "alter table orders add check (note is not null) not valid; alter table orders alter note set not null",
    ["tightens orders", "tightens orders", "locks orders"],
  ],
  ["alter table orders add check (total > 1)", ["tightens orders", "locks orders"]],
  ["alter table orders add check (total > 1) not valid", ["tightens orders"]],
  ["alter table orders validate constraint known", []],
  ["alter table orders alter total drop not null", ["semantic orders"]],
  ["alter table orders alter note set default 'x'", []],
  [
    "alter table orders alter note set default 'x'; alter table orders alter note set default 'y'",
    ["semantic orders"],
  ],
  ["alter table orders drop constraint known", ["semantic orders"]],
  ["alter table orders drop constraint orders_pkey", ["tightens orders"]],
  ["alter table orders add foreign key (user_id) references users (id)", ["tightens orders", "locks orders"]],
  ["alter table orders add foreign key (user_id) references users (id) not valid", ["tightens orders"]],
  ["alter table orders add unique (note)", ["tightens orders", "locks orders"]],
  ["alter table orders add constraint u unique using index one", ["tightens orders"]],
  ["alter table orders add exclude using gist (total with =)", ["tightens orders", "locks orders"]],
  ["create index on orders (total)", ["locks orders"]],
  ["create unique index on orders (total)", ["tightens orders", "locks orders"]],
  ["create index concurrently on orders (total)", []],
  ["drop index two", []],
  ["drop index one", ["tightens orders"]],
  ["reindex table orders", ["locks orders"]],
  ["alter type mood add value 'great'", ["semantic"]],
  ["alter type mood rename value 'ok' to 'fine'", ["tightens"]],
  ["drop type mood cascade", ["destroys"]],
  ["drop view v", ["tightens v"]],
  ["create or replace view v as select id, total from orders", []],
  ["create or replace function f() returns int language sql as 'select 2'", ["semantic"]],
  ["drop function f()", ["tightens"]],
  ["create trigger t before insert on orders for each row execute function f()", ["semantic orders"]],
  ["alter table orders enable row level security", ["semantic orders"]],
  ["update orders set note = ''", ["semantic orders"]],
  ["delete from orders where total = 0", ["destroys orders"]],
  ["alter sequence s restart", ["semantic"]],
  ["vacuum full", ["rewrites"]],
  ["alter table orders set unlogged", ["rewrites orders"]],
  ["create extension hstore", []],
  ["revoke select on orders from public", ["tightens orders"]],
  ["comment on table orders is 'x'", []],
  ["drop schema public cascade", ["destroys"]],
  ["do $$ begin execute 'drop table orders'; end $$", ["undecided"]],
  ["select do_something()", ["undecided"]],
  ["create tabel x", ["undecided"]],
])("%s", (sql, expected) => {
  expect(effects(sql)).toEqual(expected);
});

test("a table that the same migrations make is not live, however often it is changed", () => {
  const pending = [
    "create table carts (id int)",
    "alter table carts alter id set not null; create index on carts (id)",
    "drop table carts",
  ];
  expect(effects(...pending)).toEqual([]);
  expect(hazardsOf(schema(base, ...pending), 2).map(({ effect }) => effect)).toEqual([
    "tightens",
    "locks",
    "locks",
    "destroys",
  ]);
});

test("a renamed table stays live under its new name", () => {
  expect(effects("alter table orders rename to sales", "drop table sales")).toEqual([
    "tightens orders",
    "destroys sales",
  ]);
});

test("a guarded DO block is looked into, and every hazard says where it stands", () => {
  const [hazard] = hazardsOf(
    schema(
      base,
      "\n\ndo $$ begin\n  alter table orders drop column note;\nexception when undefined_column then null;\nend $$",
    ),
    1,
  );
  expect(hazard).toMatchObject({
    effect: "destroys",
    document: "m/0002_m.sql",
    table: "orders",
    statement: "alter table orders drop column note",
  });
});

test("each hazard says why and what to do instead, in sentences", () => {
  const found = hazardsOf(
    schema(base, "alter table orders drop column note; create index on orders (total)"),
    1,
  );
  expect(found.map(({ line, instead }) => [line, instead])).toEqual([
    [
      1,
      "Release a version that no longer names the column, wait until all others are gone, keep a copy, then drop it.",
    ],
    [
      1,
      "CREATE INDEX CONCURRENTLY, outside of a transaction; check that it is valid afterwards, else drop and retry.",
    ],
  ]);
});
