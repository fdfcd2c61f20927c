import { lineAt, splitStatements } from "../lexer.ts";
import { parseScript, type Statement } from "../parser.ts";

/** A part of a migration: a statement, or a stretch of text that PostgreSQL's grammar refuses. */
export type Part =
  | { readonly kind: "statement"; readonly statement: Statement }
  | { readonly kind: "unparsed"; readonly text: string; readonly line: number; readonly message: string };

/** The parts of a migration that are applied on the way up. */
export function partsOf(source: string): readonly Part[] {
  const text = withoutClient(upPart(source.replace(/^\uFEFF/, "")));
  const whole = parseScript(text);
  if (whole.kind === "statements")
    return whole.statements.map((statement) => ({ kind: "statement", statement }));
  // Drizzle separates statements by a comment, and sometimes by nothing else.
  const chunks = /^--> statement-breakpoint/m.test(text) ? byBreakpoint(text) : splitStatements(text);
  return chunks.flatMap((chunk) => partsOfChunk(chunk.text, lineAt(text, chunk.start)));
}

function byBreakpoint(text: string): { text: string; start: number }[] {
  const pieces: { text: string; start: number }[] = [];
  let start = 0;
  for (const match of text.matchAll(/--> statement-breakpoint/g)) {
    pieces.push({ text: text.slice(start, match.index), start });
    start = match.index + match[0].length;
  }
  return [...pieces, { text: text.slice(start), start }];
}

function partsOfChunk(text: string, line: number): readonly Part[] {
  const parsed = parseScript(text, line);
  if (parsed.kind === "statements")
    return parsed.statements.map((statement) => ({ kind: "statement", statement }));
  const pieces = splitStatements(text);
  if (pieces.length > 1)
    return pieces.flatMap((piece) => partsOfChunk(piece.text, line + lineAt(text, piece.start) - 1));
  return [{ kind: "unparsed", text: text.trim(), line: parsed.line, message: parsed.message }];
}

const upMark = /^\s*(?:--|#)\s*(?:\+goose|\+migrate|migrate:|rambler|---\s*!)\s*up(?:s)?\b.*$/im;
const downMark =
  /^\s*(?:--|#)\s*(?:\+goose|\+migrate|migrate:|rambler|---\s*!)\s*down(?:s)?\b.*$|^\s*--\s*\/\/\s*@UNDO\b.*$/im;

/** dbmate, goose, sql-migrate, rambler and Play keep the way down in the same file: it is blanked. */
function upPart(text: string): string {
  const down = downMark.exec(text);
  if (!down) return text;
  const up = upMark.exec(text);
  // The way down may stand first.
  if (up && up.index > down.index) return blank(text.slice(0, up.index)) + text.slice(up.index);
  return text.slice(0, down.index);
}

/** What is meant for psql, not for the server: `\restrict …`, and the rows of `COPY … FROM stdin`. */
function withoutClient(text: string): string {
  if (!/^\\/m.test(text)) return text;
  return text
    .replace(
      /^(COPY\b[^;]*\bFROM\s+stdin\b[^;]*;[^\n]*\n)([\s\S]*?)^\\\.[^\n]*$/gim,
      (_all, head: string, rows: string) => head + blank(rows),
    )
    .replace(/^\\(restrict|unrestrict|set|echo|pset|timing|encoding)\b[^\n]*$/gm, "");
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
