import type { Report } from "../../analysis/report.ts";
import { exitLegend, exitLine, isNothing, nothingBreaks, nothingText, unprovenText } from "../answer.ts";
import { type Line, type Piece, padded, say } from "../page/styled.ts";
import { indented, labelled } from "../page/wrap.ts";
import { pairText } from "../pair-groups.ts";
import { plural } from "../words.ts";
import { asides } from "./asides.ts";
import { findingBlocks } from "./findings.ts";
import { impossibleBlock } from "./impossible.ts";
import { stageTable, stayingLines } from "./stages.ts";

const shortHash = 8;

/** The answer of `crossfade check`: what was read, what breaks, as requested against as planned, the stages, the exit code. */
export function checkText(report: Report, allowSplit: boolean, width: number): Line[] {
  if (isNothing(report))
    return [...indented(0, [say(nothingText(report))], width), ...spaced(asides(report, width))];
  return [
    ...readLines(report, width),
    [],
    ...findingBlocks(report.atOnce, report, width),
    ...summary(report, width),
    [],
    ...plan(report, width),
    ...asides(report, width),
    ...exit(report, allowSplit, width),
  ];
}

function spaced(lines: Line[]): Line[] {
  return lines.length === 0 ? [] : [[], ...lines.slice(0, -1)];
}

function readLines(report: Report, width: number): Line[] {
  const row = (label: string, text: string) => labelled(0, say(label, "label"), 9, [say(text)], width);
  const also = report.also.length > 0 ? `, also ${report.also.join(", ")}` : "";
  const read = report.links.filter((each) => each.summary !== undefined);
  const contracts = new Set(read.map((each) => each.path)).size;
  const { pairs, inContact } = report.asRequested;
  return [
    ...report.notes.flatMap((each) => row("note", each)),
    ...row("compare", `${report.from} → ${report.to}${also}`),
    ...row("read", `${plural(report.components.length, "component")}, ${plural(contracts, "contract")}`),
    ...row("pair", `${plural(pairs, "version pair")}, ${inContact} in contact as requested`),
  ];
}

function summary(report: Report, width: number): Line[] {
  const { asRequested, planning } = report;
  const counts = (how: string, breaking: number, unknown: number, fit?: number): Line => [
    ...padded(say(how), 15),
    ...padded(say(`${breaking} break`, breaking > 0 ? "breaks" : "strong"), 10),
    ...padded(say(`${unknown} unknown`, unknown > 0 ? "unknown" : "plain"), 12),
    ...(fit === undefined ? [] : [say(`${fit} fit`)]),
  ];
  const row = (label: string, text: Line) => labelled(0, say(label, "strong"), 14, text, width);
  const requested = row(
    "As requested",
    counts("1 deployment", asRequested.breaking, asRequested.unknown, asRequested.fit),
  );
  if (planning.kind === "impossible")
    return [...requested, ...row("As planned", [say("✕ impossible:", "breaks"), say(" no order exists")])];
  const { breaking, unknown, fit } = planning.inContact;
  return [
    ...requested,
    ...row("As planned", counts(plural(planning.stages.length, "stage"), breaking, unknown, fit)),
    ...row("", verdictLine(report)),
  ];
}

function verdictLine(report: Report): Line {
  const { planning } = report;
  if (planning.kind === "impossible") return [];
  if (planning.kind === "proven") return [say("✓ proven:", "strong"), say(` ${nothingBreaks(report)}`)];
  const pairs = planning.unknowns.slice(0, 3).map(pairText);
  const more = planning.unknowns.length > 3 ? ` and ${planning.unknowns.length - 3} more` : "";
  const [word = "", rest = ""] = unprovenText(report).split(/(?<=:)/);
  return [say(`? ${word}`, "unknown"), say(`${rest}, ${pairs.join(", ")}${more}`)];
}

function plan(report: Report, width: number): Line[] {
  const { planning } = report;
  if (planning.kind === "impossible") return [...impossibleBlock(planning, report, width), []];
  if (planning.stages.length === 0) return [];
  return [
    ...stageTable(planning.stages, planning.plan, width),
    ...stayingLines(planning.staying, width),
    [],
    ...(planning.moves.length > 0
      ? [...indented(0, [say(`With ${planning.moves.join(", ")}.`)], width)]
      : []),
    [say("Plan "), say(planning.hash.slice(0, shortHash), "strong")],
    [],
  ];
}

function exit(report: Report, allowSplit: boolean, width: number): Line[] {
  const { code, text, command } = exitLine(report, allowSplit);
  const role = code === 1 ? "breaks" : code === 3 ? "unknown" : "strong";
  const next: Piece[] = command === undefined ? [] : [say(" "), say(command)];
  return [
    ...labelled(0, say(`exit ${code}`, role), 8, [say(text, "label"), ...next], width),
    ...indented(8, [say(exitLegend, "label")], width),
  ];
}
