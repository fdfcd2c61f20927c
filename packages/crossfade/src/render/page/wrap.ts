import { columnsOf, type Line, type Piece, say } from "./styled.ts";

/** Words keep their role; a word too long for a line is broken. */
function wrap(line: Line, columns: number): Line[] {
  const room = Math.max(8, columns);
  const lines: Piece[][] = [[]];
  let used = 0;
  for (const word of line.flatMap(wordsOf)) {
    const isGap = word.text.trim() === "";
    const long = columnsOf(word.text);
    if (used + long > room && used > 0) {
      lines.push([]);
      used = 0;
    }
    if (isGap && used === 0) continue;
    for (const part of long > room ? broken(word, room) : [word]) {
      if (used + columnsOf(part.text) > room) {
        lines.push([]);
        used = 0;
      }
      lines.at(-1)?.push(part);
      used += columnsOf(part.text);
    }
  }
  return lines;
}

/** Words with the gaps between them. */
function wordsOf({ text, role }: Piece): Piece[] {
  return (text.match(/ +|[^ ]+/g) ?? []).map((word) => ({ text: word, role }));
}

function broken({ text, role }: Piece, columns: number): Piece[] {
  const parts: Piece[] = [];
  let part = "";
  let used = 0;
  for (const mark of text) {
    const width = columnsOf(mark);
    if (used + width > columns) {
      parts.push({ text: part, role });
      part = "";
      used = 0;
    }
    part += mark;
    used += width;
  }
  return [...parts, { text: part, role }];
}

/** A label in a column of its own, and its text beside it, wrapped; blank where the label has ended. */
export function labelled(
  indent: number,
  label: Piece,
  labelColumns: number,
  text: Line,
  width: number,
): Line[] {
  const column = Math.max(labelColumns, columnsOf(label.text) + 2);
  const blank = " ".repeat(indent + column);
  const head: Line = [say(" ".repeat(indent)), label, say(" ".repeat(column - columnsOf(label.text)))];
  return wrap(text, width - indent - column).map((line, index) => [
    ...(index === 0 ? head : [say(blank)]),
    ...line,
  ]);
}

/** Wrapped, each line moved to the right; lines after the first by `hanging` more. */
export function indented(indent: number, text: Line, width: number, hanging = 0): Line[] {
  return wrap(text, width - indent - hanging).map((line, index) => [
    say(" ".repeat(indent + (index === 0 ? 0 : hanging))),
    ...line,
  ]);
}
