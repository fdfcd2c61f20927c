import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { meeting } from "../../../../test/support/sql-story.ts";

/**
 * PGlite is a PostgreSQL: each case applies the migrations, prepares the query and runs it. Whatever PostgreSQL refuses
 * must not be called compatible, and whatever is called breaking must be refused.
 */
interface Case {
  readonly name: string;
  /** The schema that the version was built against. */
  readonly base: string;
  /** What is applied on top of it; the version may be the older or the newer one. */
  readonly change: string;
  readonly sql: string;
  readonly params?: string;
  /** The version was built against the changed schema, and meets the one before. */
  readonly newer?: boolean;
  /** Rows that are there before the change. */
  readonly rows?: string;
  /** Held as a prepared statement across the change. */
  readonly prepared?: boolean;
  readonly says: "compatible" | "unknown" | "breaking";
}

const orders = `create table users (id int primary key, email text);
create type mood as enum ('sad', 'ok');
create table orders (id int primary key, user_id int, total int not null, note text, code varchar(5), mood mood);`;
const insert = "insert into orders (id, total) values ($1, $2)";

const cases: readonly Case[] = [
  {
    name: "a dropped table",
    base: orders,
    change: "drop table orders",
    sql: "select id from orders",
    says: "breaking",
  },
  {
    name: "a renamed table",
    base: orders,
    change: "alter table orders rename to sales",
    sql: "select id from orders",
    says: "breaking",
  },
  {
    name: "a renamed table with a view of the old name",
    base: orders,
    change: "alter table orders rename to sales; create view orders as select * from sales",
    sql: "select id, total from orders where id = $1",
    params: "1",
    says: "compatible",
  },
  {
    name: "a table that is new",
    base: orders,
    change: "create table carts (id int)",
    sql: "select id from carts",
    newer: true,
    says: "breaking",
  },
  {
    name: "a dropped column",
    base: orders,
    change: "alter table orders drop column note",
    sql: "select note from orders",
    says: "breaking",
  },
  {
    name: "a dropped column that is only compared",
    base: orders,
    change: "alter table orders drop column note",
    sql: "select id from orders where note = $1",
    params: "'x'",
    says: "breaking",
  },
  {
    name: "a renamed column in UPDATE",
    base: orders,
    change: "alter table orders rename column note to remark",
    sql: "update orders set note = $1",
    params: "'x'",
    says: "breaking",
  },
  {
    name: "a dropped column in a CTE",
    base: orders,
    change: "alter table orders drop column note",
    sql: "with o as (select id, note from orders) select id from o",
    says: "breaking",
  },
  {
    name: "a dropped column in a subquery with an alias",
    base: orders,
    change: "alter table orders drop column note",
    sql: "select u.id from users u where exists (select 1 from orders o where o.user_id = u.id and o.note is not null)",
    says: "breaking",
  },
  {
    name: "a dropped column that another table has too",
    base: `${orders} create table notes (id int, note text)`,
    change: "alter table orders drop column note",
    sql: "select o.id from orders o join notes n on n.id = o.id where o.note is null",
    says: "breaking",
  },
  {
    name: "a column that is new",
    base: orders,
    change: "alter table orders add column tax int",
    sql: "select tax from orders",
    newer: true,
    says: "breaking",
  },
  {
    name: "a column that nobody asks for",
    base: orders,
    change: "alter table orders add column tax int",
    sql: "select id, total from orders",
    says: "compatible",
  },
  {
    name: "a column that makes a name ambiguous",
    base: orders,
    change: "alter table users add column total int",
    sql: "select total from orders join users on users.id = orders.user_id",
    says: "breaking",
  },
  {
    name: "a column that captures a name",
    base: orders,
    change: "alter table users add column note text",
    sql: "select id from orders where exists (select 1 from users where email = note)",
    says: "unknown",
  },
  {
    name: "SELECT * with a column more",
    base: orders,
    change: "alter table orders add column tax int",
    sql: "select * from orders",
    says: "compatible",
  },
  {
    name: "SELECT * with a column less",
    base: orders,
    change: "alter table orders drop column note",
    sql: "select * from orders",
    says: "unknown",
  },
  {
    name: "UNION of two stars",
    base: "create table a (x int); create table b (x int)",
    change: "alter table a add column y int",
    sql: "select * from a union select * from b",
    says: "breaking",
  },
  {
    name: "INSERT from a star",
    base: "create table a (x int); create table b (x int)",
    change: "alter table a add column y int",
    sql: "insert into b select * from a",
    rows: "insert into a values (1)",
    says: "breaking",
  },
  {
    name: "INSERT without a list, a column less",
    base: "create table a (x int, y text)",
    change: "alter table a drop column y",
    sql: "insert into a values ($1, $2)",
    params: "1, 'x'",
    says: "breaking",
  },
  {
    name: "INSERT without a list, another order",
    base: "create table a (x int, y text)",
    change: "alter table a drop column x; alter table a add column x int",
    sql: "insert into a values ($1, $2)",
    params: "1, 'x'",
    says: "unknown",
  },
  {
    name: "INSERT that omits a new required column",
    base: orders,
    change:
      "alter table orders add column tax int not null default 0; alter table orders alter column tax drop default",
    sql: insert,
    params: "1, 2",
    says: "breaking",
  },
  {
    name: "INSERT that omits a required column with a default",
    base: orders,
    change: "alter table orders add column tax int not null default 0",
    sql: insert,
    params: "1, 2",
    says: "compatible",
  },
  {
    name: "INSERT that omits a serial column",
    base: orders,
    change: "alter table orders add column nr serial",
    sql: insert,
    params: "1, 2",
    says: "compatible",
  },
  {
    name: "INSERT that omits what is required now",
    base: orders,
    change: "update orders set note = ''; alter table orders alter column note set not null",
    sql: insert,
    params: "1, 2",
    says: "breaking",
  },
  {
    name: "INSERT that omits what a trigger fills",
    base: orders,
    change:
      "create function f() returns trigger language plpgsql as $$ begin new.note := 'x'; return new; end $$; create trigger t before insert on orders for each row execute function f(); alter table orders alter column note set not null",
    sql: insert,
    params: "1, 2",
    says: "unknown",
  },
  {
    name: "INSERT of NULL into what is required now",
    base: orders,
    change: "alter table orders alter column note set not null",
    sql: "insert into orders (id, total, note) values ($1, $2, null)",
    params: "1, 2",
    says: "breaking",
  },
  {
    name: "INSERT of a parameter into what is required now",
    base: orders,
    change: "alter table orders alter column note set not null",
    sql: "insert into orders (id, total, note) values ($1, $2, $3)",
    params: "1, 2, null",
    says: "unknown",
  },
  {
    name: "a value for a column that is generated now",
    base: orders,
    change:
      "alter table orders drop column note; alter table orders add column note text generated always as ('x') stored",
    sql: "insert into orders (id, total, note) values ($1, $2, $3)",
    params: "1, 2, 'x'",
    says: "breaking",
  },
  {
    name: "a value for an identity column",
    base: "create table a (id int, x int)",
    change:
      "alter table a alter column id set not null; alter table a alter column id add generated always as identity",
    sql: "insert into a (id, x) values ($1, $2)",
    params: "1, 2",
    says: "breaking",
  },
  {
    name: "a new check",
    base: orders,
    change: "alter table orders add check (total > 10)",
    sql: insert,
    params: "1, 2",
    says: "unknown",
  },
  {
    name: "a new check NOT VALID",
    base: orders,
    change: "alter table orders add check (total > 10) not valid",
    sql: insert,
    params: "1, 2",
    says: "unknown",
  },
  {
    name: "UPDATE of another column, check NOT VALID",
    base: orders,
    change: "alter table orders add check (total > 10) not valid",
    sql: "update orders set note = $1",
    params: "'x'",
    rows: "insert into orders (id, total) values (1, 2)",
    says: "unknown",
  },
  {
    name: "UPDATE of another column, check valid",
    base: orders,
    change: "alter table orders add check (total > 1)",
    sql: "update orders set note = $1",
    params: "'x'",
    rows: "insert into orders (id, total) values (1, 2)",
    says: "compatible",
  },
  {
    name: "a new check of a column that is left out",
    base: orders,
    change: "alter table orders add column kind text check (kind in ('a', 'b'))",
    sql: insert,
    params: "1, 2",
    says: "compatible",
  },
  {
    name: "a new check that asks for what is left out",
    base: orders,
    change: "alter table orders add column kind text check (kind is not null)",
    sql: insert,
    params: "1, 2",
    says: "unknown",
  },
  {
    name: "a check with a default inside it",
    base: orders,
    change: "alter table orders add column kind text default 'a' check (kind in ('a', 'b'))",
    sql: insert,
    params: "1, 2",
    says: "compatible",
  },
  {
    name: "a new foreign key",
    base: orders,
    change: "alter table orders add foreign key (user_id) references users (id)",
    sql: "insert into orders (id, total, user_id) values ($1, $2, $3)",
    params: "1, 2, 3",
    says: "unknown",
  },
  {
    name: "a new foreign key on what is left out",
    base: orders,
    change: "alter table orders add foreign key (user_id) references users (id)",
    sql: insert,
    params: "1, 2",
    says: "compatible",
  },
  {
    name: "DELETE of rows that others refer to now",
    base: orders,
    change: "alter table orders add foreign key (user_id) references users (id)",
    sql: "delete from users",
    rows: "insert into users values (3, 'x'); insert into orders (id, total, user_id) values (1, 2, 3)",
    says: "unknown",
  },
  {
    name: "a new unique index",
    base: orders,
    change: "create unique index on orders (note)",
    sql: "insert into orders (id, total, note) values ($1, $2, $3)",
    params: "2, 2, 'x'",
    rows: "insert into orders (id, total, note) values (1, 2, 'x')",
    says: "unknown",
  },
  {
    name: "a new unique index on what is left out",
    base: orders,
    change: "create unique index on orders (note)",
    sql: insert,
    params: "2, 2",
    rows: "insert into orders (id, total) values (1, 2)",
    says: "compatible",
  },
  {
    name: "a wider unique index beside the old one",
    base: orders,
    change: "create unique index on orders (id, total)",
    sql: insert,
    params: "1, 2",
    says: "compatible",
  },
  {
    name: "a type that does not fit",
    base: orders,
    change: "alter table orders alter column note type int using null",
    sql: "insert into orders (id, total, note) values ($1, $2, 'x')",
    params: "1, 2",
    says: "unknown",
  },
  {
    name: "a comparison with another type",
    base: orders,
    change: "alter table orders alter column note type int using null",
    sql: "select id from orders where note = 'x'",
    says: "unknown",
  },
  {
    name: "longer text",
    base: orders,
    change: "alter table orders alter column code type varchar(50)",
    sql: "insert into orders (id, total, code) values ($1, $2, $3)",
    params: "1, 2, 'abc'",
    says: "compatible",
  },
  {
    name: "shorter text",
    base: orders,
    change: "alter table orders alter column code type varchar(2)",
    sql: "insert into orders (id, total, code) values ($1, $2, $3)",
    params: "1, 2, 'abc'",
    says: "unknown",
  },
  {
    name: "longer text, held as a prepared statement",
    base: orders,
    change: "alter table orders alter column code type varchar(50)",
    sql: "select code from orders",
    prepared: true,
    says: "unknown",
  },
  {
    name: "SELECT * held as a prepared statement",
    base: orders,
    change: "alter table orders add column tax int",
    sql: "select * from orders",
    prepared: true,
    says: "unknown",
  },
  {
    name: "named columns held as a prepared statement",
    base: orders,
    change: "alter table orders add column tax int",
    sql: "select id, total from orders",
    prepared: true,
    says: "compatible",
  },
  {
    name: "ON CONFLICT without an index",
    base: orders,
    change: "create unique index on orders (note)",
    sql: "insert into orders (id, total, note) values ($1, 1, 'x') on conflict (note) do nothing",
    params: "1",
    newer: true,
    says: "breaking",
  },
  {
    name: "ON CONFLICT on what the index has too little of",
    base: `${orders} create unique index one on orders (note);`,
    change: "drop index one; create unique index on orders (note, code)",
    sql: "insert into orders (id, total, note) values ($1, 1, 'x') on conflict (note) do update set note = excluded.note",
    params: "1",
    says: "breaking",
  },
  {
    name: "ON CONFLICT on the primary key",
    base: orders,
    change: "alter table orders add column tax int",
    sql: "insert into orders (id, total) values ($1, 1) on conflict (id) do update set total = excluded.total returning id",
    params: "1",
    says: "compatible",
  },
  {
    name: "ON CONFLICT with a condition that fits",
    base: `${orders} create unique index on orders (note) where code is null;`,
    change: "alter table orders add column tax int",
    sql: "insert into orders (id, total, note) values ($1, 1, 'x') on conflict (note) where code is null do nothing",
    params: "1",
    says: "compatible",
  },
  {
    name: "ON CONFLICT with a partial index only",
    base: `${orders} create unique index one on orders (note);`,
    change: "drop index one; create unique index on orders (note) where code is null",
    sql: "insert into orders (id, total, note) values ($1, 1, 'x') on conflict (note) do nothing",
    params: "1",
    says: "breaking",
  },
  {
    name: "ON CONFLICT ON CONSTRAINT",
    base: `${orders} alter table orders add constraint one unique (note);`,
    change: "alter table orders drop constraint one; create unique index one on orders (note)",
    sql: "insert into orders (id, total, note) values ($1, 1, 'x') on conflict on constraint one do nothing",
    params: "1",
    says: "breaking",
  },
  {
    name: "a renamed enum value, compared",
    base: orders,
    change: "alter type mood rename value 'ok' to 'fine'",
    sql: "select id from orders where mood = 'ok'",
    says: "breaking",
  },
  {
    name: "a renamed enum value, written",
    base: orders,
    change: "alter type mood rename value 'ok' to 'fine'",
    sql: "insert into orders (id, total, mood) values ($1, 1, 'ok')",
    params: "1",
    says: "breaking",
  },
  {
    name: "a renamed enum value, in a list",
    base: orders,
    change: "alter type mood rename value 'ok' to 'fine'",
    sql: "select id from orders where mood in ('sad', 'ok')",
    says: "breaking",
  },
  {
    name: "a renamed enum value, in ANY of a text",
    base: orders,
    change: "alter type mood rename value 'ok' to 'fine'",
    sql: "select id from orders where mood = any('{sad,ok}')",
    says: "breaking",
  },
  {
    name: "a renamed enum value, cast",
    base: orders,
    change: "alter type mood rename value 'ok' to 'fine'",
    sql: "select 'ok'::mood",
    says: "breaking",
  },
  {
    name: "a renamed enum value, as a parameter",
    base: orders,
    change: "alter type mood rename value 'ok' to 'fine'",
    sql: "update orders set mood = $1",
    params: "'ok'",
    says: "unknown",
  },
  {
    name: "a renamed enum value, in COALESCE",
    base: orders,
    change: "alter type mood rename value 'ok' to 'fine'",
    sql: "select coalesce(mood, 'ok') from orders",
    says: "unknown",
  },
  {
    name: "another enum value, compared",
    base: orders,
    change: "alter type mood rename value 'ok' to 'fine'",
    sql: "select id from orders where mood = 'sad'",
    says: "compatible",
  },
  {
    name: "an enum value that is new",
    base: orders,
    change: "alter type mood add value 'great'",
    sql: "insert into orders (id, total, mood) values ($1, 1, 'great')",
    params: "1",
    newer: true,
    says: "breaking",
  },
  {
    name: "a reader of an enum that grew",
    base: orders,
    change: "alter type mood add value 'great'",
    sql: "select mood from orders",
    says: "unknown",
  },
  {
    name: "a dropped type",
    base: orders,
    change: "alter table orders alter column mood type text; drop type mood",
    sql: "select 'ok'::mood",
    says: "breaking",
  },
  {
    name: "a reader of what may be NULL now",
    base: orders,
    change: "alter table orders alter column total drop not null",
    sql: "select total from orders",
    says: "unknown",
  },
  {
    name: "a dropped function",
    base: `${orders} create function twice(int) returns int language sql as 'select $1 * 2';`,
    change: "drop function twice(int)",
    sql: "select twice(total) from orders",
    says: "breaking",
  },
  {
    name: "a function with other arguments",
    base: `${orders} create function twice(int) returns int language sql as 'select $1 * 2';`,
    change:
      "drop function twice(int); create function twice(int, int) returns int language sql as 'select $1 * $2'",
    sql: "select twice(total) from orders",
    says: "unknown",
  },
  {
    name: "a dropped view",
    base: `${orders} create view big as select id, total from orders where total > 100;`,
    change: "drop view big",
    sql: "select id from big",
    says: "breaking",
  },
  {
    name: "a view that goes with its column",
    base: `${orders} create view big as select id, note from orders;`,
    change: "alter table orders drop column note cascade",
    sql: "select id from big",
    says: "breaking",
  },
  {
    name: "a view that keeps its column's name",
    base: `${orders} create view big as select id, note from orders;`,
    change: "alter table orders rename column note to remark",
    sql: "select note from big",
    says: "compatible",
  },
  {
    name: "GROUP BY without its primary key",
    base: orders,
    change: "alter table orders drop constraint orders_pkey",
    sql: "select id, total, count(*) from orders group by id",
    says: "unknown",
  },
  {
    name: "a column that a DO block drops",
    base: orders,
    change: "do $$ begin execute 'alter table orders drop column note'; end $$",
    sql: "select note from orders",
    says: "unknown",
  },
  {
    name: "a column that a DO block adds",
    base: orders,
    change: "do $$ begin if true then alter table orders add column tax int; end if; end $$",
    sql: "select tax from orders",
    newer: true,
    says: "unknown",
  },
  {
    name: "a table that moved to another schema",
    base: orders,
    change: "create schema shop; alter table orders set schema shop",
    sql: "select id from orders",
    says: "unknown",
  },
  {
    name: "a dropped sequence",
    base: `${orders} create sequence nr;`,
    change: "drop sequence nr",
    sql: "select nextval('nr')",
    says: "breaking",
  },
  {
    name: "a trigger that refuses",
    base: orders,
    change:
      "create function no() returns trigger language plpgsql as $$ begin raise 'no'; end $$; create trigger no before insert on orders for each row execute function no()",
    sql: insert,
    params: "1, 2",
    says: "unknown",
  },
  {
    name: "NATURAL JOIN with a column more",
    base: "create table a (id int, x int); create table b (id int, y int)",
    change: "alter table a add column y text",
    sql: "select id from a natural join b",
    says: "unknown",
  },
  {
    name: "MERGE into a column that is gone",
    base: orders,
    change: "alter table orders drop column note",
    sql: "merge into orders o using users u on u.id = o.user_id when matched then update set note = u.email",
    says: "breaking",
  },
  {
    name: "USING a column that is gone",
    base: "create table a (id int, k int); create table b (id int, k int)",
    change: "alter table b drop column k",
    sql: "select a.id from a join b using (k)",
    says: "breaking",
  },
  {
    name: "RETURNING a column that is gone",
    base: orders,
    change: "alter table orders drop column note",
    sql: "delete from orders returning note",
    says: "breaking",
  },
  {
    name: "a partition that is gone",
    base: "create table p (n int) partition by range (n); create table p1 partition of p for values from (1) to (9)",
    change: "drop table p1",
    sql: "insert into p (n) values ($1)",
    params: "2",
    says: "unknown",
  },
  {
    name: "a trigger whose function refuses now",
    base: `${orders} create function f() returns trigger language plpgsql as $$ begin return new; end $$; create trigger t before insert on orders for each row execute function f();`,
    change: "create or replace function f() returns trigger language plpgsql as $$ begin raise 'no'; end $$",
    sql: insert,
    params: "1, 2",
    says: "unknown",
  },
  {
    name: "a name that GROUP BY takes from a new column",
    base: orders,
    change: "alter table orders add column word text",
    sql: "select lower(note) as word, count(*) from orders group by word",
    says: "unknown",
  },
  {
    name: "a check NOT ENFORCED",
    base: orders,
    change: "alter table orders add check (total > 10) not enforced",
    sql: insert,
    params: "1, 2",
    says: "compatible",
  },
  {
    name: "a deferrable constraint for ON CONFLICT",
    base: `${orders} alter table orders add constraint one unique (note);`,
    change:
      "alter table orders drop constraint one; alter table orders add constraint one unique (note) deferrable",
    sql: "insert into orders (id, total, note) values ($1, 1, 'x') on conflict (note) do nothing",
    params: "1",
    says: "breaking",
  },
  {
    name: "a domain that got stricter",
    base: "create domain d as int; create table t (n d)",
    change: "alter domain d add check (value > 10)",
    sql: "insert into t (n) values ($1)",
    params: "1",
    says: "unknown",
  },
  {
    name: "a view with another meaning and type",
    base: `${orders} create view v as select id, total * 2 as n from orders;`,
    change: "drop view v; create view v as select id, note as n from orders",
    sql: "select id from v where n > 1",
    says: "unknown",
  },
  {
    name: "writing through a view to what is required now",
    base: `${orders} create view v as select id, total from orders;`,
    change: "alter table orders alter note set not null",
    sql: "insert into v (id, total) values ($1, $2)",
    params: "1, 2",
    says: "unknown",
  },
  {
    name: "an enum rebuilt under the same name",
    base: orders,
    change:
      "alter type mood rename to old; create type mood as enum ('sad', 'fine'); alter table orders alter mood type mood using null; drop type old",
    sql: "update orders set mood = 'ok'",
    says: "breaking",
  },
  {
    name: "COPY of a column that is gone",
    base: orders,
    change: "alter table orders drop note",
    sql: "with o as (select note from orders) insert into users (email) select note from o",
    says: "breaking",
  },
  {
    name: "a unique key that NULLs do not pass",
    base: orders,
    change: "create unique index on orders (note) nulls not distinct",
    sql: insert,
    params: "2, 2",
    rows: "insert into orders (id, total) values (1, 2)",
    says: "unknown",
  },
  {
    name: "a unique key with a constant default",
    base: orders,
    change: "alter table orders add column k text default 'a' unique",
    sql: insert,
    params: "2, 2",
    says: "unknown",
  },
  {
    name: "a foreign key with a default",
    base: `${orders} insert into users values (1);`,
    change: "alter table orders add column u int default 1 references users (id)",
    sql: insert,
    params: "2, 2",
    says: "unknown",
  },
  {
    name: "a column that an INSERT takes by its star",
    base: "create table a (x int, y int); create table b (x int, y int)",
    change: "alter table b drop column y",
    sql: "insert into a select * from b",
    says: "unknown",
  },
  {
    name: "a set operation over columns that changed their type",
    base: "create table a (x int); create table b (x int)",
    change: "alter table b alter x type text using x::text",
    sql: "select x from a union select x from b",
    says: "unknown",
  },
  {
    name: "a star in a set operation over a type that changed",
    base: "create table a (x int); create table b (x int)",
    change: "alter table b alter x type text using x::text",
    sql: "select * from a union select * from b",
    says: "unknown",
  },
];

