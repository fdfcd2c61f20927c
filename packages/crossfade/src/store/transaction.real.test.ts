import { PGlite } from "@electric-sql/pglite";
import { createPgConfig } from "@electric-sql/pglite/node-postgres";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tables } from "./tables.ts";
import { guardedPool, inTransaction } from "./transaction.ts";

let db: Kysely<Tables>;
let pglite: PGlite;
beforeAll(async () => {
  pglite = await PGlite.create();
  const pool = new pg.Pool(createPgConfig(pglite));
  db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: guardedPool(pool) }) });
});
afterAll(async () => {
  await db.destroy();
  await pglite.close();
});

test("a statement beside the transaction that it is inside of is refused, and does not wait for ever", async () => {
  const asking = inTransaction(db, () => sql`select 1`.execute(db));
  await expect(asking).rejects.toMatchObject({ code: "CF_INTERNAL" });
  await expect(inTransaction(db, () => inTransaction(db, async () => 1))).rejects.toMatchObject({
    code: "CF_INTERNAL",
  });
});

test("what a transaction has begun may ask once the transaction is over", async () => {
  let over = () => {};
  const isOver = new Promise<void>((done) => {
    over = done;
  });
  let later: Promise<unknown> = Promise.resolve();
  await inTransaction(db, async (trx) => {
    later = isOver.then(() => sql`select 1`.execute(db));
    await sql`select 1`.execute(trx);
  });
  over();
  await expect(later).resolves.toMatchObject({ rows: [{ "?column?": 1 }] });
});
