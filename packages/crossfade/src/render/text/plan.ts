import type { Report, ReportPlanning } from "../../analysis/report.ts";
import { isNothing, nothingText, planHeadline } from "../answer.ts";
import { type Line, say } from "../page/styled.ts";
import { indented, labelled } from "../page/wrap.ts";
import { plural, stepWords } from "../words.ts";
import { asides } from "./asides.ts";
import { meeting } from "./conflicts.ts";
import { distinct, findingBlocks } from "./findings.ts";
import { impossibleBlock } from "./impossible.ts";
import { stageTable, stayingLines } from "./stages.ts";

type Possible = Extract<ReportPlanning, { kind: "proven" | "unproven" }>;
const labelColumns = 11;
const shown = 12;

/** `crossfade plan`: the answer, the stages, the way back with its reasons, what was chosen, what stays unknown. */
export function planText(report: Report, width: number, hasHash = true): Line[] {
  const { planning } = report;
  if (isNothing(report)) return indented(0, [say(nothingText(report))], width);
  const notes = report.notes.flatMap((each) => indented(0, [say(each, "label")], width));
  const head = [...notes, ...indented(0, [say(planHeadline(report), "strong")], width), []];
  const body =
    planning.kind === "impossible"
      ? [...impossibleBlock(planning, report, width), []]
      : possible(planning, report, width, hasHash);
  const lines = [...head, ...body, ...asides(report, width)];
  return lines.at(-1)?.length === 0 ? lines.slice(0, -1) : lines;
}

function possible(planning: Possible, report: Report, width: number, hasHash: boolean): Line[] {
  const { plan, stages, hash } = planning;
  const paragraphs = [
    stages.length > 0 ? [...stageTable(stages, plan, width), ...stayingLines(planning.staying, width)] : [],
    wayBack(planning, report, width),
    chosen(planning, width),
  ].filter((each) => each.length > 0);
  return [
    ...paragraphs.flatMap((each) => [...each, []]),
    ...findingBlocks(planning.unknowns, report, width),
    ...(hasHash ? [[say("Plan "), say(hash, "strong")], []] : []),
  ];
}

/** "Way back  costs once web 1.9.0 starts: every open web 1.9.0 must be gone before api 1.9.4 can return". */
function wayBack({ plan, wayBack: reasons }: Possible, report: Report, width: number): Line[] {
  const row = (label: string, text: Line) => labelled(0, say(label, "strong"), labelColumns, text, width);
  const lines = reasons.slice(0, shown).flatMap(({ step, wayBack, sentence }, index) => {
    const known = plan.steps.find((each) => each.id === step);
    const when = known ? stepWords(known).happens : step;
    const word = say(wayBack, wayBack === "costs" ? "unknown" : "breaks");
    return row(index === 0 ? "Way back" : "", [word, say(` once ${when}: ${sentence}`)]);
  });
  const pairs = Object.values(plan.wayBackUnknowns).flat();
  const texts = distinct(pairs.map((each) => meeting(each, report)));
  const more = texts.length > 3 ? ` and ${texts.length - 3} more` : "";
  const doubt = `it is worse if ${texts.length === 1 ? "this unknown breaks" : `one of ${plural(texts.length, "unknown")} breaks`}`;
  const all = Object.values(plan.wayBack).every((each) => each === "free");
  return [
    ...(reasons.length === 0 && all && plan.steps.length > 0
      ? row("Way back", [say("free at every stage")])
      : lines),
    ...(texts.length > 0
      ? row("", [say("?", "unknown"), say(` ${doubt}: ${texts.slice(0, 3).join(", ")}${more}`)])
      : []),
  ];
}

function chosen({ moves, obligations, behindFlags }: Possible, width: number): Line[] {
  const row = (label: string, text: string) =>
    labelled(0, say(label, "strong"), labelColumns, [say(text)], width);
  const sentences = distinct([...behindFlags, ...obligations].map((each) => each.sentence));
  return [
    ...moves.flatMap((each, index) => row(index === 0 ? "Chosen" : "", each)),
    ...sentences.flatMap((each, index) => row(index === 0 ? "So that" : "", each)),
  ];
}
