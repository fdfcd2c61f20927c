import {
  CrossfadeError,
  type NewVersion,
  type PublishedVersion,
  type RegistryStore,
  type VersionLabel,
} from "@crossfade/core";
import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import { jsonText } from "./json-text.ts";
import { differenceOf, type Snapshot, snapshotOf } from "./snapshot.ts";
import type { Tables } from "./tables.ts";
import { inTransaction } from "./transaction.ts";

const listLimit = 200;
/** Documents go in so many at a time. */
const batchSize = 100;

/** Published versions in PostgreSQL. Every text is there once, by its digest. */
export class SqlRegistryStore implements RegistryStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async publish(
    version: NewVersion,
  ): Promise<{ readonly version: PublishedVersion; readonly isNew: boolean }> {
    const snapshot = snapshotOf(version);
    return inTransaction(this.#db, async (trx) => {
      const known = await published(trx, version.component, version.label);
      if (known !== undefined) return { version: sameAs(known, version), isNew: false };
      await insertSnapshot(trx, snapshot);
      const row = await insertVersion(trx, version, snapshot.digest);
      if (row !== undefined) return { version: versionOf(row), isNew: true };
      // Somebody else was a moment earlier.
      const other = await published(trx, version.component, version.label);
      if (other === undefined) throw new CrossfadeError("CF_INTERNAL", { what: "a version came and went" });
      return { version: sameAs(other, version), isNew: false };
    });
  }

  async version(component: string, label: VersionLabel): Promise<PublishedVersion | undefined> {
    return published(this.#db, component, label);
  }

  async versions(component?: string): Promise<readonly PublishedVersion[]> {
    const rows = await this.#db
      .selectFrom("published_version")
      .selectAll()
      .$if(component !== undefined, (query) => query.where("component", "=", component ?? ""))
      .orderBy("position", "desc")
      .limit(listLimit)
      .execute();
    return rows.map(versionOf);
  }

  async snapshot(digest: string): Promise<Readonly<Record<string, string>>> {
    const row = await this.#db
      .selectFrom("snapshot")
      .select("files")
      .where("digest", "=", digest)
      .executeTakeFirst();
    if (row === undefined) throw new CrossfadeError("CF_SNAPSHOT_UNKNOWN", { digest });
    const paths = Object.entries(row.files);
    const documents = await this.#db
      .selectFrom("document")
      .selectAll()
      .where(sql<boolean>`digest = any(${[...new Set(paths.map(([, each]) => each))]})`)
      .execute();
    const texts = new Map(documents.map((each) => [each.digest, textOf(each.content)]));
    return Object.fromEntries(
      paths.map(([path, each]) => {
        const text = texts.get(each);
        if (text === undefined) throw new CrossfadeError("CF_SNAPSHOT_UNKNOWN", { digest: each });
        return [path, text];
      }),
    );
  }
}

async function published(
  db: Kysely<Tables>,
  component: string,
  label: VersionLabel,
): Promise<PublishedVersion | undefined> {
  const row = await db
    .selectFrom("published_version")
    .selectAll()
    .where("component", "=", component)
    .where("label", "=", label)
    .executeTakeFirst();
  return row && versionOf(row);
}

/** CF_VERSION_TAKEN */
function sameAs(known: PublishedVersion, next: NewVersion): PublishedVersion {
  const difference = differenceOf(known, next);
  if (difference === undefined) return known;
  throw new CrossfadeError("CF_VERSION_TAKEN", { version: `${known.component}@${known.label}`, difference });
}

/** In the order of digests: two who publish at once never wait for each other in a circle. */
async function insertSnapshot(trx: Transaction<Tables>, snapshot: Snapshot): Promise<void> {
  const { rows } = await sql<{ digest: string }>`
    select digest from document where digest = any(${[...snapshot.documents.keys()]})`.execute(trx);
  const known = new Set(rows.map(({ digest }) => digest));
  const fresh = [...snapshot.documents].filter(([digest]) => !known.has(digest)).sort(byDigest);
  for (let at = 0; at < fresh.length; at += batchSize)
    await trx
      .insertInto("document")
      .values(fresh.slice(at, at + batchSize).map(([digest, content]) => ({ digest, content })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  await trx
    .insertInto("snapshot")
    .values({ digest: snapshot.digest, files: jsonText(snapshot.files) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function byDigest([one]: readonly [string, Buffer], [other]: readonly [string, Buffer]): number {
  return one < other ? -1 : 1;
}

async function insertVersion(
  trx: Transaction<Tables>,
  version: NewVersion,
  snapshot: string,
): Promise<Selectable<Tables["published_version"]> | undefined> {
  return trx
    .insertInto("published_version")
    .values({
      component: version.component,
      label: version.label,
      snapshot,
      contents: version.contents,
      artifact_digest: version.artifactDigest ?? null,
      built_against: jsonText(version.builtAgainst),
      revision: version.revision ?? null,
      published_ms: sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
      published_by: version.by,
    })
    .onConflict((conflict) => conflict.columns(["component", "label"]).doNothing())
    .returningAll()
    .executeTakeFirst();
}

function versionOf(row: Selectable<Tables["published_version"]>): PublishedVersion {
  return {
    component: row.component,
    label: row.label,
    snapshot: row.snapshot,
    contents: row.contents,
    ...(row.artifact_digest === null ? {} : { artifactDigest: row.artifact_digest }),
    builtAgainst: row.built_against,
    ...(row.revision === null ? {} : { revision: row.revision }),
    publishedMs: Number(row.published_ms),
    by: row.published_by,
  };
}

function textOf(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("utf8");
}
