import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { createPgConfig } from "@electric-sql/pglite/node-postgres";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { lockFolder } from "./folder-lock.ts";
import { migrate } from "./migrations.ts";
import { type DurableStore, sqlControlStore } from "./sql-control-store.ts";
import type { Tables } from "./tables.ts";
import { guardedPool } from "./transaction.ts";
import type { WakeChannel } from "./wake-channel.ts";

/** 128 MB by default, for hundreds of connections; this one has one. */
const startParams = [...PGlite.defaultStartParams, "-c", "shared_buffers=16MB", "-c", "max_connections=5"];

export interface EmbeddedOptions {
  /** A fresh cluster, packed: opening it takes half a second, making one takes several. */
  readonly template?: string;
}

/**
 * A store in this process, in a folder of its own. One process at a time: CF_STORE_LOCKED. What it acknowledged survives the
 * death of the process, not that of the machine: it never waits for the disk.
 */
export async function openEmbeddedStore(
  folder: string,
  options: EmbeddedOptions = {},
): Promise<DurableStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(folder);
  try {
    const data = join(folder, "pgdata");
    if (!existsSync(join(data, "PG_VERSION"))) await begin(data, options.template);
    const pglite = await PGlite.create({ dataDir: data, startParams });
    const pool = new pg.Pool(createPgConfig(pglite));
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: guardedPool(pool) }) });
    await migrate(db);
    return sqlControlStore(db, new EmbeddedWakeChannel(pglite, unlock));
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Made beside and renamed, so that a start that is killed leaves nothing half-made where it is looked for. */
async function begin(data: string, template: string | undefined): Promise<void> {
  const fresh = `${data}.tmp-${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await rm(data, { recursive: true, force: true });
  const loadDataDir =
    template !== undefined && existsSync(template)
      ? { loadDataDir: new Blob([await readFile(template)]) }
      : {};
  const pglite = await PGlite.create({ dataDir: fresh, startParams, ...loadDataDir });
  await pglite.close();
  await rename(fresh, data);
}

/** Who writes and who listens are the same process. */
class EmbeddedWakeChannel implements WakeChannel {
  readonly #pglite: PGlite;
  readonly #unlock: () => Promise<void>;
  readonly #listeners = new Set<() => void>();

  constructor(pglite: PGlite, unlock: () => Promise<void>) {
    this.#pglite = pglite;
    this.#unlock = unlock;
  }

  async tell(): Promise<void> {
    for (const wake of this.#listeners) wake();
  }

  async listen(_: string, wake: () => void): Promise<() => Promise<void>> {
    this.#listeners.add(wake);
    return async () => void this.#listeners.delete(wake);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#pglite.close();
    await this.#unlock();
  }
}
