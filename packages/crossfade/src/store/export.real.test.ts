import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { releaseSpecOf } from "../../../../test/ports/release-store-contract.ts";
import { freshDatabase, hasPostgres, whyNoPostgres } from "../../../../test/support/postgres.ts";
import { requireOrSkip } from "../../../../test/support/require-or-skip.ts";
import { openEmbeddedStore } from "./embedded-database.ts";
import { openServerStore } from "./server-database.ts";
import type { DurableStore } from "./sql-control-store.ts";

const hasServer = await hasPostgres();
let root: string;
let full: DurableStore;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "crossfade-export-"));
  full = await openEmbeddedStore(join(root, "full"));
  await fill(full);
});
afterAll(async () => {
  await full.close();
  await rm(root, { recursive: true });
});

/** Something of everything. */
async function fill(store: DurableStore): Promise<void> {
  await store.create(releaseSpecOf("one"), {
    system: {
      id: "shop",
      components: [],
      links: [],
      groups: [],
      clearings: [],
      cutOffs: [],
      accepted: [],
      promised: [],
    },
    verdicts: [],
    report: "the report",
  });
  const events = [
    { kind: "start-asked", atMs: 0 },
    { kind: "held", why: "a 'quoted' \"word\" \\ and\nmore" },
  ] as const;
  await store.append({ release: "one", expectedSeq: 0, actor: "ada", events });
  await store.claim("somebody", 60_000);
  await store.record("production", "ci", [
    { kind: "deployed", component: "api", label: "1", endpoints: ["http://a:1"] },
    { kind: "started", component: "api", label: "1" },
  ]);
  for (const label of ["1", "2"])
    await store.publish({
      component: "api",
      label,
      contents: label,
      builtAgainst: { web: "1" },
      by: "ci",
      files: { "crossfade.yaml": "system: shop\n", "ü.json": '{ "a": "\u0000𝕏" }', "empty.json": "" },
    });
  const grants = [{ role: "admin" }] as const;
  await store.addToken({ id: "t", person: "ada", hash: "h", grants, createdMs: 1, by: "setup" });
  await store.keepEvidence("gate", { at: 0.1 });
  await store.enqueue([{ id: "m", endpoint: "chat", body: "{}" }]);
}

async function linesOf(store: DurableStore): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of store.exported()) lines.push(line);
  return lines;
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

/** All that can be read of it. */
async function readings(store: DurableStore) {
  const [version] = await store.versions("api");
  return {
    release: await store.read("one"),
    releases: await store.list(),
    basis: await store.basis("one"),
    journal: await store.journal("one"),
    facts: await store.facts("production"),
    versions: await store.versions(),
    snapshot: await store.snapshot(version?.snapshot ?? ""),
    token: await store.tokenByHash("h"),
    evidence: await store.evidence("gate"),
    deliveries: await store.deliveries(),
  };
}

/** It reads the same, can be exported to the very same lines, and goes on where the other stood. */
async function expectCarriedOver(store: DurableStore): Promise<void> {
  const lines = await linesOf(full);
  expect(await store.imported(each(lines))).toBe(lines.length - 2);
  expect(await readings(store)).toEqual(await readings(full));
  const withoutHolder = lines.map((line) => line.replace(/"lease_by":"somebody","lease_until":"[^"]*"/, "*"));
  const again = (await linesOf(store)).map((line) => line.replace('"lease_by":null,"lease_until":null', "*"));
  expect(sorted(again)).toEqual(sorted(withoutHolder));
  expect(await store.claim("another", 1_000)).toMatchObject({ release: "one", fence: 2 });
  expect(await store.due(1, 1_000)).toMatchObject([{ id: "m" }]);
  const next = { component: "api", label: "3", contents: "3", builtAgainst: {}, by: "ci", files: {} };
  await store.publish(next);
  expect((await store.versions("api")).map(({ label }) => label)).toEqual(["3", "2", "1"]);
  const [fact] = await store.record("production", "ci", [{ kind: "ended", component: "api", label: "1" }]);
  expect(fact).toMatchObject({ seq: 3 });
}

/** Servers sort texts by their own rules. */
function sorted(lines: readonly string[]): readonly string[] {
  return [...lines].sort();
}

describe.runIf(hasServer)("to a server", async () => {
  const database = hasServer ? await freshDatabase() : undefined;
  afterAll(() => database?.drop());
  test("an embedded store is carried over to a server, whole", async () => {
    const store = await openServerStore(database?.url ?? "");
    await expectCarriedOver(store);
    await store.close();
  });
});

test("PostgreSQL was there", (context) => {
  requireOrSkip(context, hasServer, whyNoPostgres);
});

test("an embedded store is carried over to another folder, whole", async () => {
  const store = await openEmbeddedStore(join(root, "other"));
  await expectCarriedOver(store);
  await store.close();
});

describe("what cannot be imported leaves nothing behind", () => {
  let empty: DurableStore;
  beforeAll(async () => {
    empty = await openEmbeddedStore(join(root, "empty"));
  });
  afterAll(() => empty.close());

  const damaged: readonly [string, (lines: readonly string[]) => readonly string[], string][] = [
    ["half a file", (lines) => lines.slice(0, -1), "its end is missing"],
    ["a line that is missing", (lines) => lines.filter((_, at) => at !== lines.length - 2), "rows, and says"],
    [
      "a line that is cut",
      (lines) => lines.map((line, at) => (at === 2 ? line.slice(0, 9) : line)),
      "line 3",
    ],
    ["another schema", (lines) => ['{"exportSchema":99}', ...lines.slice(1)], "schema 99"],
    ["no export", () => ["system: shop"], "line 1 is not JSON"],
    ["nothing", () => [], "its end is missing"],
    ["a table of a newer build", (lines) => lines.toSpliced(1, 0, '{"table":"x","row":{}}'), "line 2"],
    [
      "a document that was changed",
      (lines) => lines.map((line) => line.replace('"\\\\x73', '"\\\\x74')),
      "not what its digest says",
    ],
    [
      "a column that is none",
      (lines) =>
        lines.map((line) => line.replace('"row":{"name"', '"row":{"x\\"; drop table release; --":1,"name"')),
      "up to line",
    ],
    ["what comes after the end", (lines) => [...lines, "{}"], "after its end"],
  ];
  test.each(damaged)("%s", async (_, damage, why) => {
    const lines = damage(await linesOf(full));
    await expect(empty.imported(each(lines))).rejects.toMatchObject({
      code: "CF_EXPORT_UNREADABLE",
      message: expect.stringContaining(why),
    });
    expect(await linesOf(empty)).toHaveLength(2);
  });

  test("a store in which something is stays as it is", async () => {
    const lines = await linesOf(full);
    await expect(full.imported(each(lines))).rejects.toMatchObject({ code: "CF_STORE_NOT_EMPTY" });
    expect(await linesOf(full)).toEqual(lines);
  });
});
