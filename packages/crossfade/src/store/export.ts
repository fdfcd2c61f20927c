import { type Kysely, sql } from "kysely";
import { type ExportedTable, exportedTables, exportSchema } from "./exported-tables.ts";
import type { Tables } from "./tables.ts";

/** Rows that are held in memory at once: a document may have megabytes. */
const batchSize = 20;

/**
 * Everything in the store as lines of JSON, as it was in one moment: a head with the schema number, `{ table, row }` for each
 * row, and an end with their number, so that half a file is known as such. Each line ends with a line feed.
 */
export async function* exportedFrom(db: Kysely<Tables>): AsyncGenerator<string> {
  const trx = await db
    .startTransaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute();
  try {
    yield `${JSON.stringify({ exportSchema })}\n`;
    let rows = 0;
    for (const table of exportedTables)
      for await (const row of rowsOf(trx, table)) {
        rows++;
        yield `{"table":${JSON.stringify(table.name)},"row":${row}}\n`;
      }
    yield `${JSON.stringify({ end: true, rows })}\n`;
  } finally {
    // It has only read, and whoever reads may stop at any line.
    await trx.rollback().execute();
  }
}

/** Rows as JSON, as the database writes it: nothing is read into a value, and nothing is lost. */
async function* rowsOf(trx: Kysely<Tables>, { name, order }: ExportedTable): AsyncGenerator<string> {
  const cursor = sql.id(`export_${name}`);
  const by = sql.join(order.map((each) => sql.id(each)));
  await sql`declare ${cursor} no scroll cursor for
    select row_to_json(each)::text as row from (select * from ${sql.id(name)} order by ${by}) each`.execute(
    trx,
  );
  for (;;) {
    const { rows } = await sql<{ row: string }>`fetch ${sql.lit(batchSize)} from ${cursor}`.execute(trx);
    for (const { row } of rows) yield row;
    if (rows.length < batchSize) break;
  }
  await sql`close ${cursor}`.execute(trx);
}
