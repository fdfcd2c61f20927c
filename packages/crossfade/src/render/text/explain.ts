import type { Finding, MatrixCell, Place } from "@crossfade/core";
import type { Report, ReportLink } from "../../analysis/report.ts";
import { prettyJson } from "../counterexample.ts";
import { cut, type Line, say } from "../page/styled.ts";
import { indented, labelled } from "../page/wrap.ts";
import { contactText, rolesOf, whatText } from "../pair-groups.ts";
import { versionText } from "../words.ts";
import { distinct } from "./findings.ts";

const labelColumns = 14;
const shownPairs = 20;

/** All about one finding: rule and place, why, the value that proves it, who meets when, the plan, the ways out, the waiver. */
export function explainText(finding: Finding, report: Report, width: number): Line[] {
  const link = report.links.find((each) => each.id === finding.link);
  const cells = cellsOf(finding, report);
  const row = (label: string, text: string) =>
    labelled(0, say(label, "label"), labelColumns, [say(text)], width);
  return [
    ...title(finding, link, width),
    [],
    ...row("finding", finding.id),
    ...row("rule", ruleText(finding, report)),
    ...row("link", finding.link),
    ...row("place", placeText(finding.place, link)),
    ...(finding.other ? row("and", placeText(finding.other, link)) : []),
    ...row("why", finding.why),
    ...(finding.decides === undefined ? [] : row("decides", finding.decides)),
    ...counterexample(finding, link, width),
    [],
    ...meetings(cells, link, width),
    ...plan(finding, report, width),
    ...fixes(finding, width),
    ...waiver(finding),
  ];
}

function ruleText({ ruleId }: Finding, { rules }: Pick<Report, "rules">): string {
  const title = Object.hasOwn(rules, ruleId) ? rules[ruleId] : undefined;
  return title === undefined || title === ruleId ? ruleId : `${ruleId}: ${title}`;
}

export function cellsOf(finding: Finding, report: Pick<Report, "matrix">): MatrixCell[] {
  const cells = report.matrix.find((each) => each.link === finding.link)?.rows.flat() ?? [];
  return cells.filter((each) => each.because.includes(finding.id));
}

/** "api/openapi.yaml#/paths/~1cart, what api says". */
function placeText(place: Place, link: ReportLink | undefined): string {
  const inside = place.pointer === "" ? "" : `#${place.pointer}`;
  const line = place.line === undefined ? "" : `:${place.line}`;
  return `${place.document}${line}${inside}, what ${link?.[place.side] ?? `the ${place.side}`} says`;
}

function title(finding: Finding, link: ReportLink | undefined, width: number): Line[] {
  const sign =
    finding.outcome === "breaking"
      ? say("✕ breaks", "breaks")
      : finding.outcome === "unknown"
        ? say("? unknown", "unknown")
        : say("· notice", "label");
  const ends = link ? `${link.sender} → ${link.receiver}   ` : "";
  return indented(0, [sign, say("   "), say(ends), say(whatText(finding))], width, 2);
}

function counterexample(finding: Finding, link: ReportLink | undefined, width: number): Line[] {
  const { counterexample: sample } = finding;
  if (!sample) return [];
  const sender = link ? rolesOf(finding, link.sender, link.receiver).sends : "the sender";
  const at = sample.at === "" ? "rejected as a whole" : `rejected at ${sample.at}`;
  return [
    [],
    ...indented(0, [say(`${sender} may send`, "strong"), say(`, ${at}`, "label")], width),
    ...prettyJson(sample.value).map((line): Line => [say("  "), say(cut(line, width - 2))]),
  ];
}

function meetings(cells: readonly MatrixCell[], link: ReportLink | undefined, width: number): Line[] {
  if (cells.length === 0) return [[say("No version pair of this comparison has it.")], []];
  const lines = cells.slice(0, shownPairs).flatMap((cell) => {
    const pair = `${versionText(link?.sender ?? "", cell.sender)} → ${versionText(link?.receiver ?? "", cell.receiver)}`;
    const contact = `${contactText(cell)}${cell.accepted ? "; waived or accepted" : ""}`;
    return indented(2, [say(pair), say("   "), say(contact, "label")], width, 2);
  });
  const more = cells.length - shownPairs;
  return [
    [say("In contact", "strong")],
    ...lines,
    ...(more > 0 ? [[say(`  + ${more} more`, "label")]] : []),
    [],
  ];
}

/** What is said of the pairs that have it. */
function plan(finding: Finding, report: Report, width: number): Line[] {
  const all = [...report.atOnce, ...report.standing, ...report.waived];
  const pairs = all.filter((each) => each.findings.includes(finding.id));
  const sentences = distinct(pairs.map((each) => each.so)).slice(0, shownPairs);
  if (sentences.length === 0) return [];
  return [
    [say("In the plan", "strong")],
    ...sentences.flatMap((each) => indented(2, [say(each)], width, 2)),
    [],
  ];
}

function fixes({ fixes: ways }: Finding, width: number): Line[] {
  if (ways.length === 0) return [];
  return [
    [say("Ways out", "strong")],
    ...ways.flatMap((each) => indented(2, [say(`– ${each}`)], width, 2)),
    [],
  ];
}

/** To paste into crossfade.yaml; the id is a hash, so it needs no quotes to be YAML but gets them. */
function waiver({ id }: Finding): Line[] {
  return [
    [say("To waive it, in crossfade.yaml", "strong")],
    [say("  waivers:")],
    [say(`    - finding: ${JSON.stringify(id)}`)],
    [say("      reason: why it is not a problem")],
    [say("      by: who answers for it")],
    [say("      expires: YYYY-MM-DD")],
  ];
}
