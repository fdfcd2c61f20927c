import { sqlContracts } from "@crossfade/contracts";
import { expect, test } from "vitest";
import { meeting } from "../../../../test/support/sql-story.ts";

/** Changes that no name in the query gives away. PostgreSQL refuses the query after each of the first list. */
interface Case {
  readonly name: string;
  readonly base: string;
  readonly change: string;
  readonly sql: string;
}

const told: readonly Case[] = [
  {
    name: "a trigger's function names a column of its row that is dropped",
    base: "create table t (id int primary key, email text, note text, n int);create function f() returns trigger language plpgsql as $$ begin new.email := lower(new.email); return new; end $$; create trigger tr before insert on t for each row execute function f();",
    change: "alter table t drop column email",
    sql: "insert into t (id, note) values (1,'x')",
  },
  {
    name: "a trigger's function writes a table that is dropped",
    base: "create table t (id int primary key, email text, note text, n int);create table log(id int); create function f() returns trigger language plpgsql as $$ begin insert into log values (new.id); return new; end $$; create trigger tr before insert on t for each row execute function f();",
    change: "drop table log",
    sql: "insert into t (id, note) values (1,'x')",
  },
  {
    name: "a function that is called reads a column that is dropped",
    base: "create table t (id int primary key, email text, note text, n int);create function g(int) returns text language sql as $$ select email from t where id=$1 $$;",
    change: "alter table t drop column email",
    sql: "select g(1)",
  },
  {
    name: "a function gives back rows of a table that loses a column",
    base: "create table t (id int primary key, email text, note text, n int);create function g() returns setof t language sql as $$ select * from t $$;",
    change: "alter table t drop column note",
    sql: "select note from g()",
  },
  {
    name: "a check calls a function that is replaced",
    base: "create function ok(int) returns bool language sql as $$ select true $$; create table t(n int check (ok(n)));",
    change: "create or replace function ok(int) returns bool language sql as $$ select $1>0 $$",
    sql: "insert into t(n) values (-1)",
  },
  {
    name: "a default calls a function that is altered",
    base: "create function g(int) returns int language sql as $$ select coalesce($1,1) $$; create table t(n int not null default g(null))",
    change: "alter function g(int) strict",
    sql: "insert into t values (default)",
  },
  {
    name: "REVOKE on all tables of a schema",
    base: "create table t (id int primary key, email text, note text, n int);create role app; grant select on t to app; grant usage on schema public to app;",
    change: "revoke select on all tables in schema public from app",
    sql: "select id from t",
  },
  {
    name: "REVOKE of USAGE on a schema",
    base: "create schema s; create table s.t(id int); create role app; grant usage on schema s to app; grant select on s.t to app;",
    change: "revoke usage on schema s from app",
    sql: "select id from s.t",
  },
  {
    name: "REVOKE of a function",
    base: "create function g(int) returns int language sql as $$ select $1 $$; create role app;",
    change: "revoke execute on function g(int) from public",
    sql: "select g(1)",
  },
  {
    name: "REVOKE of a sequence",
    base: "create sequence s; create role app; grant usage on sequence s to app;",
    change: "revoke all on sequence s from app",
    sql: "select nextval('s')",
  },
  {
    name: "another owner",
    base: "create table t (id int primary key, email text, note text, n int);create role app; alter table t owner to app",
    change: "alter table t owner to postgres",
    sql: "select id from t",
  },
  {
    name: "DROP SEQUENCE CASCADE takes a default with it",
    base: "create sequence s; create table t(id int primary key default nextval('s'), note text);",
    change: "drop sequence s cascade",
    sql: "insert into t(note) values ('a')",
  },
  {
    name: "DROP FUNCTION CASCADE takes a default with it",
    base: "create function g() returns int language sql as $$ select 1 $$; create table t(id int not null default g(), note text);",
    change: "drop function g() cascade",
    sql: "insert into t(note) values ('a')",
  },
  {
    name: "DROP COLUMN CASCADE takes what is generated from it",
    base: "create table t(a int, g int generated always as (a+1) stored)",
    change: "alter table t drop column a cascade",
    sql: "select g from t",
  },
  {
    name: "the domain of an array's elements is tightened",
    base: "create domain d as text; create table t(id int, e d[]);",
    change: "alter domain d add check (value ~ '@') not valid",
    sql: "insert into t(id,e) values (1,'{x}')",
  },
  {
    name: "the domain below a domain is tightened",
    base: "create domain d as text; create domain e as d; create table t(id int, e e);",
    change: "alter domain d add check (value ~ '@') not valid",
    sql: "insert into t(id,e) values (1,'x')",
  },
  {
    name: "the domain in a composite type is tightened",
    base: "create domain d as text; create type c as (a d); create table t(id int, e c);",
    change: "alter domain d add check (value ~ '@') not valid",
    sql: "insert into t(id,e) values (1,row('x'))",
  },
  {
    name: "an attribute of a composite type is renamed",
    base: "create type c as (street text); create table t(id int, a c);",
    change: "alter type c rename attribute street to road",
    sql: "select (a).street from t",
  },
  {
    name: "the domain of a column that is left out takes no NULL any more",
    base: "create domain d as text; create table t(id int, e d);",
    change: "alter domain d set not null",
    sql: "insert into t(id) values (1)",
  },
  {
    name: "a new column is of a domain that takes no NULL",
    base: "create domain d as text not null; create table t(id int);",
    change: "alter table t add column e d",
    sql: "insert into t(id) values (1)",
  },
  {
    name: "the domain of a column that is left out has no default any more",
    base: "create domain d as text not null default 'x'; create table t(id int, e d);",
    change: "alter domain d drop default",
    sql: "insert into t(id) values (1)",
  },
  {
    name: "an operator is dropped",
    base: "create function eqq(int,int) returns bool language sql as $$ select $1=$2 $$; create operator === (function=eqq, leftarg=int, rightarg=int); create table t(id int);",
    change: "drop operator === (int,int)",
    sql: "select id from t where id === 1",
  },
  {
    name: "a text search configuration is dropped",
    base: "create text search configuration fr (copy = simple); create table t(id int, b text);",
    change: "drop text search configuration fr",
    sql: "select to_tsvector('fr', b) from t",
  },
  {
    name: "a cast is dropped",
    base: "create type c as (a int); create function c2i(c) returns int language sql as $$ select $1.a $$; create cast (c as int) with function c2i(c); create table t(a c);",
    change: "drop cast (c as int)",
    sql: "select a::int from t",
  },
  {
    name: "a collation is dropped",
    base: 'create collation k from "C"; create table t(b text);',
    change: "drop collation k",
    sql: "select b from t order by b collate k",
  },
  {
    name: "the trigger by which a view is written is dropped",
    base: "create table t (id int primary key, email text, note text, n int);create view v as select distinct id, note from t; create function f() returns trigger language plpgsql as $$ begin insert into t(id,note) values(new.id,new.note); return new; end $$; create trigger tr instead of insert on v for each row execute function f();",
    change: "drop trigger tr on v",
    sql: "insert into v(id,note) values (1,'x')",
  },
  {
    name: "a view gets a check option",
    base: "create table t (id int primary key, email text, note text, n int);create view v as select id, n from t where n > 0",
    change: "create or replace view v as select id, n from t where n > 0 with check option",
    sql: "insert into v values (1,-1)",
  },
  {
    name: "a view runs with the rights of its reader",
    base: "create table t (id int primary key, email text, note text, n int);create role app; create view v as select id, n from t where n > 0; grant select on v to app",
    change: "alter view v set (security_invoker=true)",
    sql: "select id from v",
  },
  {
    name: "the policy that let rows through is dropped",
    base: "create role app; create table t(id int); grant all on t to app; alter table t enable row level security; create policy p on t using (true);",
    change: "drop policy p on t",
    sql: "insert into t(id) values(1)",
  },
  {
    name: "a partition takes other rows",
    base: "create table t(id int, n int) partition by range(n); create table p partition of t for values from (0) to (100);",
    change:
      "alter table t detach partition p; alter table t attach partition p for values from (200) to (300)",
    sql: "insert into t(id,n) values (1,50)",
  },
  {
    name: "a partition gets a check of its own",
    base: "create table t(id int, n int) partition by range(n); create table p partition of t for values from (0) to (100);",
    change: "alter table p add check (id > 5)",
    sql: "insert into t(id,n) values (1,50)",
  },
  {
    name: "a partition takes no NULL",
    base: "create table t(id int, n int) partition by range(n); create table p partition of t for values from (0) to (100);",
    change: "alter table p alter column id set not null",
    sql: "insert into t(id,n) values (null,50)",
  },
  {
    name: "an heir gets a check of its own",
    base: "create table t(id int, n int); create table p () inherits (t); insert into p values (1,1);",
    change: "alter table p add check (n < 5)",
    sql: "update t set n = 10",
  },
  {
    name: "a unique constraint is not deferrable any more",
    base: "create table t(id int, n int, constraint u unique(n) deferrable initially deferred); insert into t values (1,1),(2,2);",
    change: "alter table t drop constraint u; alter table t add constraint u unique(n)",
    sql: "update t set n = 3-n",
  },
  {
    name: "a foreign key is not deferrable any more",
    base: "create table p(id int primary key); create table t(id int, p int, constraint f foreign key(p) references p deferrable initially deferred);",
    change: "alter table t alter constraint f not deferrable",
    sql: "insert into t(id,p) values(1,1)",
  },
  {
    name: "a whole row loses a column",
    base: "create table t (id int primary key, email text, note text, n int);",
    change: "alter table t drop column note",
    sql: "select row_to_json(t) from t",
  },
  {
    name: "the type of a table's rows loses a column",
    base: "create table t (id int primary key, email text, note text, n int);",
    change: "alter table t drop column note",
    sql: "select note from jsonb_populate_record(null::t, '{}')",
  },
  {
    name: "a role gets another search path",
    base: "create table t (id int primary key, email text, note text, n int);create schema s; create role app",
    change: "alter role app set search_path = s",
    sql: "select id from t",
  },
  {
    name: "a block that may drop the table, and a query that names no column",
    base: "create table t (id int primary key, email text, note text, n int);",
    change: "do $$ begin execute 'drop ' || 'table t'; end $$",
    sql: "select count(*) from t",
  },
  {
    name: "a value of an enum that a function takes is renamed",
    base: "create type m as enum('a','b'); create table t(id int); create function g(m) returns int language sql as $$ select 1 $$;",
    change: "alter type m rename value 'a' to 'z'",
    sql: "select g('a') from t",
  },
];

