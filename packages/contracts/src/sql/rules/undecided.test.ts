import { expect, test } from "vitest";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { meeting } from "../../../../../test/support/sql-story.ts";
import { rule } from "./undecided.ts";

const orders = `create table users (id int primary key, email text);
  create type mood as enum ('sad', 'ok');
  create table orders (id int primary key, user_id int, total int not null, note text, mood mood);`;
const told = (sql: Parameters<typeof meeting>[0], meets: string[], built?: string[]) =>
  outcomes(meeting(sql, { meets, ...(built ? { built } : {}) }), rule.id);

test("a query that cannot be parsed is unknown, with PostgreSQL's own complaint", () => {
  const found = meeting("select from where", { meets: [orders], built: [orders] });
  expect(found).toMatchObject([
    { ruleId: rule.id, outcome: "unknown", why: expect.stringContaining("syntax error") },
  ]);
});

test("a statement of a kind that is not followed is unknown", () => {
  expect(told("do $$ begin null; end $$", [orders], [orders])).toEqual(["unknown"]);
});

test("without the schema that it was built against, one thing is unknown for all queries together", () => {
  const found = meeting(["select id from orders", "select note from orders"], { meets: [orders] });
  expect(found).toMatchObject([
    { ruleId: rule.id, outcome: "unknown", decides: expect.stringContaining("migrations") },
  ]);
});

test("a DO block with conditions leaves the tables that it names unknown, and no others", () => {
  const block = "do $$ begin if random() > 0 then alter table orders drop column note; end if; end $$";
  expect(told("select id from orders", [orders, block], [orders])).toEqual(["unknown"]);
  expect(told("select id from users", [orders, block], [orders])).toEqual([]);
  expect(told("select id from orders", [orders, block], [orders, block])).toEqual([]);
});

test("a block that builds its statements is told once", () => {
  const block = "do $$ begin execute 'drop table ' || 'x'; end $$";
  const found = meeting(["select id from orders", "select id from users"], {
    meets: [orders, block],
    built: [orders],
  });
  expect(found).toMatchObject([{ ruleId: rule.id, outcome: "unknown", place: { side: "receiver" } }]);
});

test("a version that cannot work where it was built proves nothing", () => {
  expect(told("select tax from orders", [orders, "alter table orders add tax int"], [orders])).toEqual([
    "unknown",
  ]);
});

test("NATURAL JOIN takes whatever columns are there", () => {
  const sql = "select id from orders natural join users";
  expect(told(sql, [orders, "alter table users add note text"], [orders])).toEqual(["unknown"]);
});

test("a view of which not all columns are known is unknown", () => {
  const view = "create view v as select * from elsewhere";
  expect(told("select id from v", [orders, view], [orders])).toContain("unknown");
});
