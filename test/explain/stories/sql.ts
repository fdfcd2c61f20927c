/** A query of a version, the migrations it was built against, and one that came after it. */
export interface SqlStory {
  readonly query: string;
  readonly before?: string;
  readonly after: string;
}

export const tables = `create table users (id int primary key, email text);
create type mood as enum ('sad', 'ok');
create table orders (
  id int primary key,
  user_id int,
  total int not null,
  note text,
  mood mood
);`;

const insert = "insert into orders (id, total, note) values ($1, $2, $3)";

export const sqlStories: Readonly<Record<string, SqlStory>> = {
  "sql/column-ambiguous": {
    query: "select total from orders join users on users.id = user_id",
    after: "alter table users add total int",
  },
  "sql/column-generated": {
    query: insert,
    after: "alter table orders drop note;\nalter table orders add note text generated always as ('x') stored",
  },
  "sql/column-missing": { query: "select note from orders", after: "alter table orders drop column note" },
  "sql/columns-by-position": {
    query: "insert into orders values (1, 2, 3, 'x', 'ok')",
    after: "alter table orders drop note",
  },
  "sql/conflict-target-missing": {
    query: `${insert} on conflict (note) do nothing`,
    before: "create unique index one on orders (note)",
    after: "drop index one",
  },
  "sql/constraint-new": { query: insert, after: "alter table orders add check (total > 1)" },
  "sql/default-changed": {
    query: "insert into orders (id, total) values (1, 2)",
    before: "alter table orders alter note set default 'x'",
    after: "alter table orders alter note set default 'y'",
  },
  "sql/enum-value-new": { query: "select mood from orders", after: "alter type mood add value 'great'" },
  "sql/enum-value-removed": {
    query: "select id from orders where mood = 'ok'",
    after: "alter type mood rename value 'ok' to 'fine'",
  },
  "sql/function-missing": {
    query: "select twice(total) from orders",
    before: "create function twice(int) returns int language sql as 'select $1 * 2'",
    after: "drop function twice(int)",
  },
  "sql/insert-incomplete": {
    query: "insert into orders (id, total) values ($1, $2)",
    after: "alter table orders alter note set not null",
  },
  "sql/key-gone": {
    query: "select id, total, count(*) from orders group by id",
    after: "alter table orders drop constraint orders_pkey",
  },
  "sql/null-new": {
    query: "select total from orders",
    after: "alter table orders alter total drop not null",
  },
  "sql/star-changed": { query: "select * from orders", after: "alter table orders add tax int" },
  "sql/table-missing": { query: "select id from orders", after: "drop table orders" },
  "sql/type-changed": {
    query: "select total from orders",
    after: "alter table orders alter total type text",
  },
  "sql/type-missing": {
    query: "select $1::mood",
    after: "alter table orders alter mood type text;\ndrop type mood",
  },
  "sql/undecided": {
    query: "select id from orders",
    after: "do $$ begin execute 'alter table orders add x int'; end $$",
  },
};
