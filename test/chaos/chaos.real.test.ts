import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freshDatabase, hasPostgres, whyNoPostgres } from "../support/postgres.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { campaign } from "./campaign.ts";
import { expectOrder } from "./judged.ts";

test("three replicas on PostgreSQL, killed and put to sleep, bring every release home", async (context) => {
  requireOrSkip(context, await hasPostgres(), whyNoPostgres);
  const database = await freshDatabase();
  try {
    const env = { DATABASE_URL: database.url };
    const ended = await campaign({
      env,
      replicas: 3,
      releases: 4,
      blows: 12,
      dice: Math.random,
      leaseMs: 700,
      limitMs: 45_000,
    });
    expectOrder(ended);
    expect([...ended.blows.values()].reduce((sum, each) => sum + each, 0)).toBe(12);
  } finally {
    await database.drop();
  }
});

test("one process on its own folder, killed again and again, brings every release home", async () => {
  const folder = await mkdtemp(join(tmpdir(), "crossfade-chaos-"));
  try {
    const env = { FOLDER: folder };
    const ended = await campaign({
      env,
      replicas: 1,
      releases: 2,
      blows: 2,
      dice: Math.random,
      leaseMs: 700,
      limitMs: 45_000,
    });
    expectOrder(ended);
  } finally {
    await rm(folder, { recursive: true });
  }
});
