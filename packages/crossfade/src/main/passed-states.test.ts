import type { NewVersion, Plan } from "@crossfade/core";
import { beforeAll, expect, test } from "vitest";
import { requireConfig } from "../config/parse-config.ts";
import { createFakeControlStore } from "../store/fake-control-store.ts";
import { passedStates } from "./passed-states.ts";
import { startSqlParser } from "./sql-parser.ts";

beforeAll(startSqlParser);

const text =
  "system: shop\ncomponents: { db: { kind: schema, engine: postgres, migrations: db/migrations/ }, api: { kind: service } }\nlinks: [{ from: api, to: db, sql: api/sql.json }]\n";
const config = requireConfig(text, { file: "crossfade.yaml", nowMs: 0 });
const paths = ["db/migrations/0001-a.sql", "db/migrations/0002-b.sql", "db/migrations/0003-c.sql"];
const files = {
  "crossfade.yaml": text,
  ".crossfade/paths.json": JSON.stringify(paths),
  ...Object.fromEntries(paths.map((path, index) => [path, `CREATE TABLE t${index} (id integer);`])),
};
const target: NewVersion = { component: "db", label: "2", contents: "x", builtAgainst: {}, by: "ci", files };
const plan = (...labels: readonly string[]) =>
  ({
    to: { db: "2" },
    steps: labels.map((version) => ({ id: `start db@${version}`, kind: "start", component: "db", version })),
  }) as unknown as Plan;

async function statesOf(...labels: readonly string[]) {
  const store = createFakeControlStore(() => 0);
  await store.publish(target);
  return passedStates(store, plan(...labels), config);
}

test("a state between migrations is the version that comes, without the later migrations", async () => {
  const [state, second] = await statesOf("0001-a", "2");
  expect(second).toBeUndefined();
  expect(state).toMatchObject({ component: "db", label: "0001-a" });
  expect(Object.keys(state?.files ?? {}).filter((path) => path.endsWith(".sql"))).toEqual([paths[0]]);
  expect(JSON.parse(state?.files[".crossfade/paths.json"] ?? "")).toEqual([paths[0]]);
});

test("a state is the same one whatever comes after it, and another one if what it has differs", async () => {
  const [one] = await statesOf("0002-b");
  const store = createFakeControlStore(() => 0);
  await store.publish({ ...target, files: { ...files, "db/migrations/0003-c.sql": "SELECT 1;" } });
  const [same] = await passedStates(store, plan("0002-b"), config);
  expect(same?.contents).toBe(one?.contents);
  const other = createFakeControlStore(() => 0);
  await other.publish({ ...target, files: { ...files, "db/migrations/0001-a.sql": "SELECT 1;" } });
  const [changed] = await passedStates(other, plan("0002-b"), config);
  expect(changed?.contents).not.toBe(one?.contents);
});

test("two migrations of one name are told apart by their place", async () => {
  const [state] = await statesOf("0002-b+2");
  expect(state?.label).toBe("0002-b+2");
});
