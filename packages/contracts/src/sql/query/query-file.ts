import { leadingComments, lineAt, splitStatements, startOfCode } from "../lexer.ts";
import { shortened } from "../parser.ts";
import { type Query, treeOf } from "./query.ts";

/** `-- name: GetCart :one` (sqlc), `-- name: get-cart^` (aiosql), `-- :name get-cart :? :1` (HugSQL). */
const naming = /(?:--|\/\*)\s*:?name\s*:?\s+([\w.-]+)/i;

/** The queries of a .sql file, one for each statement. */
export function queriesIn(document: string, text: string): Query[] {
  return splitStatements(text).map((piece) => {
    const start = piece.start + startOfCode(piece.text, 0, piece.text.length);
    const line = lineAt(text, start);
    const sql = text.slice(start, piece.start + piece.text.length).trim();
    const named = naming.exec(leadingComments(piece.text))?.[1];
    return {
      name: named ?? `${document}:${line} ${shortened(sql).slice(0, 60)}`,
      sql,
      document,
      pointer: "",
      line,
      tree: treeOf(sql, line),
      prepared: false,
    };
  });
}
