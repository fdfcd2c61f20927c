import {
  type Append,
  type AppendResult,
  CrossfadeError,
  type JournalEntry,
  type Lease,
  noProgress,
  type ReleaseBasis,
  type ReleaseLine,
  type ReleaseSpec,
  type ReleaseStore,
  record,
  type StoredRelease,
} from "@crossfade/core";
import { type Kysely, sql, type Transaction } from "kysely";
import { jsonText } from "./json-text.ts";
import { readBasis, storedBasis } from "./release-basis.ts";
import type { Tables } from "./tables.ts";
import { inTransaction } from "./transaction.ts";
import { releaseChannel, type WakeChannel } from "./wake-channel.ts";

/** Plans of these schemas are driven; others wait for a build that knows them. */
const planSchemas = [1];
const listLimit = 200;
const uniqueViolation = "23505";

/** Releases in PostgreSQL: the same statements for a server and for the embedded one. */
export class SqlReleaseStore implements ReleaseStore {
  readonly #db: Kysely<Tables>;
  readonly #wake: WakeChannel;

  constructor(db: Kysely<Tables>, wake: WakeChannel) {
    this.#db = db;
    this.#wake = wake;
  }

  async create(spec: ReleaseSpec, basis?: ReleaseBasis): Promise<void> {
    const row = {
      id: spec.id,
      environment: spec.environment,
      plan_schema: spec.plan.planSchema,
      spec: jsonText(spec),
      progress: jsonText(noProgress),
      phase: noProgress.phase,
      seq: noProgress.seq,
      next_at: null,
      lease_by: null,
      lease_until: null,
      fence: 0,
    };
    try {
      await inTransaction(this.#db, async (trx) => {
        await trx.insertInto("release").values(row).execute();
        if (basis !== undefined)
          await trx
            .insertInto("release_basis")
            .values({ release: spec.id, basis: jsonText(storedBasis(basis)) })
            .execute();
      });
    } catch (error) {
      if ((error as { code?: string }).code !== uniqueViolation) throw error;
      throw new CrossfadeError("CF_RELEASE_EXISTS", { release: spec.id }, { cause: error });
    }
  }

  async basis(id: string): Promise<ReleaseBasis | undefined> {
    const row = await this.#db
      .selectFrom("release_basis")
      .select("basis")
      .where("release", "=", id)
      .executeTakeFirst();
    return row && readBasis(row.basis);
  }

  async read(id: string): Promise<StoredRelease | undefined> {
    return this.#db
      .selectFrom("release")
      .select(["spec", "progress"])
      .where("id", "=", id)
      .executeTakeFirst();
  }

  async journal(id: string, afterSeq = 0): Promise<readonly JournalEntry[]> {
    const rows = await this.#db
      .selectFrom("journal")
      .select(["seq", "at_ms", "actor", "event"])
      .where("release", "=", id)
      .where("seq", ">", afterSeq)
      .orderBy("seq")
      .execute();
    return rows.map(({ at_ms, ...row }) => ({ ...row, atMs: Number(at_ms) }));
  }

  async list(environment?: string): Promise<readonly ReleaseLine[]> {
    const rows = await this.#db
      .selectFrom("release")
      .select(["id", "environment", "phase", "created_at"])
      .$if(environment !== undefined, (query) => query.where("environment", "=", environment ?? ""))
      // What is under way is never left out: it may be in the way of another.
      .orderBy(sql`phase in ('running', 'aborting')`, "desc")
      .orderBy("created_at", "desc")
      .limit(listLimit)
      .execute();
    return rows
      .sort((one, other) => other.created_at.getTime() - one.created_at.getTime())
      .map(({ created_at, ...row }) => ({ ...row, createdMs: created_at.getTime() }));
  }

  /** One statement, so that no two replicas can take the same. Times are the database's, which all replicas share. */
  async claim(holder: string, leaseMs: number): Promise<Lease | undefined> {
    const { rows } = await sql<{ id: string; fence: string; now_ms: string }>`
      update release set lease_by = ${holder}, fence = fence + 1, touched = false,
        lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1_000})
      where id = (
        select id from release
        where next_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
          and plan_schema = any(${planSchemas})
        order by next_at limit 1 for update skip locked)
      returning id, fence, (extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms`.execute(
      this.#db,
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    return { release: row.id, fence: Number(row.fence), nowMs: Number(row.now_ms) };
  }

  async renew({ release, fence }: Lease, leaseMs: number): Promise<boolean> {
    const { numAffectedRows } = await sql`
      update release set lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1_000})
      where id = ${release} and fence = ${fence} and lease_until >= clock_timestamp()`.execute(this.#db);
    return numAffectedRows === 1n;
  }

  async release({ release, fence }: Lease, seen: { seq: number; nextAtMs?: number }): Promise<void> {
    const next = seen.nextAtMs === undefined ? sql`null` : sql`to_timestamp(${seen.nextAtMs / 1_000})`;
    await sql`
      update release set lease_by = null, lease_until = null,
        next_at = case when touched or seq > ${seen.seq} then clock_timestamp() else ${next}::timestamptz end
      where id = ${release} and fence = ${fence}`.execute(this.#db);
  }

  async append(asked: Append): Promise<AppendResult> {
    const result = await inTransaction(this.#db, (trx) => appended(trx, asked));
    if (result.kind === "written") await this.#wake.tell(releaseChannel);
    return result;
  }

  async onWake(wake: () => void): Promise<() => Promise<void>> {
    return this.#wake.listen(releaseChannel, wake);
  }

  async close(): Promise<void> {
    await this.#db.destroy();
    await this.#wake.close();
  }
}

async function appended(
  trx: Transaction<Tables>,
  { release, expectedSeq, actor, events, fence }: Append,
): Promise<AppendResult> {
  const row = await trx
    .selectFrom("release")
    .select([
      "seq",
      "fence",
      "spec",
      "progress",
      sql<string>`(extract(epoch from clock_timestamp()) * 1000)::bigint`.as("now_ms"),
    ])
    .where("id", "=", release)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new CrossfadeError("CF_RELEASE_UNKNOWN", { release });
  if (fence !== undefined && Number(row.fence) !== fence) return { kind: "fenced" };
  if (row.seq !== expectedSeq) return { kind: "moved" };
  const entries = events.map(
    (event, index): JournalEntry => ({
      seq: expectedSeq + 1 + index,
      atMs: Number(row.now_ms),
      actor,
      event,
    }),
  );
  if (entries.length === 0) return { kind: "written", entries };
  await trx
    .insertInto("journal")
    .values(entries.map((entry) => rowOf(release, entry)))
    .execute();
  const progress = entries.reduce((each, entry) => record(row.spec, each, entry), row.progress);
  await trx
    .updateTable("release")
    .set({
      progress: jsonText(progress),
      phase: progress.phase,
      seq: progress.seq,
      next_at: sql`clock_timestamp()`,
    })
    .where("id", "=", release)
    .execute();
  return { kind: "written", entries };
}

function rowOf(release: string, { seq, atMs, actor, event }: JournalEntry) {
  const kind = { kind: event.kind, kind_version: 1 };
  return { release, seq, at_ms: atMs, actor, ...kind, event: jsonText(event) };
}
