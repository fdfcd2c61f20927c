import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "./child.ts";
import { Database } from "./database.ts";
import { folderOf, lastMigration, moduleAt, type Shop } from "./shop.ts";

/** One database and the processes that live on it; each is started when it is first needed. */
export class World {
  readonly shop: Shop;
  readonly database: Database;
  #schema = "";
  readonly #children = new Map<string, Promise<Child>>();
  readonly #uploads = mkdtempSync(join(tmpdir(), "crossfade-shop-"));

  private constructor(shop: Shop, database: Database) {
    this.shop = shop;
    this.database = database;
  }

  static async open(shop: Shop, schema: string, server?: string): Promise<World> {
    const world = new World(shop, await Database.empty(shop, server));
    await world.migrate(schema);
    return world;
  }

  /** The version of the schema that the database is at. */
  get schema(): string {
    return this.#schema;
  }

  async migrate(version: string): Promise<void> {
    const { migrate } = await moduleAt<{ migrate(url: string, folder: string, last: string): Promise<void> }>(
      join(this.shop.root, "run/migrations.mjs"),
    );
    await migrate(this.database.url, join(this.shop.root, "v2"), await lastMigration(this.shop, version));
    this.#schema = version;
  }

  /** The base URL of a running api. */
  async api(version: string): Promise<string> {
    const script = join(folderOf(this.shop, "api", version), "api/server.mjs");
    return (await this.#child("api", version, script, { DATABASE_URL: this.database.url })).url;
  }

  /** A worker, paused: it takes nothing before it is told to. */
  worker(version: string): Promise<Child> {
    const script = join(folderOf(this.shop, "worker", version), "worker/main.mjs");
    const env = { DATABASE_URL: this.database.url, PAUSED: "1", POLL_MS: "10" };
    return this.#child("worker", version, script, env);
  }

  /** The base URL of an asset host to which everything up to a version was uploaded; an upload deletes nothing. */
  async assets(version: string): Promise<string> {
    const host = join(this.#uploads, version);
    const { upload } = await moduleAt<{ upload(folder: string, host: string): void }>(
      join(this.shop.root, "run/upload.mjs"),
    );
    const last = folderOf(this.shop, "assets", version);
    for (const name of ["v1", "v2"]) {
      const folder = join(this.shop.root, name);
      if (folder <= last) upload(folder, host);
    }
    return (await this.#host("assets", version, { ASSETS: host })).url;
  }

  /** The base URL of a host that serves the file of flags of a version. */
  async flags(version: string): Promise<string> {
    const file = join(folderOf(this.shop, "flags", version), "flags/feature-flags.yaml");
    return (await this.#host("flags", version, { FLAGS: file })).url;
  }

  async stop(component: string, version: string): Promise<void> {
    const key = `${component}@${version}`;
    const child = this.#children.get(key);
    this.#children.delete(key);
    await (await child)?.stop();
  }

  async close(): Promise<void> {
    try {
      await Promise.all([...this.#children.values()].map(async (child) => (await child).stop()));
      await this.database.close();
    } finally {
      rmSync(this.#uploads, { recursive: true });
    }
  }

  #host(component: string, version: string, env: Readonly<Record<string, string>>): Promise<Child> {
    return this.#child(component, version, join(this.shop.root, "run/host.mjs"), env);
  }

  #child(
    component: string,
    version: string,
    script: string,
    env: Readonly<Record<string, string>>,
  ): Promise<Child> {
    const key = `${component}@${version}`;
    const child = this.#children.get(key) ?? Child.serving(script, env);
    this.#children.set(key, child);
    return child;
  }
}
