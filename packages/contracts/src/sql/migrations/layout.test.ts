import { migrationsOf, sqlContracts } from "@crossfade/contracts";
import { expect, test } from "vitest";
import { complaints } from "../../../../../test/support/contract-story.ts";
import { documentsOf } from "../../../../../test/support/sql-story.ts";

const order = (files: Readonly<Record<string, string>>, path = "m") => {
  const reading = sqlContracts.read(path, documentsOf(files), "receiver");
  if (reading.kind === "problems") throw new Error(JSON.stringify(reading.problems));
  return migrationsOf(reading.contract).map(({ name }) => name);
};
const at = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [`m/${name}`, "select 1"]));

test.each<readonly [tool: string, files: readonly string[], order: readonly string[]]>([
  ["plain", ["10_c.sql", "2_b.sql", "001_a.sql", "README.md"], ["001_a", "2_b", "10_c"]],
  [
    "golang-migrate and sqlx",
    ["10_j.up.sql", "2_b.up.sql", "2_b.down.sql", "1_a.up.sql", "1_a.down.sql", "3_c.sql"],
    ["1_a", "2_b", "3_c", "10_j"],
  ],
  [
    "Flyway",
    ["R__view.sql", "V1.10__c.sql", "V1.9__b.sql", "V1__a.sql", "U1__a.sql", "B1__base.sql"],
    ["V1__a", "V1.9__b", "V1.10__c", "R__view"],
  ],
  ["Prisma", ["2_b/migration.sql", "1_a/migration.sql", "migration_lock.toml"], ["1_a", "2_b"]],
  ["Diesel", ["2_b/up.sql", "2_b/down.sql", "1_a/up.sql"], ["1_a", "2_b"]],
  ["one file", ["schema.sql"], ["schema"]],
])("%s", (_tool, files, expected) => {
  expect(order(at(...files))).toEqual(expected);
});

test("Drizzle's journal gives the order, and what it does not list is not applied", () => {
  const journal = {
    entries: [
      { idx: 1, tag: "0001_b" },
      { idx: 0, tag: "0000_z" },
    ],
  };
  const files = {
    ...at("0000_z.sql", "0001_b.sql", "0002_x.sql"),
    "m/meta/_journal.json": JSON.stringify(journal),
  };
  expect(order(files)).toEqual(["0000_z", "0001_b"]);
  expect(
    complaints(
      sqlContracts,
      { ...files, "m/meta/_journal.json": '{"entries":[{"idx":0,"tag":"gone"}]}' },
      "m",
    ),
  ).toEqual(["m/meta/_journal.json lists gone, but there is no such file"]);
});

test("a file without a number among numbered ones has no place", () => {
  expect(complaints(sqlContracts, at("1_a.sql", "seed.sql"), "m")[0]).toContain(
    "seed.sql has no number in front",
  );
});

test("migrations that are programs cannot be read, and that is said", () => {
  expect(complaints(sqlContracts, at("20240101_a.ts"), "m")[0]).toContain("can only be seen by running it");
  expect(complaints(sqlContracts, at("migrate.py"), "m")[0]).toContain("is a program");
  expect(complaints(sqlContracts, {}, "m")[0]).toContain("there is no such file");
});

test.each([
  ["dbmate", "-- migrate:up\ncreate table a (id int);\n-- migrate:down\ndrop table a;"],
  ["goose", "-- +goose Up\ncreate table a (id int);\n-- +goose Down\ndrop table a;"],
  ["sql-migrate", "-- +migrate Down\ndrop table a;\n-- +migrate Up\ncreate table a (id int);"],
  ["pg_dump", "\\restrict x\ncreate table a (id int);\nCOPY a (id) FROM stdin;\n1\n\\.\n\\unrestrict x\n"],
])("of a file of %s only the way up counts", (_tool, text) => {
  const reading = sqlContracts.read("m", documentsOf({ "m/1.sql": text }), "receiver");
  expect(reading.kind === "contract" && sqlContracts.summary(reading.contract)).toEqual({
    operations: 1,
    text: "1 table",
  });
});
