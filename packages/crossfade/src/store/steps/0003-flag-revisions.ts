import { type Kysely, sql } from "kysely";

/** What files of features were, in an order that all replicas agree on. */
export async function flagRevisionTable(db: Kysely<unknown>): Promise<void> {
  await sql`create table flag_revision (
    component text not null,
    revision integer not null,
    at_ms bigint not null,
    author text not null,
    why text not null,
    text text not null,
    primary key (component, revision)
  )`.execute(db);
}
