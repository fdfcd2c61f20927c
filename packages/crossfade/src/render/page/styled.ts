import { forTerminal } from "../escape.ts";

/** What a stretch of text means; colour supports it and never says it alone. */
export type Role = "old" | "new" | "breaks" | "unknown" | "label" | "strong" | "plain";

/** A stretch of one line. Only `say` makes one, so no control character gets past it. */
export interface Piece {
  readonly text: string;
  readonly role: Role;
}

export type Line = readonly Piece[];

export function say(text: string, role: Role = "plain"): Piece {
  return { text: forTerminal(text), role };
}

const codes: Readonly<Record<Role, string>> = {
  old: "\u001b[35m",
  new: "\u001b[36m",
  breaks: "\u001b[1;31m",
  unknown: "\u001b[1;33m",
  label: "\u001b[2m",
  strong: "\u001b[1m",
  plain: "",
};
const reset = "\u001b[0m";

/** The page as text that ends with a newline. Without colour it is the same text without the escapes. */
export function paint(lines: readonly Line[], colour: boolean): string {
  return lines.map((line) => `${paintLine(withoutCommand(trimmed(line)), colour)}\n`).join("");
}

function paintLine(line: Line, colour: boolean): string {
  if (!colour) return line.map((each) => each.text).join("");
  return merged(line)
    .map(({ text, role }) =>
      role === "plain" || text.trim() === "" ? text : `${codes[role]}${text}${reset}`,
    )
    .join("");
}

/** Neighbours of one role in one go. */
function merged(line: Line): Line {
  const pieces: Piece[] = [];
  for (const piece of line) {
    const last = pieces.at(-1);
    if (last?.role === piece.role) pieces[pieces.length - 1] = { ...piece, text: last.text + piece.text };
    else pieces.push(piece);
  }
  return pieces;
}

function trimmed(line: Line): Line {
  const last = line.at(-1);
  if (!last) return line;
  const text = last.text.trimEnd();
  if (text === "") return trimmed(line.slice(0, -1));
  return text === last.text ? line : [...line.slice(0, -1), { ...last, text }];
}

/** A CI log takes a line that begins with `::`, or has `##[` anywhere, for a command: foreign text must not give one. */
function withoutCommand(line: Line): Line {
  const text = line.map((each) => each.text).join("");
  const start = text.length - text.trimStart().length;
  const at = text.startsWith("::", start) ? start : text.indexOf("##[");
  if (at < 0) return line;
  let from = 0;
  const changed = line.map((piece): Piece => {
    const place = at - from;
    from += piece.text.length;
    if (place < 0 || place >= piece.text.length) return piece;
    const mark = `\\u{${piece.text.charCodeAt(place).toString(16)}}`;
    return { ...piece, text: piece.text.slice(0, place) + mark + piece.text.slice(place + 1) };
  });
  return withoutCommand(changed);
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Columns that a text takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const mark of text) columns += /\p{M}/u.test(mark) ? 0 : wide.test(mark) ? 2 : 1;
  return columns;
}

export function widthOf(line: Line): number {
  return line.reduce((sum, each) => sum + columnsOf(each.text), 0);
}

/** Cut to so many columns, with … where something is missing. */
export function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = "";
  let used = 0;
  for (const mark of text) {
    used += columnsOf(mark);
    if (used > columns - 1) break;
    kept += mark;
  }
  return `${kept}…`;
}

/** Filled up with blanks on the right. */
export function padded(piece: Piece, columns: number): Line {
  return [piece, { text: " ".repeat(Math.max(0, columns - columnsOf(piece.text))), role: "plain" }];
}
