import { exitAsPlanned, exitAsRequested, outcomeOf } from "../analysis/outcome.ts";
import type { Report } from "../analysis/report.ts";
import { verdictsOf } from "./pair-groups.ts";
import { plural } from "./words.ts";

/** No component moves and nothing new can meet: there is no release. */
export function isNothing(report: Pick<Report, "components" | "atOnce">): boolean {
  return report.components.every((each) => each.chain.length < 2) && report.atOnce.length === 0;
}

export function nothingText({ from, to }: Pick<Report, "from" | "to">): string {
  return `Nothing to compare: no component moves between ${from} and ${to}.`;
}

/** The exit code of `check`, and the sentence that stands beside it; `command` is what to run next. */
export interface ExitLine {
  readonly code: 0 | 1 | 3;
  readonly text: string;
  readonly command?: string;
}

export function exitLine(report: Pick<Report, "atOnce" | "planning">, allowSplit: boolean): ExitLine {
  const outcome = outcomeOf(report);
  if (allowSplit) {
    const code = exitAsPlanned(outcome);
    if (outcome.plan === "impossible")
      return { code, text: "no order exists. The ways out:", command: "crossfade plan" };
    return {
      code,
      text:
        outcome.plan === "unproven" ? `as planned, ${unprovenText(report)}` : "as planned, nothing breaks",
    };
  }
  const code = exitAsRequested(outcome);
  if (code === 0) return { code, text: "it fits as one deployment" };
  const answer =
    code === 1 ? "as one deployment, this breaks" : `as one deployment, ${outcome.unknowns} unknown`;
  return outcome.plan === "impossible"
    ? { code, text: `${answer}, and no order exists. The ways out:`, command: "crossfade plan" }
    : { code, text: `${answer}. As planned:`, command: "crossfade check --allow-split" };
}

export const exitLegend = "0 fits, 1 breaks, 2 could not check, 3 unknown only";

/** "unproven: safe except 1 unknown". */
export function unprovenText({ planning }: Pick<Report, "planning">): string {
  const count = planning.kind === "impossible" ? 0 : planning.unknowns.length;
  return `unproven: safe except ${count} unknown`;
}

/** "nothing breaks on the way", or nothing but what people have taken upon themselves. */
export function nothingBreaks({ planning, waived }: Pick<Report, "planning" | "waived">): string {
  const chosen = planning.kind === "impossible" ? [] : planning.moves;
  const accepted = chosen.filter((each) => each.startsWith("accept ")).length;
  const but = [
    ...(waived.length > 0
      ? [`${plural(waived.length, "pair")} that ${waived.length === 1 ? "is" : "are"} waived`]
      : []),
    ...(accepted > 0 ? [`${plural(accepted, "pair")} that ${accepted === 1 ? "is" : "are"} accepted`] : []),
  ];
  return `nothing breaks on the way${but.length > 0 ? `, but ${but.join(" and ")}` : ""}`;
}

/** The headline of `plan`. */
export function planHeadline(report: Pick<Report, "planning" | "waived">): string {
  const { planning } = report;
  if (planning.kind === "impossible") return "Impossible: no order keeps every breaking pair apart.";
  const stages = plural(planning.stages.length, "stage");
  if (planning.kind === "proven") return `Proven: ${stages}, ${nothingBreaks(report)}.`;
  return `Unproven: ${stages}, safe except ${planning.unknowns.length} unknown.`;
}

/** The headline of a pull request: "2 version pairs break if this ships at once. In 7 stages none does; 1 stays unknown." */
export function checkHeadline({ atOnce, planning }: Pick<Report, "atOnce" | "planning">): string {
  const { breaks, unknown } = verdictsOf(atOnce);
  const first =
    breaks > 0
      ? `${plural(breaks, "version pair")} ${breaks === 1 ? "breaks" : "break"} if this ships at once.`
      : unknown > 0
        ? `Nothing breaks if this ships at once, but ${plural(unknown, "version pair")} ${unknown === 1 ? "is" : "are"} unknown.`
        : "This fits, even if it ships at once.";
  if (breaks === 0 && unknown === 0) return first;
  if (planning.kind === "impossible") return `${first} No order exists.`;
  const stages = `In ${plural(planning.stages.length, "stage")}`;
  const left = planning.unknowns.length;
  if (breaks === 0)
    return left === 0
      ? `${first} ${stages} all are kept apart.`
      : `${first} ${stages} ${left} stay${left === 1 ? "s" : ""} in contact.`;
  const none = `${stages} ${breaks === 1 ? "it does not" : "none does"}`;
  return left === 0 ? `${first} ${none}.` : `${first} ${none}; ${left} stay${left === 1 ? "s" : ""} unknown.`;
}
