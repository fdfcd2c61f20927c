import { CrossfadeError } from "@crossfade/core";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { migrate } from "./migrations.ts";
import { type DurableStore, sqlControlStore } from "./sql-control-store.ts";
import type { Tables } from "./tables.ts";
import { guardedPool } from "./transaction.ts";
import type { WakeChannel } from "./wake-channel.ts";

const connectTimeoutMs = 5_000;
const statementTimeoutMs = 15_000;
const maxConnections = 10;
const oldestVersion = 150_000;
const identifier = /^[a-z_]+$/;

/** A store on a PostgreSQL server, 15 or newer. CF_DATABASE_UNREACHABLE, CF_DATABASE_TOO_OLD. The URL is never shown. */
export async function openServerStore(url: string): Promise<DurableStore> {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    application_name: "crossfade",
  });
  // An idle connection that breaks is replaced at its next use.
  pool.on("error", () => {});
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: guardedPool(pool) }) });
  try {
    await refuseOldServer(pool);
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error instanceof CrossfadeError ? error : unreachable(error);
  }
  return sqlControlStore(db, new ServerWakeChannel(url, pool));
}

async function refuseOldServer(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ version: number; name: string }>(
    "select current_setting('server_version_num')::int as version, current_setting('server_version') as name",
  );
  const [{ version, name } = { version: 0, name: "unknown" }] = rows;
  if (version < oldestVersion) throw new CrossfadeError("CF_DATABASE_TOO_OLD", { version: name });
}

function unreachable(cause: unknown): CrossfadeError {
  const { code, message } = cause as { code?: string; message?: string };
  return new CrossfadeError("CF_DATABASE_UNREACHABLE", { why: code ?? message ?? "unknown" }, { cause });
}

/** NOTIFY, and one connection of its own that listens. It is made again when it breaks. */
class ServerWakeChannel implements WakeChannel {
  readonly #url: string;
  readonly #pool: pg.Pool;
  readonly #listeners = new Set<pg.Client>();

  constructor(url: string, pool: pg.Pool) {
    this.#url = url;
    this.#pool = pool;
  }

  async tell(channel: string): Promise<void> {
    // What was written is written: a lost hint only makes the others look later.
    await this.#pool.query("select pg_notify($1, '')", [channel]).catch(() => {});
  }

  async listen(channel: string, wake: () => void): Promise<() => Promise<void>> {
    if (!identifier.test(channel)) throw new TypeError(`${channel} is no name of a channel`);
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: connectTimeoutMs,
      application_name: "crossfade listen",
    });
    client.on("error", () => this.#listeners.delete(client));
    client.on("notification", wake);
    await client.connect();
    await client.query(`listen ${channel}`);
    this.#listeners.add(client);
    return () => this.#end(client);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#listeners].map((client) => this.#end(client)));
  }

  async #end(client: pg.Client): Promise<void> {
    if (this.#listeners.delete(client)) await client.end();
  }
}
