/** SQL is foreign input: everything read from it has a bound, named here and in the message that cites it. */
export const sqlLimits = {
  /** Characters of one document. */
  textLength: 32 * 1024 * 1024,
  /** Queries of one contract. */
  queries: 20_000,
  /** Migrations of one schema. */
  migrations: 20_000,
  /** Characters of a statement that are shown. */
  shownLength: 140,
} as const;
