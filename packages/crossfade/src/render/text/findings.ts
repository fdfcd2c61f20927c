import type { Finding } from "@crossfade/core";
import type { Age, PairReport, Report } from "../../analysis/report.ts";
import { shortJson } from "../counterexample.ts";
import { shortIds } from "../finding-ids.ts";
import { type Line, type Piece, type Role, say } from "../page/styled.ts";
import { indented, labelled } from "../page/wrap.ts";
import {
  contactText,
  endText,
  type GroupEnd,
  groupPairs,
  headsOf,
  type PairGroup,
  rolesOf,
  whatText,
} from "../pair-groups.ts";

/** The sign and word of a pair take this many columns. */
const verdictColumns = 11;
const labelColumns = 15;
const shownFindings = 3;
const shownGroups = 50;

function verdictPiece(verdict: "breaking" | "unknown"): Piece {
  return verdict === "breaking" ? say("✕ breaks", "breaks") : say("? unknown", "unknown");
}

function roleOf(age: Age): Role {
  return age === "new" ? "new" : age === "old" || age === "older" ? "old" : "plain";
}

/** All pairs that count, those with the same findings told once, with a blank line after each. */
export function findingBlocks(pairs: readonly PairReport[], report: Report, width: number): Line[] {
  const groups = groupPairs(pairs, report);
  const shown = groups.slice(0, shownGroups).flatMap((each) => [...block(each, report, width), []]);
  const more = groups.length - shownGroups;
  return more > 0 ? [...shown, [say(`+ ${more} more: crossfade matrix`, "label")], []] : shown;
}

function block(group: PairGroup, report: Report, width: number): Line[] {
  const [first] = group.pairs;
  const short = shortIds(report);
  const [finding, ...rest] = group.findings;
  const verdict = verdictPiece(first.verdict);
  const column = labelColumnsOf(first);
  const row = (label: string, text: Line) =>
    labelled(verdictColumns, say(label, "label"), column, text, width);
  const heads = headsOf(group).map((head): Line => [...ends(head.sender, head.receiver)]);
  const title = (each: Finding): Line => [say(whatText(each)), say("   "), say(short(each.id), "label")];
  const [head = [], ...others] = heads;
  const next = rest.slice(0, shownFindings - 1);
  const hidden = rest.slice(shownFindings - 1);
  const ids = hidden
    .slice(0, shownFindings)
    .map((each) => short(each.id))
    .join(", ");
  const open: Line = finding ? [...head, say("   "), ...title(finding)] : head;
  return [
    ...labelled(0, verdict, verdictColumns, open, width),
    ...others.flatMap((each) => indented(verdictColumns, each, width)),
    ...(finding ? evidence(finding, group, width, row) : row("why", [say("this pair was not compared")])),
    ...next.flatMap((each) => [
      ...indented(verdictColumns, title(each), width),
      ...evidence(each, group, width, row),
    ]),
    ...(hidden.length > 0
      ? indented(verdictColumns, [say(`+ ${hidden.length} more: crossfade explain ${ids}`, "label")], width)
      : []),
    ...row("in contact", [say(contactText(first))]),
    ...distinct(group.pairs.map((each) => each.so)).flatMap((so) =>
      row(first.verdict === "breaking" ? "so" : "in the plan", [say(so)]),
    ),
  ];
}

/** Wide enough for "worker may send", where the name is not too long. */
function labelColumnsOf({ sender, receiver }: PairReport): number {
  const longest = Math.max(sender.component.length, receiver.component.length);
  return Math.max(labelColumns, Math.min(26, longest + " may send".length + 2));
}

function ends(sender: GroupEnd, receiver: GroupEnd): Line {
  return [...endPieces(sender), say(" → "), ...endPieces(receiver)];
}

/** One colour where all versions are of one age. */
function endPieces(end: GroupEnd): Piece[] {
  const roles = new Set(end.versions.map((each) => roleOf(each.age)));
  const [only = "plain"] = roles;
  return [say(endText(end), roles.size === 1 ? only : "plain")];
}

function evidence(
  finding: Finding,
  { pairs: [pair] }: PairGroup,
  width: number,
  row: (label: string, text: Line) => Line[],
): Line[] {
  const { sends, takes } = rolesOf(finding, pair.sender.component, pair.receiver.component);
  const sample = finding.counterexample;
  const label = `${sends} may send`;
  const room = width - verdictColumns - labelColumnsOf(pair);
  return [
    ...(sample ? row(label, shortJson(sample.value, sample.at, room)) : []),
    ...row(finding.outcome === "breaking" ? `${takes} rejects` : "why", [say(finding.why)]),
    ...(finding.outcome !== "breaking" && finding.decides !== undefined
      ? row("decides", [say(finding.decides)])
      : []),
  ];
}

export function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
