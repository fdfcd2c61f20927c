import { randomUUID } from "node:crypto";
import pg from "pg";
import { Child } from "./child.ts";
import type { Shop } from "./shop.ts";

/** A database of one world, and a connection of the test's own to it. */
export class Database {
  readonly url: string;
  readonly #client: InstanceType<typeof pg.Client>;
  readonly #discard: () => Promise<void>;

  private constructor(url: string, discard: () => Promise<void>) {
    this.url = url;
    this.#client = new pg.Client({ connectionString: url });
    this.#discard = discard;
  }

  /** An empty database: of the server that DATABASE_URL names, else a PGlite that nobody else uses. */
  static async empty(shop: Shop, server = process.env.DATABASE_URL): Promise<Database> {
    const database = server ? await onServer(server) : await embedded(shop);
    await database.#client.connect();
    await database.run(["DROP SCHEMA public CASCADE"], ["CREATE SCHEMA public"]);
    return database;

    async function onServer(url: string): Promise<Database> {
      const name = `shop_${randomUUID().replaceAll("-", "")}`;
      await once(url, `CREATE DATABASE ${name}`);
      const own = new URL(url);
      own.pathname = `/${name}`;
      return new Database(own.href, () => once(url, `DROP DATABASE ${name} WITH (FORCE)`));
    }

    async function embedded(of: Shop): Promise<Database> {
      const child = await (idle.pop() ?? startPGlite(of));
      return new Database(child.url, async () => {
        idle.push(Promise.resolve(child));
      });
    }
  }

  /** Starts a PGlite before it is needed: it takes seconds. */
  static prepare(shop: Shop): void {
    if (!process.env.DATABASE_URL) idle.push(startPGlite(shop));
  }

  static async stopIdle(): Promise<void> {
    await Promise.all(idle.splice(0).map(async (child) => (await child).stop()));
  }

  /** Runs statements in a transaction of their own: PGlite keeps one session for all connections. */
  async run<Row = Record<string, unknown>>(...statements: readonly Statement[]): Promise<readonly Row[]> {
    await this.#client.query("BEGIN");
    try {
      let rows: Record<string, unknown>[] = [];
      for (const [text, ...values] of statements) rows = (await this.#client.query(text, values)).rows;
      await this.#client.query("COMMIT");
      return rows as Row[];
    } catch (error) {
      await this.#client.query("ROLLBACK");
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#client.end();
    await this.#discard();
  }
}

/** PGlites that nobody uses at the moment. */
const idle: Promise<Child>[] = [];

function startPGlite({ root }: Shop): Promise<Child> {
  return Child.serving(`${root}/run/database.mjs`, {});
}

type Statement = readonly [text: string, ...values: unknown[]];

async function once(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text);
  await client.end();
}
