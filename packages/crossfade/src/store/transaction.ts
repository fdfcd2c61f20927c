import { AsyncLocalStorage } from "node:async_hooks";
import { CrossfadeError } from "@crossfade/core";
import type { Kysely, PostgresPool, Transaction } from "kysely";
import type { Tables } from "./tables.ts";

/** The transaction that the code which runs now is inside of. */
const running = new AsyncLocalStorage<{ isOpen: boolean }>();

/** All or nothing. What runs inside asks `trx` alone. */
export function inTransaction<T>(
  db: Kysely<Tables>,
  work: (trx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    const state = { isOpen: true };
    try {
      return await running.run(state, () => work(trx));
    } finally {
      state.isOpen = false;
    }
  });
}

/**
 * A pool that refuses whoever is inside a transaction and asks beside it. The embedded database has one connection, so that
 * would wait for itself for ever; on a server it would be outside of the transaction, unseen.
 */
export function guardedPool(pool: PostgresPool): PostgresPool {
  return {
    connect: async () => {
      if (running.getStore()?.isOpen)
        throw new CrossfadeError("CF_INTERNAL", { what: "a statement was sent beside its transaction." });
      return pool.connect();
    },
    end: () => pool.end(),
  };
}
