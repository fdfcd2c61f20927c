import type { Delivery, OutboxStore } from "@crossfade/core";
import { type Kysely, sql } from "kysely";
import { plainText } from "./json-text.ts";
import type { Tables } from "./tables.ts";

const listLimit = 200;
/** What was settled so long ago is forgotten. */
const keptDays = 90;

interface Row {
  readonly id: string;
  readonly endpoint: string;
  readonly body: string;
  readonly attempts: number;
  readonly state: Delivery["state"];
  readonly created_at: Date;
  readonly last_answer: string | null;
}

/** Messages on their way out. Taken with a lease: who dies with one in hand leaves it to the next. */
export class SqlOutboxStore implements OutboxStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async enqueue(messages: readonly Pick<Delivery, "id" | "endpoint" | "body">[]): Promise<void> {
    if (messages.length === 0) return;
    const rows = messages.map(({ id, endpoint, body }) => ({
      id,
      endpoint,
      body: plainText(body),
      attempts: 0,
      state: "waiting" as const,
    }));
    await this.#db
      .insertInto("delivery")
      .values(rows)
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
    await sql`delete from delivery
      where state <> 'waiting' and created_at < clock_timestamp() - make_interval(days => ${keptDays})`.execute(
      this.#db,
    );
  }

  /** One statement, so that no two replicas take the same. */
  async due(limit: number, leaseMs: number): Promise<readonly Delivery[]> {
    const { rows } = await sql<Row>`
      update delivery set lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1_000})
      where id in (
        select id from delivery
        where state = 'waiting' and next_at <= clock_timestamp()
          and (lease_until is null or lease_until < clock_timestamp())
        order by next_at, position limit ${limit} for update skip locked)
      returning id, endpoint, body, attempts, state, created_at, last_answer, position`.execute(this.#db);
    return rows.map(deliveryOf);
  }

  async settle(
    id: string,
    { state, answer, againInMs = 0 }: Parameters<OutboxStore["settle"]>[1],
  ): Promise<void> {
    await this.#db
      .updateTable("delivery")
      .set({
        state,
        last_answer: plainText(answer),
        attempts: sql`attempts + 1`,
        lease_until: null,
        next_at: sql`clock_timestamp() + make_interval(secs => ${againInMs / 1_000})`,
      })
      .where("id", "=", id)
      // Who comes late does not take back what another has delivered.
      .where("state", "=", "waiting")
      .execute();
  }

  async resend(id: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable("delivery")
      .set({ state: "waiting", attempts: 0, lease_until: null, next_at: sql`clock_timestamp()` })
      .where("id", "=", id)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  async deliveries(): Promise<readonly Delivery[]> {
    const rows = await this.#db
      .selectFrom("delivery")
      .select(["id", "endpoint", "body", "attempts", "state", "created_at", "last_answer"])
      .orderBy("position", "desc")
      .limit(listLimit)
      .execute();
    return rows.map(deliveryOf);
  }
}

function deliveryOf({ id, endpoint, body, attempts, state, created_at, last_answer }: Row): Delivery {
  return {
    id,
    endpoint,
    body,
    attempts,
    state,
    createdMs: created_at.getTime(),
    ...(last_answer === null ? {} : { lastAnswer: last_answer }),
  };
}
