import type { PairReport, Report } from "../../analysis/report.ts";
import { isNothing, nothingBreaks, nothingText, unprovenText } from "../answer.ts";
import { type Line, say } from "../page/styled.ts";
import { pairText, verdictsOf } from "../pair-groups.ts";
import { happening, plural } from "../words.ts";

/** The answer as one sentence, made from what was found. */
export function drawnHeadline(report: Report): Line {
  if (isNothing(report)) return [say(nothingText(report).replace(/\.$/, ""))];
  const { breaks, unknown } = verdictsOf(report.atOnce);
  if (breaks === 0 && unknown === 0) return [say("Everything fits, even if it goes out at once")];
  const first: Line =
    breaks > 0
      ? [
          say(`${plural(breaks, "pair")} ${breaks === 1 ? "breaks" : "break"}`, "breaks"),
          say(" if everything goes out at once; "),
        ]
      : [
          say("Nothing breaks if everything goes out at once, but "),
          say(`${plural(unknown, "pair")} ${unknown === 1 ? "is" : "are"} unknown`, "unknown"),
          say("; "),
        ];
  return [...first, ...plannedPart(report, breaks)];
}

function plannedPart({ planning }: Report, breaks: number): Line {
  if (planning.kind === "impossible") return [say("no order of the whole release avoids it")];
  const stages = `in ${plural(planning.stages.length, "stage")} `;
  const left = planning.unknowns.length;
  const stays = say(`${left} ${left === 1 ? "stays" : "stay"} unknown`, "unknown");
  if (breaks === 0) return left === 0 ? [say(`${stages}all are kept apart`)] : [say(stages), stays];
  const none = breaks === 1 ? "it does not" : "none does";
  return left === 0 ? [say(`${stages}${none}`)] : [say(`${stages}${none}, and `), stays];
}

/** How far the plan is proven and from when there is no free way back. */
export function drawnSummary(report: Report): Line {
  const { planning } = report;
  if (planning.kind === "impossible")
    return [
      say("Impossible", "breaks"),
      say(": no order keeps every breaking pair apart. Why, and the ways out, stand below the picture."),
    ];
  const proof: Line =
    planning.kind === "proven"
      ? [say("Proven", "strong"), say(`: ${nothingBreaks(report)}. `)]
      : [
          say(capital(unprovenText(report)), "unknown"),
          say(`, ${namesOf(planning.unknowns)}; ${nothingBreaks(report)}. `),
        ];
  return planning.stages.length === 0 ? proof : [...proof, ...wayBackLine(report)];
}

function namesOf(unknowns: readonly PairReport[]): string {
  const more = unknowns.length > 2 ? ` and ${unknowns.length - 2} more` : "";
  return `${unknowns.slice(0, 2).map(pairText).join(", ")}${more}`;
}

function wayBackLine({ planning }: Report): Line {
  if (planning.kind === "impossible") return [];
  const { plan } = planning;
  const [free] = plan.endOfFreeWayBack;
  const [none] = plan.pointOfNoReturn;
  if (free === undefined && none === undefined) {
    const doubts = planning.stages.at(-1)?.wayBackUnknowns ?? 0;
    if (doubts === 0) return [say("The way back is free from every stage.")];
    return [
      say("The way back is free from every stage, "),
      say(`but for ${doubts} unknown`, "unknown"),
      say("."),
    ];
  }
  const at = (step: string) => `${happening(plan, step)} (${stageText(planning.stages, step)})`;
  if (none !== undefined && (free === undefined || free === none))
    return [
      say("The way back is free until "),
      say(at(none), "strong"),
      say("; from then on there is none."),
    ];
  const ends: Line = [say("The free way back ends when "), say(at(free ?? ""), "strong")];
  return none === undefined
    ? [...ends, say("; after that it costs.")]
    : [...ends, say("; there is none once "), say(at(none), "strong"), say(".")];
}

function stageText(
  stages: Extract<Report["planning"], { kind: "proven" | "unproven" }>["stages"],
  step: string,
): string {
  const stage = stages.find((each) => each.endsFree.includes(step) || each.endsAll.includes(step));
  return stage ? `stage ${stage.number}` : "on the way";
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
