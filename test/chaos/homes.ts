import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { freshDatabase, hasPostgres, whyNoPostgres } from "../support/postgres.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { type Campaign, campaign, type Ended } from "./campaign.ts";

type Size = Pick<Campaign, "releases" | "blows" | "leaseMs" | "limitMs">;

/** Three replicas on a database of their own. */
export async function onServer(context: TestContext, size: Size): Promise<Ended> {
  requireOrSkip(context, await hasPostgres(), whyNoPostgres);
  const database = await freshDatabase();
  try {
    return await campaign({ ...size, env: { DATABASE_URL: database.url }, replicas: 3, dice: Math.random });
  } finally {
    await database.drop();
  }
}

/** One process on a folder of its own. */
export async function inFolder(size: Size): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), "crossfade-chaos-"));
  try {
    return await campaign({ ...size, env: { FOLDER: folder }, replicas: 1, dice: Math.random });
  } finally {
    await rm(folder, { recursive: true });
  }
}
