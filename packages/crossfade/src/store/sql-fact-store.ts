import type { Fact, FactEntry, FactStore } from "@crossfade/core";
import { type Kysely, sql, type Transaction } from "kysely";
import { jsonText } from "./json-text.ts";
import { newFacts } from "./new-facts.ts";
import type { Tables } from "./tables.ts";
import { inTransaction } from "./transaction.ts";
import { releaseChannel, type WakeChannel } from "./wake-channel.ts";

/** Facts in PostgreSQL. Whoever writes holds the row of the environment, so that numbers have neither gaps nor doubles. */
export class SqlFactStore implements FactStore {
  readonly #db: Kysely<Tables>;
  readonly #wake: WakeChannel;

  constructor(db: Kysely<Tables>, wake: WakeChannel) {
    this.#db = db;
    this.#wake = wake;
  }

  async record(environment: string, actor: string, facts: readonly Fact[]): Promise<readonly FactEntry[]> {
    if (facts.length === 0) return [];
    const entries = await inTransaction(this.#db, (trx) => recorded(trx, environment, actor, facts));
    if (entries.length > 0) await this.#wake.tell(releaseChannel);
    return entries;
  }

  async facts(environment: string, afterSeq = 0): Promise<readonly FactEntry[]> {
    const rows = await this.#db
      .selectFrom("fact")
      .select(["seq", "at_ms", "actor", "fact"])
      .where("environment", "=", environment)
      .where("seq", ">", afterSeq)
      .orderBy("seq")
      .execute();
    return rows.map(({ at_ms, ...row }) => ({ ...row, atMs: Number(at_ms) }));
  }
}

async function recorded(
  trx: Transaction<Tables>,
  environment: string,
  actor: string,
  facts: readonly Fact[],
): Promise<readonly FactEntry[]> {
  const { fact_seq, atMs } = await held(trx, environment);
  const told = newFacts(await aboutThese(trx, environment, facts), facts);
  if (told.length === 0) return [];
  const entries = told.map((fact, index): FactEntry => ({ seq: fact_seq + 1 + index, atMs, actor, fact }));
  await trx
    .insertInto("fact")
    .values(
      entries.map(({ seq, fact }) => ({
        environment,
        seq,
        at_ms: atMs,
        actor,
        component: fact.component,
        fact: jsonText(fact),
      })),
    )
    .execute();
  await trx
    .updateTable("environment")
    .set({ fact_seq: fact_seq + entries.length })
    .where("name", "=", environment)
    .execute();
  await touchReleases(trx, environment);
  return entries;
}

/** Nobody else writes facts of this environment until the transaction ends. */
async function held(
  trx: Transaction<Tables>,
  environment: string,
): Promise<{ readonly fact_seq: number; readonly atMs: number }> {
  await trx
    .insertInto("environment")
    .values({ name: environment, fact_seq: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { fact_seq } = await trx
    .selectFrom("environment")
    .select("fact_seq")
    .where("name", "=", environment)
    .forUpdate()
    .executeTakeFirstOrThrow();
  // Asked once the row is held, so that later entries never have an earlier time.
  const { rows } = await sql<{ now_ms: string }>`
    select (extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms`.execute(trx);
  return { fact_seq, atMs: Number(rows[0]?.now_ms) };
}

async function aboutThese(
  trx: Transaction<Tables>,
  environment: string,
  facts: readonly Fact[],
): Promise<readonly FactEntry[]> {
  const rows = await trx
    .selectFrom("fact")
    .select(["seq", "actor", "fact"])
    .where("environment", "=", environment)
    .where("component", "in", [...new Set(facts.map(({ component }) => component))])
    .orderBy("seq")
    .execute();
  return rows.map((row) => ({ ...row, atMs: 0 }));
}

/** What waits for a fact goes on at once; what somebody has in hand, as soon as it is given back. */
async function touchReleases(trx: Transaction<Tables>, environment: string): Promise<void> {
  await trx
    .updateTable("release")
    .set({ touched: true, next_at: sql`clock_timestamp()` })
    .where("environment", "=", environment)
    .where("phase", "in", ["running", "aborting"])
    .execute();
}
