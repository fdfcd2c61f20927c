import type { FlagRevisionStore, SharedFlagRevision } from "@crossfade/core";
import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";
import { releaseChannel, type WakeChannel } from "./wake-channel.ts";

/** Revisions of flags in PostgreSQL. Whoever has added one wakes the other replicas. */
export class SqlFlagRevisionStore implements FlagRevisionStore {
  readonly #db: Kysely<Tables>;
  readonly #wake: WakeChannel;

  constructor(db: Kysely<Tables>, wake: WakeChannel) {
    this.#db = db;
    this.#wake = wake;
  }

  async flagRevisions(component: string, after: number): Promise<readonly SharedFlagRevision[]> {
    const rows = await this.#db
      .selectFrom("flag_revision")
      .select(["revision", "at_ms", "author", "why", "text"])
      .where("component", "=", component)
      .where("revision", ">", after)
      .orderBy("revision")
      .execute();
    return rows.map(({ at_ms, author, ...row }) => ({ component, ...row, atMs: Number(at_ms), by: author }));
  }

  async addFlagRevision({ component, revision, atMs, by, why, text }: SharedFlagRevision): Promise<boolean> {
    // Two at once with different numbers cannot both come behind the same last one: each adds the number after it.
    const { numInsertedOrUpdatedRows = 0n } = await this.#db
      .insertInto("flag_revision")
      .columns(["component", "revision", "at_ms", "author", "why", "text"])
      .expression(
        sql`select ${component}::text, ${revision}::integer, ${atMs}::bigint, ${by}::text, ${why}::text, ${text}::text
          where not exists (
            select 1 from flag_revision where component = ${component} and revision >= ${revision}
          )` as never,
      )
      .onConflict((conflict) => conflict.columns(["component", "revision"]).doNothing())
      .executeTakeFirst();
    const isAdded = numInsertedOrUpdatedRows > 0n;
    if (isAdded) await this.#wake.tell(releaseChannel);
    return isAdded;
  }
}
