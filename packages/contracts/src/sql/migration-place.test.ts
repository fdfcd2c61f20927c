import { expect, test } from "vitest";
import { meeting } from "../../../../test/support/sql-story.ts";

const orders = "create table users (id int);\ncreate table orders (\n  id int,\n  note text\n);";

/** "0002_m.sql:1 alter table …" of the first finding. */
function place(query: string, meets: readonly string[], built: readonly string[]): string {
  const [found] = meeting(query, { meets, built });
  const { document = "", line = 0, text = "" } = found?.other ?? {};
  return `${document}:${line} ${text}`;
}

test("what is gone is placed at the statement that took it", () => {
  const later = [
    orders,
    "-- no longer used\nalter table orders drop column note;",
    "alter table users add email text",
  ];
  expect(place("select note from orders", later, [orders])).toBe(
    "m/0002_m.sql:2 alter table orders drop column note",
  );
});

test("what never was is placed where its table was made", () => {
  expect(place("select id, tax from orders", [orders], [orders, "alter table orders add tax int"])).toMatch(
    /^m\/0001_m\.sql:2 create table orders/,
  );
});

test("rows that a migration writes say nothing of the schema", () => {
  const later = [orders, "alter table orders drop column note;", "insert into orders (id) select 1 as note"];
  expect(place("select note from orders", later, [orders])).toBe(
    "m/0002_m.sql:1 alter table orders drop column note",
  );
});

test("what no statement names is placed at the migrations as a whole", () => {
  expect(place("select nothing_of_it from elsewhere", ["select 1"], ["create table users (id int)"])).toBe(
    "m:0 ",
  );
});
