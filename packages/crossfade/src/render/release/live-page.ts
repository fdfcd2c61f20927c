import type { ReleaseView } from "../../wire/views.ts";
import { columnsOf, cut, type Line, paint, say, widthOf } from "../page/styled.ts";
import { type PageFrame, releaseLines } from "./release-page.ts";

export interface LiveState {
  /** Of the terminal; undefined or 0: not known. */
  readonly rows: number | undefined;
  /** Why nothing newer is known. */
  readonly lost: string | undefined;
  readonly isFirst: boolean;
}

/**
 * The page of a release on a screen of its own size: from its top, each line cut where it would wrap, nothing left of the
 * page before, and never longer than the screen, for that would scroll.
 */
export function livePage(view: ReleaseView, frame: PageFrame, { rows, lost, isFirst }: LiveState): string {
  const start = "\u001b[";
  const lostLine: Line[] = lost === undefined ? [] : [[say(`✕ ${lost}`, "breaks")], []];
  const page = [...lostLine, ...releaseLines(view, frame)].map((line) => cutLine(line, frame.width));
  const shown = paint(fitted(page, rows, view.id), frame.colour)
    .trimEnd()
    .split("\n")
    .map((line) => `${line}${start}K\n`);
  return `${isFirst ? `${start}2J` : ""}${start}H${shown.join("")}${start}J`;
}

function fitted(lines: readonly Line[], rows: number | undefined, id: string): readonly Line[] {
  const room = (rows ?? 0) - 1;
  if (room < 4 || lines.length <= room) return lines;
  const more = lines.length - room + 1;
  return [...lines.slice(0, room - 1), [say(`… ${more} more lines: crossfade release show ${id}`, "label")]];
}

function cutLine(line: Line, width: number): Line {
  if (widthOf(line) <= width) return line;
  const kept: Line[number][] = [];
  let left = width;
  for (const piece of line) {
    const text = cut(piece.text, left);
    kept.push({ ...piece, text });
    left -= columnsOf(text);
    if (left <= 0 || text !== piece.text) break;
  }
  return kept;
}
