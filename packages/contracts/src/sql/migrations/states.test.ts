import { hazardsOf, migrationsOf, schemaAfter, sqlContracts } from "@crossfade/contracts";
import { expect, test } from "vitest";
import { meeting, schema } from "../../../../../test/support/sql-story.ts";

const all = ["create table a (x int)", "alter table a add y int", "alter table a drop x"] as const;

test("the schema after so many migrations is what these make, and nothing of the later ones", () => {
  const { contract } = schemaAfter(schema(...all), 2);
  expect(migrationsOf(contract).map(({ name, path }) => `${name} ${path}`)).toEqual([
    "0001_m m/0001_m.sql",
    "0002_m m/0002_m.sql",
  ]);
  expect(hazardsOf(contract, 2)).toEqual([]);
  expect(hazardsOf(schema(...all), 2).map(({ effect }) => effect)).toEqual(["destroys"]);
  expect(sqlContracts.summary(contract)).toEqual({ operations: 1, text: "1 table" });
});

test("the digest depends on the texts of the applied migrations alone", () => {
  const digest = (texts: readonly string[], count: number) => schemaAfter(schema(...texts), count).digestText;
  expect(digest(all, 2)).toBe(digest(all.slice(0, 2), 2));
  expect(digest(all, 2)).not.toBe(digest(all, 3));
  expect(digest(all, 2)).not.toBe(digest([all[0], "alter table a add z int"], 2));
});

test("a search path that a migration sets ends with it, and queries use public", () => {
  const meets = [
    "create schema shop; set search_path to shop; create table a (x int)",
    "create table b (x int)",
  ];
  expect(meeting("select x from b", { meets, built: meets })).toEqual([]);
  expect(meeting("select x from shop.a", { meets, built: meets })).toEqual([]);
  expect(meeting("select x from a", { meets, built: meets })).toMatchObject([
    { ruleId: "sql/table-missing", outcome: "unknown" },
  ]);
});

test("queries are no schema, and a schema has no queries", () => {
  expect(() => sqlContracts.compare(schema(...all), schema(...all), sqlContracts.defaults)).toThrow(
    TypeError,
  );
});