const fits: readonly Case[] = [
  {
    name: "a trigger's function does not name the column that is dropped",
    base: "create table t (id int primary key, email text, note text, n int);create table log(id int);create function f() returns trigger language plpgsql as $$ begin\n new.note := lower(new.note); insert into log values (new.id);\nreturn new; end $$; create trigger tr before insert on t for each row execute function f();",
    change: "alter table t drop column email",
    sql: "insert into t(id,note) values(1,'X')",
  },
  {
    name: "a table that a trigger writes gets a column that may be NULL",
    base: "create table t (id int primary key, email text, note text, n int);create table log(id int);create function f() returns trigger language plpgsql as $$ begin\n new.note := lower(new.note); insert into log values (new.id);\nreturn new; end $$; create trigger tr before insert on t for each row execute function f();",
    change: "alter table log add column z int",
    sql: "insert into t(id,note) values(1,'X')",
  },
  {
    name: "REVOKE of CREATE on a schema",
    base: "create table t (id int primary key, email text, note text, n int);",
    change: "revoke create on schema public from public",
    sql: "select id from t",
  },
  {
    name: "a new partition",
    base: "create table t(id int, n int) partition by range(n); create table p partition of t for values from (0) to (100);",
    change: "create table p2 partition of t for values from (100) to (200)",
    sql: "insert into t(id,n) values (1,50)",
  },
  {
    name: "a foreign key becomes deferrable",
    base: "create table t (id int primary key, email text, note text, n int);create table p(id int primary key, t int references t);",
    change: "alter table p alter constraint p_t_fkey deferrable initially deferred",
    sql: "insert into p(id) values(1)",
  },
  {
    name: "an heir that left its parent keeps its columns",
    base: "create table a(id int, q int); create table b(z int) inherits (a)",
    change: "alter table b no inherit a; alter table a drop column q",
    sql: "select q from b",
  },
];

const outcomes = ({ base, change, sql }: Case) =>
  meeting(sql, { meets: [base, change], built: [base] }).map(({ outcome }) => outcome);

test.each(told)("is not called compatible: $name", (each) => {
  expect(outcomes(each).some((outcome) => outcome === "breaking" || outcome === "unknown")).toBe(true);
});

test.each(fits)("is no false alarm: $name", (each) => {
  expect(outcomes(each)).toEqual([]);
});

test("line ends and a byte order mark are no edit of a migration", () => {
  const text = "create table t (\n  id int\n);\n";
  expect(digest(`\uFEFF${text.replaceAll("\n", "\r\n")}`)).toBe(digest(text));
  expect(digest(text.replace("int", "bigint"))).not.toBe(digest(text));
});

function digest(text: string): string {
  const documents = { read: () => text, list: () => ["m/0001_m.sql"] };
  const reading = sqlContracts.read("m", documents, "receiver");
  return reading.kind === "contract" ? reading.digestText : "";
}
