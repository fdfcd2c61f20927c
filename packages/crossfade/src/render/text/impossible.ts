import type { Report, ReportPlanning, WayOutReport } from "../../analysis/report.ts";
import { chooseCommand, costText, moveText } from "../moves.ts";
import { type Line, say } from "../page/styled.ts";
import { indented, labelled } from "../page/wrap.ts";
import { conflictLines } from "./conflicts.ts";
import { distinct } from "./findings.ts";

type Impossible = Extract<ReportPlanning, { kind: "impossible" }>;
const shownObligations = 6;
const indent = 2;

/** Why no order exists, then the ways out, cheapest first. */
export function impossibleBlock(planning: Impossible, report: Report, width: number): Line[] {
  return [...conflictLines(planning.conflicts, report, width), [], ...wayLines(planning, report, width)];
}

function wayLines({ ways, limited }: Impossible, report: Report, width: number): Line[] {
  if (ways.length === 0)
    return indented(0, [say("No way out was found. Change a contract, or release in two parts.")], width);
  const note = "There may be other ways: the search stopped at its limit.";
  return [
    [say("Ways out", "strong"), say(", cheapest first")],
    ...ways.flatMap((each) => wayBlock(each, report, width)),
    ...(limited ? indented(indent, [say(note, "label")], width) : []),
  ];
}

function wayBlock(way: WayOutReport, report: Report, width: number): Line[] {
  const row = (label: string, text: string) =>
    labelled(indent + 2, say(label, "label"), 10, [say(text)], width);
  const sentences = distinct(way.obligations.map((each) => each.sentence));
  const more = sentences.length - shownObligations;
  return [
    ...indented(indent, [say(way.id, "strong"), say(`   ${way.kind}`)], width),
    ...way.moves.flatMap((each) => row("do", moveText(each, report))),
    ...sentences.slice(0, shownObligations).flatMap((each, index) => row(index === 0 ? "so that" : "", each)),
    ...(more > 0 ? row("", `and ${more} more`) : []),
    ...row("costs", costText(way.cost)),
    ...row("choose", chooseCommand(way)),
  ];
}
