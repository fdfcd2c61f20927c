import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { program } from "../support/program.ts";
import { tree } from "../support/tree.ts";

/** N36. Expand and contract; what is hard to reverse is said before it is applied; cleanup is a release of its own. */

const columns = { old: "email", new: "contact" } as const;

/** A shop whose api names one column, and whose database has these migrations. */
function shop(version: string, column: string, migrations: Readonly<Record<string, string>>) {
  const contract = {
    sqlContract: 1,
    queries: [{ name: "person", sql: `SELECT id, ${column} FROM person WHERE id = $1` }],
  };
  return tree({
    "crossfade.yaml": `system: shop
components: { db: { kind: schema, migrations: db/migrations }, api: { kind: service } }
links:
  - { from: api, to: db, sql: api/sql-contract.json }
`,
    "api/package.json": JSON.stringify({ name: "api", version }),
    "db/package.json": JSON.stringify({ name: "db", version }),
    "api/sql-contract.json": JSON.stringify(contract),
    "db/migrations/001_person.sql": `CREATE TABLE person (id int PRIMARY KEY, ${columns.old} text);`,
    ...Object.fromEntries(Object.entries(migrations).map(([name, sql]) => [`db/migrations/${name}`, sql])),
  });
}

const before = () => shop("1.0.0", columns.old, {});
const expand = { "002_add_contact.sql": "ALTER TABLE person ADD COLUMN contact text;" };
const contract = { "003_drop_email.sql": "ALTER TABLE person DROP COLUMN email;" };

function crossfade(verb: readonly string[], from: string, to: string) {
  const [node = "", ...rest] = program();
  const run = spawnSync(node, [...rest, ...verb, "--from-dir", from, "--to-dir", to], { encoding: "utf8" });
  return { status: run.status, text: run.stdout.replace(/\s+/g, " ") };
}

function planOf(from: string, to: string) {
  const { status, text } = crossfade(["plan", "--json"], from, to);
  const { planning, schemas } = JSON.parse(text) as {
    planning: {
      kind: string;
      plan: { pointOfNoReturn: string[]; endOfFreeWayBack: string[] };
      stages: { transitions: { component: string; to: string }[] }[];
    };
    schemas: { pauses: string[]; hazards: { effect: string; statement: string; instead: string }[] }[];
  };
  const stages =
    planning.kind === "impossible"
      ? []
      : planning.stages.map(({ transitions }) =>
          transitions.map(({ component, to: label }) => `${component} ${label}`).join(", "),
        );
  return { status, kind: planning.kind, plan: planning.plan, stages, schemas };
}

test("what expands and what contracts go out apart, with the code in between", () => {
  const { kind, stages, plan } = planOf(before(), shop("2.0.0", columns.new, { ...expand, ...contract }));
  expect(kind).toBe("proven");
  expect(stages).toEqual(["db 002_add_contact", "api 2.0.0", "db 2.0.0"]);
  expect(plan.pointOfNoReturn).toEqual(["start db@2.0.0"]);
});

test("a migration that is easy to apply and hard to reverse is said before it is applied", () => {
  const { status, text } = crossfade(
    ["check"],
    before(),
    shop("2.0.0", columns.new, { ...expand, ...contract }),
  );
  expect(status).toBe(1);
  expect(text).toContain("destroys db/migrations/003_drop_email.sql:1 ALTER TABLE person DROP COLUMN email");
  expect(text).toContain("point of no return, db 2.0.0 starts");
  expect(text).toMatch(/Instead: Release a version that no longer names the column/);
});

test("without the cleanup there is a free way back at every stage; the cleanup is a release of its own", () => {
  const middle = shop("2.0.0", columns.new, expand);
  const first = planOf(before(), middle);
  expect([first.stages, first.plan.endOfFreeWayBack]).toEqual([["db 2.0.0", "api 2.0.0"], []]);
  const cleanup = planOf(middle, shop("2.1.0", columns.new, { ...expand, ...contract }));
  expect([cleanup.kind, cleanup.stages.join("; ")]).toEqual(["proven", expect.stringContaining("db 2.1.0")]);
  expect(cleanup.schemas[0]?.hazards.map((each) => each.effect)).toContain("destroys");
});

test("a rename in one migration suits neither the old code nor the new: no order exists, and a way out is named", () => {
  const rename = { "002_rename.sql": "ALTER TABLE person RENAME COLUMN email TO contact;" };
  const to = shop("2.0.0", columns.new, rename);
  expect(planOf(before(), to)).toMatchObject({ status: 1, kind: "impossible" });
  expect(crossfade(["plan"], before(), to).text).toContain("bridge db");
});

test("a migration that ran already and was edited makes the new schema unknown, never safe", () => {
  const edited = shop("2.0.0", "id", {});
  const from = tree({
    "crossfade.yaml":
      "system: shop\ncomponents: { db: { kind: schema, migrations: db/migrations }, api: { kind: service } }\nlinks:\n  - { from: api, to: db, sql: api/sql-contract.json }\n",
    "api/package.json": JSON.stringify({ name: "api", version: "1.0.0" }),
    "db/package.json": JSON.stringify({ name: "db", version: "1.0.0" }),
    "api/sql-contract.json": JSON.stringify({
      sqlContract: 1,
      queries: [{ name: "a", sql: "SELECT id FROM person" }],
    }),
    [join("db/migrations", "001_person.sql")]: "CREATE TABLE person (id bigint PRIMARY KEY);",
  });
  const { status, text } = crossfade(["check"], from, edited);
  expect(status).toBe(3);
  expect(text).toContain("the migrations of 1.0.0 are not the first ones of 2.0.0: one of them was edited");
});
