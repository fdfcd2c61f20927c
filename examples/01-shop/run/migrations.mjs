import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

/** The migrations of a version of the shop, oldest first: "0001-shop". */
export function migrationsOf(version) {
  return readdirSync(join(version, "db/migrations"))
    .filter((file) => file.endsWith(".sql"))
    .map((file) => file.slice(0, -".sql".length))
    .sort();
}

/** Applies those of a version's migrations that are not applied yet, up to and with `last`; each in a transaction. */
export async function migrate(url, version, last = migrationsOf(version).at(-1)) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("CREATE TABLE IF NOT EXISTS applied_migrations (name text PRIMARY KEY)");
    const { rows } = await client.query("SELECT name FROM applied_migrations");
    const applied = new Set(rows.map(({ name }) => name));
    for (const name of migrationsOf(version)) {
      if (name > last || applied.has(name)) continue;
      const text = readFileSync(join(version, "db/migrations", `${name}.sql`), "utf8");
      await client.query(`BEGIN; ${text} INSERT INTO applied_migrations VALUES ('${name}'); COMMIT;`);
    }
  } finally {
    await client.end();
  }
}
