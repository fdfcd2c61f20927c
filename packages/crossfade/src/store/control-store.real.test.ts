import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { controlStoreContract } from "../../../../test/ports/control-store-contract.ts";
import { freshDatabase, hasPostgres, whyNoPostgres } from "../../../../test/support/postgres.ts";
import { requireOrSkip } from "../../../../test/support/require-or-skip.ts";
import { openEmbeddedStore } from "./embedded-database.ts";
import { openServerStore } from "./server-database.ts";

const hasServer = await hasPostgres();

describe.runIf(hasServer)("on a PostgreSQL server", async () => {
  const database = hasServer ? await freshDatabase() : undefined;
  afterAll(() => database?.drop());
  controlStoreContract("PostgreSQL", { open: () => openServerStore(database?.url ?? ""), replicas: true });
});

test("PostgreSQL was there", (context) => {
  requireOrSkip(context, hasServer, whyNoPostgres);
});

test("a server that does not answer is named without its password", async () => {
  const opening = openServerStore("postgres://postgres:secret@127.0.0.1:1/postgres");
  await expect(opening).rejects.toMatchObject({ code: "CF_DATABASE_UNREACHABLE" });
  await expect(opening).rejects.not.toMatchObject({ message: expect.stringContaining("secret") });
});

describe("embedded", async () => {
  const folder = await mkdtemp(join(tmpdir(), "crossfade-store-"));
  afterAll(() => rm(folder, { recursive: true }));
  controlStoreContract("a folder", { open: () => openEmbeddedStore(join(folder, "one")), replicas: false });

  test("a folder is used by one process at a time, and by the next when that is gone", async () => {
    const path = join(folder, "two");
    const first = await openEmbeddedStore(path);
    await expect(openEmbeddedStore(path)).rejects.toMatchObject({ code: "CF_STORE_LOCKED" });
    await first.close();
    const second = await openEmbeddedStore(path);
    await second.close();
  });
});
