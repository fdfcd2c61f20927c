import { createHash } from "node:crypto";
import { CrossfadeError } from "@crossfade/core";
import { type Kysely, sql, type Transaction } from "kysely";
import { type ExportedTable, exportedTables, exportSchema } from "./exported-tables.ts";
import type { Tables } from "./tables.ts";
import { inTransaction } from "./transaction.ts";

type Row = Readonly<Record<string, unknown>>;

const batchRows = 100;
const batchCharacters = 4 * 1024 * 1024;

/** Writes an export into a store in which nothing is: all of it, or nothing. CF_STORE_NOT_EMPTY, CF_EXPORT_UNREADABLE */
export async function importedInto(db: Kysely<Tables>, lines: AsyncIterable<string>): Promise<number> {
  return inTransaction(db, async (trx) => {
    await refuseUnlessEmpty(trx);
    const batches = new Batches(trx);
    let at = 0;
    let isEnded = false;
    for await (const line of lines) {
      at++;
      if (line.trim() === "") continue;
      if (isEnded) throw unreadable(`line ${at} comes after its end`);
      const read = readLine(line, at);
      if (at === 1) refuseOtherSchema(read);
      else if ("end" in read) {
        await batches.written();
        if (read.rows !== batches.rows)
          throw unreadable(`it has ${batches.rows} rows, and says that there are ${String(read.rows)}`);
        isEnded = true;
      } else await batches.add(read, line.length, at);
    }
    if (!isEnded) throw unreadable("its end is missing");
    for (const table of exportedTables) await countOn(trx, table);
    return batches.rows;
  });
}

/** Rows of one table that go in with one statement. */
class Batches {
  rows = 0;
  readonly #trx: Transaction<Tables>;
  #table: ExportedTable | undefined;
  #waiting: Row[] = [];
  #characters = 0;
  #lastLine = 0;

  constructor(trx: Transaction<Tables>) {
    this.#trx = trx;
  }

  async add({ table: name, row }: Row, characters: number, line: number): Promise<void> {
    const table = exportedTables.find((each) => each.name === name);
    if (table === undefined || typeof row !== "object" || row === null)
      throw unreadable(`line ${line} is of a kind that this version of Crossfade does not know`);
    if (table !== this.#table) await this.written();
    this.#table = table;
    this.#waiting.push(checkedRow(table, row as Row, line));
    this.#characters += characters;
    this.#lastLine = line;
    if (this.#waiting.length >= batchRows || this.#characters >= batchCharacters) await this.written();
  }

  async written(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = [];
    this.#characters = 0;
    if (this.#table === undefined || rows.length === 0) return;
    await insertRows(this.#trx, this.#table, rows).catch((cause: unknown) => {
      const { message } = cause as { message?: string };
      throw unreadable(`up to line ${this.#lastLine}: ${message ?? String(cause)}`, cause);
    });
    this.rows += rows.length;
  }
}

/** Only columns that the rows have are named: one that came later gets its default. */
async function insertRows(
  trx: Transaction<Tables>,
  { name }: ExportedTable,
  rows: readonly Row[],
): Promise<void> {
  const columns = sql.join(
    [...new Set(rows.flatMap((each) => Object.keys(each)))].map((each) => sql.id(each)),
  );
  const table = sql.id(name);
  await sql`insert into ${table} (${columns})
    select ${columns} from json_populate_recordset(null::${table}, ${JSON.stringify(rows)}::json)`.execute(
    trx,
  );
}

/** Without who has it in hand; a document has to be what its digest says. */
function checkedRow({ name, omitted = [] }: ExportedTable, row: Row, line: number): Row {
  if (name === "document") {
    const content = Buffer.from(String(row.content).replace(/^\\x/, ""), "hex");
    if (createHash("sha256").update(content).digest("hex") !== row.digest)
      throw unreadable(`the document in line ${line} is not what its digest says`);
  }
  return Object.fromEntries(Object.entries(row).filter(([column]) => !omitted.includes(column)));
}

async function refuseUnlessEmpty(trx: Transaction<Tables>): Promise<void> {
  for (const { name, words } of exportedTables) {
    const { rows } = await sql`select 1 from ${sql.id(name)} limit 1`.execute(trx);
    if (rows.length > 0) throw new CrossfadeError("CF_STORE_NOT_EMPTY", { what: words });
  }
}

/** What is written next comes after what was imported. */
async function countOn(trx: Transaction<Tables>, { name, counted }: ExportedTable): Promise<void> {
  if (counted === undefined) return;
  await sql`select setval(pg_get_serial_sequence(${name}, ${counted}),
    coalesce(max(${sql.id(counted)}), 0) + 1, false) from ${sql.id(name)}`.execute(trx);
}

function refuseOtherSchema(head: Row): void {
  if (head.exportSchema === exportSchema) return;
  const what = typeof head.exportSchema === "number" ? `of schema ${head.exportSchema}` : "without a schema";
  throw unreadable(`it is ${what}, and this version of Crossfade reads schema ${exportSchema}`);
}

function readLine(line: string, at: number): Row {
  try {
    const read: unknown = JSON.parse(line);
    if (typeof read === "object" && read !== null) return read as Row;
  } catch (cause) {
    throw unreadable(`line ${at} is not JSON`, cause);
  }
  throw unreadable(`line ${at} is not an object`);
}

function unreadable(why: string, cause?: unknown): CrossfadeError {
  return new CrossfadeError("CF_EXPORT_UNREADABLE", { why }, { cause });
}
