import type { LinkMatrix, MatrixCell } from "@crossfade/core";
import { readingText } from "../../analysis/reading.ts";
import type { Report } from "../../analysis/report.ts";
import { columnsOf, cut, type Line, type Piece, padded, say } from "../page/styled.ts";
import { indented } from "../page/wrap.ts";
import { versionText } from "../words.ts";

const maxNameColumns = 32;

/** Every version pair, a table for each link: the row sends, the column receives. Signs, not colours, carry the meaning. */
export function matrixText(report: Report, width: number): Line[] {
  if (report.matrix.length === 0) return [[say("There are no links: no version meets another.")]];
  const used = new Set<string>();
  const tables = report.matrix.flatMap((each) => [...table(each, report, width, used), []]);
  return [...tables, ...legend(used, width)];
}

function table(matrix: LinkMatrix, report: Report, width: number, used: Set<string>): Line[] {
  const link = report.links.find((each) => each.id === matrix.link);
  const about = link
    ? [link.path, link.summary, readingText(link.reading)]
        .filter((each) => each !== undefined && each !== "")
        .join(", ")
    : "";
  const title = indented(
    0,
    [say(matrix.link, "strong"), say(about === "" ? "" : `   ${about}`, "label")],
    width,
  );
  const [first] = matrix.rows;
  if (!first || first.length === 0) return [...title, [say("  no version sends here", "label")]];
  const receivers = first.map((each) => versionText(matrix.receiver, each.receiver));
  const names = matrix.rows.map((row) => versionText(matrix.sender, row[0]?.sender ?? ""));
  const nameColumns = Math.min(maxNameColumns, Math.max(...names.map(columnsOf))) + 2;
  const cellColumns = Math.min(maxNameColumns, Math.max(5, ...receivers.map(columnsOf))) + 2;
  const perTable = Math.max(1, Math.floor((width - 2 - nameColumns) / cellColumns));
  const lines: Line[] = [];
  for (let from = 0; from < receivers.length; from += perTable) {
    const heads = receivers.slice(from, from + perTable);
    lines.push([
      say(" ".repeat(2 + nameColumns)),
      ...heads.flatMap((each) => padded(say(cut(each, cellColumns - 2), "label"), cellColumns)),
    ]);
    for (const [index, row] of matrix.rows.entries())
      lines.push([
        say("  "),
        ...padded(say(cut(names[index] ?? "", nameColumns - 2), "label"), nameColumns),
        ...row.slice(from, from + perTable).flatMap((cell) => padded(mark(cell, used), cellColumns)),
      ]);
  }
  return [...title, ...lines];
}

const signs = { compatible: "✓", breaking: "✕", unknown: "?", "not-spoken": "–" } as const;
const words: Readonly<Record<string, string>> = {
  "✓": "fits",
  "·": "fits, never in contact",
  "✕": "breaks",
  "?": "unknown",
  "–": "this version does not use the link",
  "[ ]": "in contact as requested, kept apart by the plan",
  "( )": "never in contact",
  "= =": "in contact already, before the release",
  "< >": "waived or accepted",
};

function mark(cell: MatrixCell, used: Set<string>): Piece {
  const fitting = cell.verdict === "compatible" || cell.verdict === "not-spoken";
  const sign = cell.verdict === "compatible" && cell.asRequested === "apart" ? "·" : signs[cell.verdict];
  used.add(sign);
  if (fitting) return say(` ${sign} `, sign === "✓" ? "plain" : "label");
  const frame = frameOf(cell);
  if (frame !== undefined) used.add(frame);
  const role = frame !== undefined ? "label" : cell.verdict === "breaking" ? "breaks" : "unknown";
  return say(frame === undefined ? ` ${sign} ` : frame.replace(" ", sign), role);
}

function frameOf({ accepted, asRequested, asPlanned }: MatrixCell): string | undefined {
  if (accepted) return "< >";
  if (asRequested === "standing") return "= =";
  if (asRequested === "apart") return "( )";
  return asPlanned === "apart" ? "[ ]" : undefined;
}

function legend(used: ReadonlySet<string>, width: number): Line[] {
  const parts = Object.entries(words).filter(([sign]) => used.has(sign));
  const explained = parts.map(([sign, word]) =>
    sign.length === 3 ? `${sign.replace(" ", "✕")} ${word}` : `${sign} ${word}`,
  );
  return ["Row sends, column receives.", ...explained].flatMap((each) =>
    indented(0, [say(each, "label")], width, 4),
  );
}
