/** A stretch of SQL text: code, or something inside which `;`, `?` and `:name` mean nothing. */
interface Stretch {
  readonly kind: "code" | "string" | "name" | "comment";
  readonly start: number;
  readonly end: number;
}

const opening = /--|\/\*|[eE]?'|"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/g;

/** The stretches of a text, in order and without gaps. An unclosed one ends with the text. */
function stretchesOf(text: string): Stretch[] {
  const found: Stretch[] = [];
  let at = 0;
  const push = (kind: Stretch["kind"], start: number, end: number) => {
    if (end > start) found.push({ kind, start, end });
  };
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const start = match.index;
    const mark = match[0];
    // The e of a word ("name'x'" is no escape string), and $1$ is a parameter, not a quote.
    const before = text[start - 1] ?? "";
    if (mark.startsWith("$") && /[\w$\u0080-\uffff]/.test(before)) {
      opening.lastIndex = start + 1;
      continue;
    }
    const escapes = mark.length === 2 && mark.endsWith("'") && !/[\w$]/.test(before);
    const end = closing(text, start, mark, escapes);
    push("code", at, start);
    const comment = mark === "--" || mark === "/*";
    push(comment ? "comment" : mark === '"' ? "name" : "string", start, end);
    at = end;
    opening.lastIndex = end;
  }
  push("code", at, text.length);
  return found;
}

function closing(text: string, start: number, mark: string, escapes: boolean): number {
  const from = start + mark.length;
  if (mark === "--") return endOf(text.indexOf("\n", from), 0, text);
  if (mark === "/*") return closingComment(text, from);
  if (mark.startsWith("$")) return endOf(text.indexOf(mark, from), mark.length, text);
  const quote = mark.at(-1);
  for (let at = from; at < text.length; at++) {
    if (escapes && text[at] === "\\") at++;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return text.length;
}

/** Block comments nest. */
function closingComment(text: string, from: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 1;
  for (let match = edge.exec(text); match; match = edge.exec(text)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return text.length;
}

function endOf(found: number, length: number, text: string): number {
  return found < 0 ? text.length : found + length;
}

/** Where the first character stands that is neither blank nor comment. */
export function startOfCode(text: string, from: number, end: number): number {
  for (const { kind, start, end: stop } of stretchesOf(text.slice(from, end))) {
    if (kind === "comment") continue;
    if (kind !== "code") return from + start;
    const blank = text.slice(from + start, from + stop).search(/\S/);
    if (blank >= 0) return from + start + blank;
  }
  return end;
}

/** A piece of a script between two `;`, comments in front of it included. */
export interface Piece {
  readonly text: string;
  /** Offset in the script. */
  readonly start: number;
}

export function splitStatements(text: string): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const stretch of stretchesOf(text)) {
    if (stretch.kind !== "code") continue;
    for (let at = stretch.start; at < stretch.end; at++) {
      if (text[at] !== ";") continue;
      pieces.push({ text: text.slice(start, at), start });
      start = at + 1;
    }
  }
  pieces.push({ text: text.slice(start), start });
  return pieces.filter((piece) => startOfCode(piece.text, 0, piece.text.length) < piece.text.length);
}

/** The comments of a piece before its first code, without their marks. */
export function leadingComments(text: string): string {
  const end = startOfCode(text, 0, text.length);
  return stretchesOf(text.slice(0, end))
    .filter(({ kind }) => kind === "comment")
    .map(({ start, end: stop }) => text.slice(start, stop))
    .join("\n");
}

/** Rewrites the code of a text and leaves strings, quoted names and comments as they are. */
export function replaceInCode(text: string, replace: (code: string, before: string) => string): string {
  return stretchesOf(text)
    .map(({ kind, start, end }) =>
      kind === "code" ? replace(text.slice(start, end), text[start - 1] ?? "") : text.slice(start, end),
    )
    .join("");
}

/** 1-based. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
