import { exitAsPlanned, exitAsRequested, outcomeOf } from "../../analysis/outcome.ts";
import type { Report, ReportPlanning } from "../../analysis/report.ts";
import { checkHeadline, isNothing, nothingBreaks, nothingText, planHeadline } from "../answer.ts";
import { readingTexts } from "../assumptions.ts";
import { codeSpan, forMarkdown, shortened } from "../escape.ts";
import { chooseCommand, costText } from "../moves.ts";
import { contactText, type GroupEnd, groupPairs, headsOf, pairText, whatText } from "../pair-groups.ts";
import { happening, labelText, plural } from "../words.ts";
import { findingDetails } from "./details.ts";
import { migrationParagraphs } from "./migrations.ts";

const shownRows = 30;
const shownUnknowns = 5;
const maxCharacters = 60_000;
type Possible = Extract<ReportPlanning, { kind: "proven" | "unproven" }>;

/** The answer as Markdown for a job summary or a comment: signs and the words old and new stand in for colour. */
export function reportMarkdown(report: Report, asPlanned: boolean): string {
  if (isNothing(report)) return `${forMarkdown(nothingText(report))}\n`;
  const paragraphs = [
    `## ${sign(report, asPlanned)} ${asPlanned ? planHeadline(report) : checkHeadline(report)}`,
    pairTable(report),
    ...planParagraphs(report),
    ...migrationParagraphs(report),
    ...findingDetails(report),
    counts(report),
    checklist(report),
  ];
  return `${withinLimit(paragraphs.filter((each) => each !== "")).join("\n\n")}\n`;
}

/** A comment may have 65,536 characters. Paragraphs that do not fit are left out, and that is said. */
function withinLimit(paragraphs: readonly string[]): string[] {
  let room = maxCharacters;
  const kept = paragraphs.filter((each) => {
    const fits = each.length + 2 <= room;
    if (fits) room -= each.length + 2;
    return fits;
  });
  return kept.length < paragraphs.length
    ? [...kept, "There is more: `crossfade check` shows all of it."]
    : kept;
}

function sign(report: Report, asPlanned: boolean): string {
  const outcome = outcomeOf(report);
  return { 0: "✓", 1: "✕", 3: "?" }[asPlanned ? exitAsPlanned(outcome) : exitAsRequested(outcome)];
}

