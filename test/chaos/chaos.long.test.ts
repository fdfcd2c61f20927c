import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { freshDatabase, hasPostgres, whyNoPostgres } from "../support/postgres.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { campaign, type Ended } from "./campaign.ts";
import { expectBlows, expectOrder } from "./judged.ts";

test("three replicas, 50 releases, 120 blows, both kinds in each kind of deed", async (context) => {
  requireOrSkip(context, await hasPostgres(), whyNoPostgres);
  const database = await freshDatabase();
  try {
    const env = { DATABASE_URL: database.url };
    const ended = await campaign({
      env,
      replicas: 3,
      releases: 50,
      blows: 120,
      dice: Math.random,
      leaseMs: 1_000,
      limitMs: 900_000,
    });
    tell(ended);
    expectOrder(ended);
    expectBlows(ended, 100);
  } finally {
    await database.drop();
  }
});

test("one process on its own folder, 20 releases, 60 blows", async () => {
  const folder = await mkdtemp(join(tmpdir(), "crossfade-chaos-"));
  try {
    const env = { FOLDER: folder };
    const ended = await campaign({
      env,
      replicas: 1,
      releases: 20,
      blows: 60,
      dice: Math.random,
      leaseMs: 1_000,
      limitMs: 900_000,
    });
    tell(ended);
    expectOrder(ended);
  } finally {
    await rm(folder, { recursive: true });
  }
});

function tell({ blows, target, releases }: Ended): void {
  const all = [...blows].map(([blow, count]) => `${blow} ${count}`).join(", ");
  console.log(`${releases.length} releases; ${all}; refused as stale: ${target.refusedStale.length}`);
}