let db: PGlite;
beforeAll(async () => {
  db = await PGlite.create();
});
beforeEach(async () => {
  await db.exec(
    "deallocate all; drop schema if exists shop cascade; drop schema public cascade; create schema public",
  );
});
afterAll(() => db.close());

/** The message of the first step that PostgreSQL refuses, undefined if it does it all. */
async function refusal({
  base,
  change,
  sql,
  params,
  newer,
  rows,
  prepared,
}: Case): Promise<string | undefined> {
  await db.exec(`${base}; ${rows ?? ""}`);
  const prepare = `prepare q as ${sql}`;
  const execute = `execute q${params === undefined ? "" : `(${params})`}`;
  if (prepared) await db.exec(`${prepare}; ${execute}`);
  if (!newer) await db.exec(change);
  try {
    if (!prepared) await db.exec(prepare);
    await db.exec(execute);
  } catch (error) {
    return String(error);
  }
  return undefined;
}

test.each(cases)("$name: $says", async (each) => {
  const { base, change, sql, newer, prepared, says } = each;
  const [before, after] = [[base], [base, change]];
  const found = meeting(
    { sql, prepared: prepared ?? false },
    { meets: newer ? before : after, built: newer ? after : before },
  ).filter(({ outcome }) => outcome !== "notice");
  const outcome = found.some((one) => one.outcome === "breaking")
    ? "breaking"
    : found.length > 0
      ? "unknown"
      : "compatible";
  const refused = await refusal(each);
  expect({ outcome, found: outcome === says ? [] : found }).toEqual({ outcome: says, found: [] });
  if (refused !== undefined) expect(outcome, refused).not.toBe("compatible");
  if (outcome === "breaking") expect(refused, "it is called breaking, but PostgreSQL runs it").toBeDefined();
});