function pairTable(report: Report): string {
  const groups = groupPairs(report.atOnce, report);
  if (groups.length === 0) return "";
  const rows = groups.flatMap((group) => {
    const [pair] = group.pairs;
    const [finding, ...rest] = group.findings;
    const more = rest.length > 0 ? ` and ${rest.length} more` : "";
    const what = finding ? `${codeSpan(shortened(whatText(finding)))}${more}` : "not compared";
    return headsOf(group).map(({ sender, receiver }) =>
      tableRow([
        pair.verdict === "breaking" ? "✕" : "?",
        end(sender),
        end(receiver),
        what,
        contactText(pair),
      ]),
    );
  });
  const hidden = rows.length - shownRows;
  return [
    tableRow(["", "sends", "receives", "what", "in contact"]),
    tableRow(["---", "---", "---", "---", "---"]),
    ...rows.slice(0, shownRows),
    ...(hidden > 0 ? [tableRow(["", `${hidden} more`, "", "", ""])] : []),
  ].join("\n");
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** "web 1.9.0 (new)", "web 1.8.3, 1.7.0 (old)". */
function end({ component, versions }: GroupEnd): string {
  const labels = versions.map((each) => forMarkdown(labelText(each.label))).join(", ");
  const ages = [...new Set(versions.map((each) => (each.age === "older" ? "old" : each.age)))];
  const [age] = ages;
  const note = ages.length === 1 && (age === "new" || age === "old") ? ` (${age})` : "";
  return `${forMarkdown(component)} ${labels}${note}`;
}

function planParagraphs(report: Report): string[] {
  const { planning } = report;
  if (planning.kind === "impossible") {
    const ways = planning.ways
      .slice(0, 5)
      .map(
        (way) =>
          `- ${codeSpan(way.id)} (${way.kind}, ${costText(way.cost)}): ${codeSpan(chooseCommand(way))}`,
      );
    const intro = ways.length > 0 ? "Ways out, cheapest first:" : "No way out was found.";
    return [`**✕ No order exists.** ${intro}`, ways.join("\n")];
  }
  if (planning.stages.length === 0) return [];
  return [planSentence(planning, report), stagesTable(planning), wayBackSentence(planning)];
}

function planSentence(planning: Possible, report: Report): string {
  const hash = codeSpan(planning.hash.slice(0, 8));
  const stages = plural(planning.stages.length, "stage");
  if (planning.kind === "proven") return `**✓ Plan ${hash} is proven:** ${stages}, ${nothingBreaks(report)}.`;
  const pairs = planning.unknowns.slice(0, shownUnknowns).map((each) => forMarkdown(pairText(each)));
  const more =
    planning.unknowns.length > shownUnknowns ? ` and ${planning.unknowns.length - shownUnknowns} more` : "";
  return `**? Plan ${hash} is unproven: safe except ${planning.unknowns.length} unknown,** ${pairs.join(", ")}${more}.`;
}

function stagesTable({ stages, plan }: Possible): string {
  const rows = stages.slice(0, shownRows).map((stage) => {
    const parts = stage.transitions
      .slice(0, 20)
      .map(
        ({ component, from, to }) =>
          `${forMarkdown(component)} ${forMarkdown(labelText(from))} → ${forMarkdown(labelText(to))}`,
      );
    const tasks = stage.tasks.slice(0, 20).map((id) => forMarkdown(happening(plan, id)));
    const doubt =
      stage.wayBackUnknowns > 0 && stage.wayBack !== "impossible" ? ` ? ${stage.wayBackUnknowns}` : "";
    const wayBack = stage.endsAll.length > 0 ? "**point of no return**" : `${stage.wayBack}${doubt}`;
    return tableRow([String(stage.number), [...parts, ...tasks].join("<br>"), wayBack]);
  });
  return [tableRow(["stage", "old → new", "way back"]), tableRow(["---", "---", "---"]), ...rows].join("\n");
}

/** "Way back: free until web 1.9.0 starts. Then it costs: …. Impossible once db 43 starts." */
function wayBackSentence({ plan, wayBack }: Possible): string {
  const named = (ids: readonly string[]) =>
    ids
      .slice(0, 3)
      .map((id) => forMarkdown(happening(plan, id)))
      .join(", ");
  const { endOfFreeWayBack: ends, pointOfNoReturn: last } = plan;
  if (ends.length === 0 && last.length === 0) return "**Way back:** **free** at every stage.";
  const reasons = (kind: "costs" | "impossible") => {
    const texts = wayBack.filter((each) => each.wayBack === kind).map((each) => forMarkdown(each.sentence));
    return [...new Set(texts)].slice(0, 5).join("; ");
  };
  const [costs, lost] = [reasons("costs"), reasons("impossible")];
  return [
    "**Way back:**",
    ...(ends.length > 0 ? [`**free** until ${named(ends)}.`] : []),
    ...(costs === "" ? [] : [`Then it **costs**: ${costs}.`]),
    ...(last.length > 0 ? [`**Impossible** once ${named(last)}${lost === "" ? "" : `: ${lost}`}.`] : []),
  ].join(" ");
}

/** What people have to look at, to tick off in a comment; and under which reading the rest was decided. */
function checklist(report: Report): string {
  const items = report.checklist.map(({ text }) => `- [ ] Not said by ${forMarkdown(text)}`);
  const readings = readingTexts(report).map((each) => forMarkdown(each));
  return [...items, ...(readings.length > 0 ? [`\nRead as: ${readings.join("; ")}.`] : [])].join("\n");
}

function counts({ asRequested, standing, waived, problems }: Report): string {
  const apart = asRequested.pairs - asRequested.inContact;
  return [
    `${plural(asRequested.fit, "pair")} ${asRequested.fit === 1 ? "fits" : "fit"}, ${apart} ${apart === 1 ? "is" : "are"} never in contact.`,
    ...(standing.length > 0 ? [`${standing.length} broken or unknown already, not counted.`] : []),
    ...(waived.length > 0 ? [`${waived.length} waived, not counted.`] : []),
    ...(problems.length > 0
      ? [`${plural(problems.length, "problem")} in contracts that could not be read.`]
      : []),
  ].join(" ");
}
