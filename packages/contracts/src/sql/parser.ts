import type * as LibPgQuery from "libpg-query";
import type { Node } from "libpg-query";
import { lineAt, startOfCode } from "./lexer.ts";
import { sqlLimits } from "./limits.ts";

type Parser = typeof LibPgQuery;

let parser: Parser | undefined;

/**
 * Makes PostgreSQL's own parser ready. To be awaited once, before any SQL contract is read. The caller imports it: to import
 * it is to compile its WebAssembly, which only those should pay for who read SQL.
 */
export async function loadSqlParser(module: Parser): Promise<void> {
  if (parser) return;
  await module.loadModule();
  parser = module;
}

/** Whoever reads SQL without having loaded the parser has a bug; that the contract is unreadable would be a lie. */
export function requireParser(): Parser {
  if (!parser) throw new TypeError("loadSqlParser() must be awaited before SQL contracts are read");
  return parser;
}

export interface Statement {
  readonly node: Node;
  /** Without comments in front of it. */
  readonly text: string;
  /** 1-based, in its document. */
  readonly line: number;
}

export type Script =
  | { readonly kind: "statements"; readonly statements: readonly Statement[] }
  | { readonly kind: "error"; readonly message: string; readonly line: number };

/** Parses a script with PostgreSQL's grammar. `firstLine` is the line of its first character in its document. */
export function parseScript(text: string, firstLine = 1): Script {
  const { parseSync, SqlError } = requireParser();
  let parsed: ReturnType<Parser["parseSync"]>;
  try {
    parsed = parseSync(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const at = error instanceof SqlError ? (error.sqlDetails?.cursorPosition ?? 0) : 0;
    const line = firstLine + lineAt(text, Math.max(0, at)) - 1;
    return { kind: "error", message: error.message, line };
  }
  const charAt = charOffsets(text);
  const statements = (parsed.stmts ?? []).flatMap(({ stmt, stmt_location = 0, stmt_len }) => {
    if (!stmt) return [];
    const end = stmt_len === undefined ? text.length : charAt(stmt_location + stmt_len);
    const start = startOfCode(text, charAt(stmt_location), end);
    return [{ node: stmt, text: text.slice(start, end).trim(), line: firstLine + lineAt(text, start) - 1 }];
  });
  return { kind: "statements", statements };
}

/** The parser counts bytes of UTF-8, we count characters of JavaScript. */
function charOffsets(text: string): (byte: number) => number {
  if (/^[\0-\x7f]*$/.test(text)) return (byte) => byte;
  const chars: number[] = [];
  for (let at = 0; at < text.length; ) {
    const point = text.codePointAt(at) ?? 0;
    const bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (let each = 0; each < bytes; each++) chars.push(at);
    at += point < 0x10000 ? 1 : 2;
  }
  return (byte) => chars[byte] ?? text.length;
}

/** A statement on one line, short enough to be shown. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= sqlLimits.shownLength ? line : `${line.slice(0, sqlLimits.shownLength - 1)}…`;
}
