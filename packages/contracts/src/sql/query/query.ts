import type { Node } from "libpg-query";
import type { Contract } from "../../contract.ts";
import { parseQuery } from "./placeholders.ts";

/** One statement that a version sends. */
export interface Query {
  /** Unique in its contract. */
  readonly name: string;
  readonly sql: string;
  readonly document: string;
  /** JSON pointer where the document is JSON, else "". */
  readonly pointer: string;
  /** 1-based, where it is known. */
  readonly line?: number;
  /** The parsed statement, or why it cannot be parsed. */
  readonly tree: { readonly node: Node } | { readonly problem: string };
  /** Made from a table that is declared, not from a query. */
  readonly declared?: boolean;
  /** Held open on the server as a prepared statement. */
  readonly prepared: boolean;
  /** Columns of a table that the version says it leaves alone, even where it asks for `*`. */
  readonly ignores?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What a version says to the database. */
export interface Queries extends Contract {
  readonly kind: "sql";
  readonly side: "sender";
  readonly queries: readonly Query[];
  /** Tables that it declares instead of queries. */
  readonly tables: number;
}

/** The tree of one statement; where a text holds several, the first that cannot be parsed or their number is told. */
export function treeOf(sql: string, line: number): Query["tree"] {
  const script = parseQuery(sql, line);
  if (script.kind === "error") return { problem: `it cannot be parsed: ${script.message}` };
  const [only, ...others] = script.statements;
  if (!only) return { problem: "it holds no statement" };
  if (others.length > 0) return { problem: `it holds ${others.length + 1} statements: one query each` };
  return { node: only.node };
}

/** Names made unique: the second `find` becomes `find (2)`. */
export function withUniqueNames(queries: readonly Query[]): Query[] {
  const uses = new Map<string, number>();
  return queries.map((query) => {
    const use = (uses.get(query.name) ?? 0) + 1;
    uses.set(query.name, use);
    return use === 1 ? query : { ...query, name: `${query.name} (${use})` };
  });
}
