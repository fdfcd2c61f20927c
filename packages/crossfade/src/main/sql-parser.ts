import { loadSqlParser } from "@crossfade/contracts";

/** Imports PostgreSQL's parser for those who read SQL: it is compiled as it is imported. */
export async function startSqlParser(): Promise<void> {
  await loadSqlParser(await import("libpg-query"));
}
