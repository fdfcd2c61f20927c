import type { MatrixCell } from "@crossfade/core";
import type { PairReport, Report, ReportProblem, ReportWaiver } from "../../analysis/report.ts";
import { shortIds } from "../finding-ids.ts";
import { type Line, say } from "../page/styled.ts";
import { indented } from "../page/wrap.ts";
import { pairText, whatText } from "../pair-groups.ts";
import { versionText } from "../words.ts";
import { assumptionLines } from "./assumptions.ts";
import { schemaLines } from "./schemas.ts";

const shown = 10;

/** What is told beside the answer: under which reading, what no contract says, what migrations do, standing and waived pairs, expired waivers, contracts that could not be read. */
export function asides(report: Report, width: number): Line[] {
  const breaking = report.standing.filter((each) => each.verdict === "breaking");
  const unknown = report.standing.filter((each) => each.verdict === "unknown");
  return [
    ...assumptionLines(report, width),
    ...schemaLines(report, width),
    ...section("Broken already", "not counted", breaking, (each) => standing(each, report), width),
    ...section("Unknown already", "not counted", unknown, (each) => standing(each, report), width),
    ...section("Waived", "not counted", report.waived, (each) => waived(each, report), width),
    ...section(
      "Expired waivers",
      "no longer in force",
      report.expiredWaivers,
      (each) => expired(each, report),
      width,
    ),
    ...section(
      "Could not be read",
      "their pairs are unknown",
      report.problems,
      (each) => problem(each),
      width,
    ),
  ];
}

function section<T>(
  title: string,
  note: string,
  all: readonly T[],
  tell: (each: T) => Line[],
  width: number,
): Line[] {
  if (all.length === 0) return [];
  const lines = all
    .slice(0, shown)
    .flatMap((each) => tell(each).flatMap((line, index) => indented(index === 0 ? 2 : 4, line, width, 2)));
  const more = all.length - shown;
  return [
    [say(title, "strong"), say(`, ${note}`, "label")],
    ...lines,
    ...(more > 0 ? [[say(`  + ${more} more`, "label")]] : []),
    [],
  ];
}

function headline(pair: PairReport, report: Report): Line {
  const sign = pair.verdict === "breaking" ? say("✕ ", "breaks") : say("? ", "unknown");
  const [id] = pair.findings;
  const finding = id === undefined ? undefined : report.findings[id];
  const what: Line = finding
    ? [say(`   ${whatText(finding)}   `), say(shortIds(report)(finding.id), "label")]
    : [];
  return [sign, say(pairText(pair)), ...what];
}

function standing(pair: PairReport, report: Report): Line[] {
  return [headline(pair, report), [say(repairText(pair, report), "label")]];
}

/** Whether the release repairs a pair that stands: the new version of one of its ends, or of both, fits. */
function repairText({ link, sender, receiver }: PairReport, report: Report): string {
  const newest = (id: string) => report.components.find((each) => each.id === id)?.chain.at(-1) ?? "";
  const [newSender, newReceiver] = [newest(sender.component), newest(receiver.component)];
  const cells = report.matrix.find((each) => each.link === link)?.rows.flat() ?? [];
  const fits = (one: string, other: string) =>
    cells.some(
      (each: MatrixCell) => each.sender === one && each.receiver === other && each.verdict === "compatible",
    );
  const to = (one: string, other: string) =>
    `${versionText(sender.component, one)} → ${versionText(receiver.component, other)} fits`;
  if (newReceiver !== receiver.version && fits(sender.version, newReceiver))
    return `the release repairs it: ${to(sender.version, newReceiver)}`;
  if ((newSender !== sender.version || newReceiver !== receiver.version) && fits(newSender, newReceiver))
    return `the release repairs it for whoever has the new version: ${to(newSender, newReceiver)}`;
  return "the release does not repair it";
}

function waived(pair: Report["waived"][number], report: Report): Line[] {
  return [headline(pair, report), ...pair.waivers.map((each): Line => [say(waiverText(each), "label")])];
}

function waiverText({ by, expires, reason }: ReportWaiver): string {
  return `by ${by}, until ${expires}: ${reason}`;
}

function expired(waiver: ReportWaiver, report: Report): Line[] {
  const known = Object.hasOwn(report.findings, waiver.finding);
  const id = known ? shortIds(report)(waiver.finding) : waiver.finding;
  return [[say(`${id}   expired on ${waiver.expires}, by ${waiver.by}: ${waiver.reason}`)]];
}

function problem(each: ReportProblem): Line[] {
  return [[say(`${placeText(each)}   ${each.message}`)]];
}

/** "api/openapi.yaml:12:3 in v1.8.0". */
function placeText({ document, line, column, pointer, revision }: ReportProblem): string {
  const at = line === undefined ? "" : column === undefined ? `:${line}` : `:${line}:${column}`;
  const inside = line === undefined && pointer !== undefined && pointer !== "" ? `#${pointer}` : "";
  return `${document}${at}${inside} in ${revision}`;
}
