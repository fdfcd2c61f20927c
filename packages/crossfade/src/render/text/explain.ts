import type { Finding } from "@crossfade/core";
import type { ReportMoment } from "../../analysis/meetings.ts";
import { readingText } from "../../analysis/reading.ts";
import type { Report, ReportLink } from "../../analysis/report.ts";
import { prettyJson } from "../counterexample.ts";
import { type ExplainedMeeting, type Explanation, explanationOf } from "../explanation.ts";
import { cut, type Line, say } from "../page/styled.ts";
import { indented, labelled } from "../page/wrap.ts";
import { whatText } from "../pair-groups.ts";
import { momentWords, versionText } from "../words.ts";

const labelColumns = 12;
const shownPairs = 12;
const shownMoves = 3;

/** All about one finding, as the answers to five questions: what breaks, for whom and when, with which value, why, and the ways out. */
export function explainText(finding: Finding, report: Report, width: number): Line[] {
  const link = report.links.find((each) => each.id === finding.link);
  const explanation = explanationOf(finding, report);
  const row = (label: string, text: string) =>
    labelled(0, say(label, "label"), labelColumns, [say(text)], width);
  return [
    ...title(finding, link, width),
    ...row("finding", finding.id),
    ...row("link", finding.link),
    [],
    ...section("What breaks", whatBreaks(finding, explanation, width)),
    ...section("For whom, when", forWhom(explanation, link, width)),
    ...section("With which value", withValue(finding, explanation, width)),
    ...section("Why", why(explanation, width)),
    ...section("Ways out", waysOut(explanation, width)),
    ...waiver(finding),
  ];
}

function section(heading: string, lines: readonly Line[]): Line[] {
  return [[say(heading, "strong")], ...lines, []];
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

function whatBreaks({ outcome }: Finding, { breaks }: Explanation, width: number): Line[] {
  const aside = {
    breaking: "",
    unknown: "Not known whether anything does. ",
    notice: "Nothing on the wire. ",
  }[outcome];
  const rule = breaks.title === breaks.rule ? breaks.rule : `${breaks.rule}: ${breaks.title}`;
  return [
    ...indented(2, [say(aside, "unknown"), say(`${breaks.what}: ${breaks.why}`)], width),
    ...indented(2, [say(rule, "label")], width),
  ];
}

function forWhom({ meetings }: Explanation, link: ReportLink | undefined, width: number): Line[] {
  if (meetings.length === 0) return indented(2, [say("No version pair of this comparison has it.")], width);
  const more = meetings.length - shownPairs;
  return [
    ...meetings.slice(0, shownPairs).flatMap((each) => meeting(each, link, width)),
    ...(more > 0 ? indented(2, [say(`+ ${more} more: crossfade matrix`, "label")], width) : []),
  ];
}

function meeting(each: ExplainedMeeting, link: ReportLink | undefined, width: number): Line[] {
  const sender = versionText(link?.sender ?? "", each.sender);
  const receiver = versionText(link?.receiver ?? "", each.receiver);
  const row = (label: string, text: string) =>
    labelled(4, say(label, "label"), labelColumns - 4, [say(text)], width);
  return [
    ...indented(2, [say(`${sender} → ${receiver}`)], width),
    ...row("at once", atOnceText(each)),
    ...row("planned", plannedText(each)),
  ];
}

function atOnceText(each: ExplainedMeeting): string {
  if (each.asRequested === "apart") return "never";
  return `${spanText(each)}${each.accepted ? "; waived or accepted" : ""}`;
}

/** "from when web 2.0.0 starts until api 1.0.0 has ended". */
function spanText({ asRequested, from, until }: ExplainedMeeting): string {
  const words = (moment: ReportMoment) =>
    momentWords(moment.kind, moment.component, moment.version, moment.link);
  const begin =
    asRequested === "standing"
      ? "already, before the release,"
      : from.length === 0
        ? "as soon as both are there,"
        : `from when ${from.map((each) => words(each).happens).join(" and ")}`;
  const end = until.map((each) => words(each).done).join(" or ");
  return `${begin} ${end === "" ? "for good" : `until ${end}`}`;
}

function plannedText({ asPlanned, stages, so }: ExplainedMeeting): string {
  if (asPlanned === undefined) return so ?? "there is no plan: no order of the release works";
  if (asPlanned === "standing") return "in contact already, before the release: not counted";
  const when = stages.length === 1 ? `in stage ${stages[0]}` : `in stages ${listed(stages)}`;
  const met = asPlanned === "apart" ? "never" : stages.length === 0 ? "in contact" : when;
  return so === undefined ? met : `${met}: ${so}`;
}

/** "1, 2 and 3". */
function listed(numbers: readonly number[]): string {
  return [numbers.slice(0, -1).join(", "), String(numbers.at(-1) ?? "")]
    .filter((each) => each !== "")
    .join(" and ");
}

function withValue({ outcome }: Finding, { value }: Explanation, width: number): Line[] {
  if (!value)
    return indented(
      2,
      [
        say(
          outcome === "unknown"
            ? "None is known: it is not decided whether any breaks."
            : "None: it shows in the contracts alone.",
        ),
      ],
      width,
    );
  const where = value.at === "" ? "" : ` at ${value.at}`;
  const fate = {
    breaking: `, and ${value.takenBy} rejects it${where}`,
    unknown: `, and whether ${value.takenBy} takes it is not known`,
    notice: `, and ${value.takenBy} rejects nothing`,
  }[outcome];
  return [
    ...indented(2, [say(`${value.sentBy} may send`), say(fate, "label")], width),
    ...prettyJson(value.value).map((line): Line => [say("    "), say(cut(line, width - 4))]),
  ];
}

function why({ because }: Explanation, width: number): Line[] {
  const reading = readingText(because.reading);
  return [
    ...because.places.flatMap(({ document, line, pointer, text, saidBy, version }) => {
      const speaker = version === undefined ? saidBy : versionText(saidBy, version);
      const at = line === undefined ? "" : `:${line}`;
      const inside = pointer === "" ? "" : `#${pointer}`;
      return [
        ...indented(2, [say(`${document}${at}`), say(`${inside}, what ${speaker} says`, "label")], width, 2),
        ...(text === undefined ? [] : indented(4, [say(text)], width, 2)),
      ];
    }),
    ...(reading === "" ? [] : indented(2, [say(`Read as: ${reading}.`, "label")], width, 2)),
  ];
}

function waysOut({ waysOut: { decides, fixes, moves } }: Explanation, width: number): Line[] {
  const some = moves.slice(0, shownMoves);
  return [
    ...(decides === undefined ? [] : indented(2, [say(`– What would decide it: ${decides}`)], width, 2)),
    ...fixes.flatMap((each) => indented(2, [say(`– ${each}`)], width, 2)),
    ...(some.length > 0
      ? indented(2, [say(`– Change the release (crossfade plan): ${some.join(", ")}.`)], width, 2)
      : []),
  ];
}

/** To paste into crossfade.yaml; the id is a hash, so it needs no quotes to be YAML but gets them. A notice needs none. */
function waiver({ id, outcome }: Finding): Line[] {
  if (outcome === "notice") return [];
  return [
    [say("To waive it, in crossfade.yaml", "strong")],
    [say("  waivers:")],
    [say(`    - finding: ${JSON.stringify(id)}`)],
    [say("      reason: why it is not a problem")],
    [say("      by: who answers for it")],
    [say("      expires: YYYY-MM-DD")],
  ];
}
