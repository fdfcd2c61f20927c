import type { Finding } from "@crossfade/core";
import type { PairReport, Report } from "../../analysis/report.ts";
import { checkHeadline, isNothing, planHeadline } from "../answer.ts";
import { shortJson } from "../counterexample.ts";
import { forWorkflow } from "../escape.ts";
import { shortIds } from "../finding-ids.ts";
import { endText, groupPairs, headsOf, rolesOf, whatText } from "../pair-groups.ts";
import { plural } from "../words.ts";

type Level = "error" | "warning" | "notice";
interface Annotation {
  readonly level: Level;
  readonly file?: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly title: string;
  readonly message: string;
}

const levels: readonly Level[] = ["error", "warning", "notice"];
/** GitHub shows ten of each level for a step; more would only fill the log. */
const shownOfEach = 10;
const sampleColumns = 300;

/** Workflow commands for the log of a job, worst first, and the answer in one plain line. `asPlanned`: the plan is judged. */
export function annotationsText(report: Report, asPlanned: boolean): string {
  const all = [...findingAnnotations(report, asPlanned), ...problemAnnotations(report)];
  const shown = levels.flatMap((level) => all.filter((each) => each.level === level).slice(0, shownOfEach));
  const answer = isNothing(report)
    ? "Nothing to compare: no component moves."
    : asPlanned
      ? planHeadline(report)
      : checkHeadline(report);
  const hidden = all.length - shown.length;
  const more = hidden > 0 ? ` ${plural(hidden, "more annotation")} not shown.` : "";
  return `${shown.map((each) => `${command(each)}\n`).join("")}crossfade: ${answer}${more}\n`;
}

function command({ level, file, line, column, title, message }: Annotation): string {
  const properties = [
    ...(file === undefined ? [] : [`file=${forWorkflow(file, "property")}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(line === undefined || column === undefined ? [] : [`col=${column}`]),
    `title=${forWorkflow(title, "property")}`,
  ];
  return `::${level} ${properties.join(",")}::${forWorkflow(message, "message")}`;
}

function findingAnnotations(report: Report, asPlanned: boolean): Annotation[] {
  const shortId = shortIds(report);
  return groupPairs(report.atOnce, report).flatMap((group) => {
    const [pair] = group.pairs;
    const who = headsOf(group)
      .slice(0, 3)
      .map((each) => `${endText(each.sender)} → ${endText(each.receiver)}`)
      .join(", ");
    const level = levelOf(pair, report, asPlanned);
    return group.findings.map((finding) => ({
      level: finding.outcome === "breaking" || level === "notice" ? level : "warning",
      file: finding.place.document,
      line: lineInPullRequest(finding, pair),
      title: `${finding.outcome === "breaking" ? "breaks" : "unknown"}: ${who}`,
      message: messageOf(finding, pair, shortId(finding.id)),
    }));
  });
}

/** Only what the new revision says stands in the pull request at that line. */
function lineInPullRequest({ place }: Finding, pair: PairReport): number | undefined {
  const { age } = pair[place.side];
  return age === "new" || age === "same" ? place.line : undefined;
}

function levelOf(pair: PairReport, { planning }: Report, asPlanned: boolean): Level {
  if (asPlanned && planning.kind !== "impossible" && pair.asPlanned === "apart") return "notice";
  return pair.verdict === "breaking" ? "error" : "warning";
}

function messageOf(finding: Finding, pair: PairReport, shortId: string): string {
  const { sends, takes } = rolesOf(finding, pair.sender.component, pair.receiver.component);
  const sample = finding.counterexample;
  const json = sample
    ? shortJson(sample.value, sample.at, sampleColumns)
        .map((each) => each.text)
        .join("")
    : "";
  return [
    `${whatText(finding)}: ${finding.outcome === "breaking" ? `${takes} rejects: ${finding.why}` : finding.why}`,
    ...(sample ? [`${sends} may send ${json}`] : []),
    ...(finding.decides === undefined ? [] : [`decides: ${finding.decides}`]),
    ...(finding.place.pointer === "" ? [] : [`place: ${finding.place.document}#${finding.place.pointer}`]),
    `${finding.outcome === "breaking" ? "so" : "in the plan"}: ${pair.so}`,
    `crossfade explain ${shortId}`,
  ].join("\n");
}

function problemAnnotations({ problems }: Report): Annotation[] {
  return problems.map(({ document, line, column, message, revision }) => ({
    level: "warning",
    file: document,
    line,
    column,
    title: `could not be read in ${revision}`,
    message,
  }));
}