const shop = `create table users (id int primary key, email text unique, "Name" text, tags text[], data jsonb, born date);
create table orders (id serial primary key, user_id int references users, total numeric(10, 2) not null, mood mood, at timestamptz default now(), note text);
create table lines (order_id int, nr int, sku text not null, primary key (order_id, nr));
create view big as select o.id, o.total, u.email from orders o join users u on u.id = o.user_id;
create materialized view sums as select user_id, sum(total) as total, count(*) from orders group by user_id;
create function twice(n numeric) returns numeric language sql as 'select $1 * 2';
create table events (id bigint generated always as identity, kind text, at date) partition by range (at);
create table events_1 partition of events for values from ('2020-01-01') to ('2021-01-01');`;

/** Queries that PostgreSQL prepares: none may be called breaking, however it is written. */
const sound: readonly string[] = [
  `select u."Name", u.email e, count(*) filter (where o.total > 1) from users u left join orders o on o.user_id = u.id group by u.id order by e`,
  "select * from users u, lateral (select * from orders o where o.user_id = u.id limit 1) last where last.total > $1",
  "with recursive r(n) as (select 1 union all select n + 1 from r where n < 5) select n from r",
  "with recursive tree as (select id, user_id from orders where id = 1 union select o.id, o.user_id from orders o join tree t on t.id = o.user_id) select * from tree",
  "with gone as (delete from lines where order_id = $1 returning *) insert into lines select order_id + 1, nr, sku from gone",
  "with a as (select id from users), b as (select id from a) select b.id from b join a using (id)",
  "select id, total, rank() over w from orders window w as (partition by user_id order by at)",
  "select total, sum(total) over (partition by user_id) s from orders order by s desc nulls last limit $1 offset $2",
  "select distinct on (user_id) user_id, id from orders order by user_id, at desc",
  "select user_id, mood, count(*) from orders group by grouping sets ((user_id), (mood), ())",
  "select (data -> 'a' ->> 'b')::int, data #>> '{a,b}', data ? 'k' from users where data @> '{}'::jsonb",
  "select tag, n from users, unnest(tags) with ordinality as t(tag, n)",
  "select t.tag from users u cross join lateral unnest(u.tags) as t(tag)",
  "select x.a, x.b from jsonb_to_recordset($1::jsonb) as x(a int, b text)",
  "select value ->> 'a' from users, jsonb_array_elements(data) where value is not null",
  "select g from generate_series(1, 3) g",
  "select g.n from generate_series(1, 3) as g(n)",
  "select generate_series from generate_series(1, 3)",
  "select key, value from users u, jsonb_each(u.data)",
  "select u from users u",
  "select row_to_json(u) from users u",
  "select (u).email from users u",
  "select count(u.*) from users u",
  "select array(select id from orders where user_id = users.id) from users",
  "select exists(select 1 from orders), (select max(total) from orders)",
  "select case mood when 'ok' then 1 else 2 end from orders",
  "select coalesce(mood, 'ok'::mood), mood::text || 'x' from orders where mood::text like 'o%'",
  "select id from orders where mood = any($1::mood[]) or mood = any('{ok,sad}') or mood in ('ok')",
  "select id from orders where (user_id, mood) = (1, 'ok')",
  "select id from users where id in (select user_id from orders) union select 3 order by id",
  "select id as x from users union all select id from orders order by x limit 1",
  "(select id from users limit 1) union (select id from orders limit 1)",
  "values (1, 'a'), (2, 'b')",
  "select column1 from (values (1), (2)) v",
  "select v.a from (values (1, 2)) as v(a, b)",
  "select * from users natural join (select id as id from orders) o",
  "select id, j.total from (users join orders using (id)) j",
  "select j.* from (orders o join lines l on l.order_id = o.id) j(a, b)",
  "select ctid, xmin, tableoid::regclass from orders",
  "select twice(total), public.twice(1) from public.orders",
  "select total from big where email = 'x'",
  "select total, count from sums",
  "select relname from pg_class join pg_namespace n on n.oid = relnamespace",
  "select table_name from information_schema.tables",
  "select current_date, current_user, now() at time zone 'utc', extract(year from at), at + interval '1 day' from orders",
  "select id from orders where at between $1 and $2 and note is distinct from 'x' for update of orders skip locked",
  "select id from orders o for no key update of o nowait",
  "insert into orders (user_id, total) values ($1, $2), ($3, default) on conflict (id) do nothing",
  "insert into orders as o (user_id, total) values (1, 2) on conflict (id) do update set total = o.total + excluded.total where o.note is null returning o.id, (xmax = 0) as inserted",
  "insert into users values ($1, $2)",
  "insert into users (id, email) select id + 1000, null from users on conflict (email) do update set (email, tags) = (excluded.email, excluded.tags)",
  "insert into users (id, email) values (1, 'x') on conflict on constraint users_pkey do nothing returning *",
  "insert into lines (order_id, nr, sku) values (1, 1, 'x') on conflict (nr, order_id) do nothing",
  "insert into events (kind, at) values ('x', '2020-05-05') returning id",
  "insert into events overriding system value values (7, 'x', '2020-05-05')",
  "insert into users (tags[1], id) values ('x', 2)",
  "update orders o set total = l.nr, note = (select email from users where id = o.user_id) from lines l where l.order_id = o.id returning o.*, l.sku",
  "update orders set (total, note) = (select nr, sku from lines where order_id = orders.id limit 1)",
  "update orders set total = default where false",
  "update users set tags[1] = 'x', data = jsonb_set(data, '{a}', '1')",
  "delete from orders using users where users.id = user_id and users.email = $1 returning orders.id, email",
  "merge into lines l using (select id from orders) o on l.order_id = o.id when matched and l.nr = 1 then delete when matched then update set sku = 'x' when not matched then insert (order_id, nr, sku) values (o.id, 1, 'y')",
  "select id from orders where note ilike '%x%' escape '!' and total::text ~ '^1'",
  "select least(1, total), greatest(id, 2), nullif(note, ''), not (total > 1 or mood is null) from orders",
  "select array_agg(id order by at desc) filter (where note is not null), string_agg(distinct note, ',') from orders",
  "select percentile_cont(0.5) within group (order by total) from orders",
  "select a.id from orders a join orders b on a.id = b.user_id where a.total > all (select total from orders where id = b.id)",
  "select * from orders tablesample system (10)",
  "select users.id, public.users.email from public.users",
  "select id from only orders",
  "table users",
  "select xmlelement(name a, note), json_build_object('a', id), json_object('k': id) from orders",
  "select * from json_table('[1]'::jsonb, '$[*]' columns (a int path '$')) jt",
  "select a, b from rows from (generate_series(1, 2), generate_series(1, 3)) as t(a, b)",
  "select sum(total) s from orders having sum(total) > 1 order by sum(total)",
  "select email as total from users order by total",
  "select user_id u, count(*) from orders group by u",
  "truncate lines",
  "select id from orders where id = any(array[1, 2]) order by 1",
  "select e.* from events_1 e where e.kind = $1",
  "select nextval('orders_id_seq'), currval('orders_id_seq')",
];

test.each(sound)("PostgreSQL prepares it, so it is not called breaking: %s", async (sql) => {
  await db.exec(`create type mood as enum ('sad', 'ok'); ${shop}`);
  const migrations = [`create type mood as enum ('sad', 'ok'); ${shop}`];
  if (!sql.startsWith("truncate")) await db.exec(`prepare q as ${sql}`);
  const alone = meeting(sql, { meets: migrations });
  expect(alone.filter(({ outcome, place }) => outcome === "breaking" || place.pointer !== "")).toEqual([]);
  expect(meeting(sql, { meets: migrations, built: migrations })).toEqual([]);
});
