import { randomUUID } from "node:crypto";
import pg from "pg";

const server = process.env.CROSSFADE_TEST_DATABASE ?? "postgres://postgres@127.0.0.1:5432/postgres";

/** Whether a PostgreSQL server answers here; CROSSFADE_TEST_DATABASE names another. */
export async function hasPostgres(): Promise<boolean> {
  const client = new pg.Client({ connectionString: server, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

export const whyNoPostgres =
  "no PostgreSQL answers on 127.0.0.1:5432 (CROSSFADE_TEST_DATABASE names another)";

/** A database for one test. */
export async function freshDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `crossfade_${randomUUID().replaceAll("-", "")}`;
  await asAdministrator(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdministrator(`drop database ${name} with (force)`) };
}

async function asAdministrator(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
