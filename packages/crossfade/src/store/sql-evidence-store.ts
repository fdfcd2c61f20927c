import type { EvidenceStore } from "@crossfade/core";
import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** Nobody asks any more for what was not kept anew for so long. */
const keptDays = 90;

/** As text: numbers and strings come back exactly as they went. */
export class SqlEvidenceStore implements EvidenceStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async evidence(key: string): Promise<unknown> {
    const row = await this.#db
      .selectFrom("evidence")
      .select("value")
      .where("key", "=", key)
      .executeTakeFirst();
    return row === undefined ? undefined : JSON.parse(row.value);
  }

  async keepEvidence(key: string, value: unknown): Promise<void> {
    const text = JSON.stringify(value);
    await this.#db
      .insertInto("evidence")
      .values({ key, value: text })
      .onConflict((conflict) =>
        conflict.column("key").doUpdateSet({ value: text, kept_at: sql`clock_timestamp()` }),
      )
      .execute();
    await sql`delete from evidence where kept_at < clock_timestamp() - make_interval(days => ${keptDays})`.execute(
      this.#db,
    );
  }
}
