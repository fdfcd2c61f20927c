/** Schema number of an export: raised when an older build could no longer read one. */
export const exportSchema = 1;

export interface ExportedTable {
  readonly name: string;
  /** Columns that the rows are ordered by: what refers to others comes after them. */
  readonly order: readonly string[];
  /** Columns that mean something to the processes of one store alone: who has what in hand. */
  readonly omitted?: readonly string[];
  /** A column that the database counts up by itself. */
  readonly counted?: string;
  /** As a person calls what is in it. */
  readonly words: string;
}

/** Everything that a store keeps, in an order in which it can be written. Tokens are there as hashes only, as they are kept. */
export const exportedTables: readonly ExportedTable[] = [
  { name: "environment", order: ["name"], words: "environments" },
  { name: "fact", order: ["environment", "seq"], words: "facts" },
  { name: "release", order: ["created_at", "id"], omitted: ["lease_by", "lease_until"], words: "releases" },
  { name: "release_basis", order: ["release"], words: "releases" },
  { name: "journal", order: ["release", "seq"], words: "releases" },
  { name: "document", order: ["digest"], words: "published versions" },
  { name: "snapshot", order: ["digest"], words: "published versions" },
  { name: "published_version", order: ["position"], counted: "position", words: "published versions" },
  { name: "evidence", order: ["key"], words: "evidence" },
  { name: "flag_revision", order: ["component", "revision"], words: "revisions of flags" },
  { name: "token", order: ["created_ms", "id"], words: "tokens" },
  {
    name: "delivery",
    order: ["position"],
    omitted: ["lease_until"],
    counted: "position",
    words: "messages",
  },
];
