import { type Kysely, type Migration, type MigrationProvider, Migrator, sql } from "kysely";
import { controlPlaneTables } from "./steps/0002-control-plane.ts";
import { flagRevisionTable } from "./steps/0003-flag-revisions.ts";
import type { Tables } from "./tables.ts";

/**
 * The schema, step by step. A step is never changed once published, and follows expand and contract itself: the build
 * before it goes on working while replicas are replaced.
 */
const steps: Readonly<Record<string, Migration>> = {
  "0001-releases": {
    up: async (db: Kysely<unknown>) => {
      await sql`
        create table release (
          id text primary key,
          environment text not null,
          plan_schema integer not null,
          spec jsonb not null,
          progress jsonb not null,
          phase text not null,
          seq integer not null default 0,
          next_at timestamptz,
          lease_by text,
          lease_until timestamptz,
          fence bigint not null default 0,
          created_at timestamptz not null default clock_timestamp()
        )`.execute(db);
      await sql`create index release_due on release (next_at) where next_at is not null`.execute(db);
      await sql`
        create table journal (
          release text not null references release (id),
          seq integer not null,
          at_ms bigint not null,
          actor text not null,
          kind text not null,
          kind_version integer not null,
          event jsonb not null,
          primary key (release, seq)
        )`.execute(db);
    },
  },
  "0002-control-plane": { up: controlPlaneTables },
  "0003-flag-revisions": { up: flagRevisionTable },
};

const provider: MigrationProvider = { getMigrations: async () => steps };

/** Brings the schema up to date; of several replicas that start at once one does it, the others wait for it. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}
