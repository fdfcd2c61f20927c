import type { Report } from "../../analysis/report.ts";
import { readingTexts } from "../assumptions.ts";
import { type Line, say } from "../page/styled.ts";
import { labelled } from "../page/wrap.ts";

const labelColumns = 11;

/** Under which reading the verdicts were made, and what no contract says: each told once. */
export function assumptionLines(report: Report, width: number): Line[] {
  const row = (label: string, texts: readonly string[]) =>
    texts.length === 0
      ? []
      : labelled(0, say(label, "strong"), labelColumns, [say(texts.join("; "), "label")], width);
  const lines = [
    ...row("Read as", readingTexts(report)),
    ...row(
      "Not said",
      report.checklist.map(({ text }) => text),
    ),
  ];
  return lines.length === 0 ? [] : [...lines, []];
}
