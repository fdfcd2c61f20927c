import type { Estimate, StageRow, Transition } from "@crossfade/core";
import type { ReleaseForecast } from "../../analysis/forecast.ts";
import type { ReportPlanning } from "../../analysis/report.ts";
import { columnsOf, cut, type Line, padded, type Role, say } from "../page/styled.ts";
import { indented } from "../page/wrap.ts";
import { endLines } from "../text/stages.ts";
import { happening, labelText, taskText, waitText } from "../words.ts";
import type { Dates } from "./dates.ts";

type Possible = Extract<ReportPlanning, { kind: "proven" | "unproven" }>;

const dateColumns = 14;
const numberColumns = 4;
const shownWaits = 6;

/** The columns that a width has room for, the more important first. */
const columns = [
  { title: "out p50", of: ({ out }: Dated) => out?.p50 },
  { title: "out p90", of: ({ out }: Dated) => out?.p90 },
  { title: "old gone p50", of: ({ gone }: Dated) => gone?.p50 },
  { title: "old gone p90", of: ({ gone }: Dated) => gone?.p90 },
  { title: "worst", of: ({ gone }: Dated) => gone?.worst },
  { title: "usual client", of: ({ reached }: Dated) => reached?.p90 },
] as const;

interface Dated {
  readonly out: Estimate | undefined;
  readonly reached: Estimate | undefined;
  readonly gone: Estimate | undefined;
}

/** The stages of a plan with the dates of each transition, and what each stage waits for. */
export function datedStages(
  { plan, stages }: Possible,
  forecast: ReleaseForecast,
  dates: Dates,
  width: number,
): Line[] {
  const names = stages.flatMap((each) => each.transitions.map(nameOf));
  const nameColumns = Math.min(30, Math.max(8, ...names.map(columnsOf))) + 2;
  const room = Math.max(2, Math.floor((width - numberColumns - nameColumns) / dateColumns));
  const shown = columns.slice(0, room);
  const waits = new Map(plan.waits.map((each) => [each.id, waitText(each, plan)]));
  const steps = new Map(plan.steps.map((each) => [each.id, each]));
  const heading: Line = [
    ...padded(say(" stage", "label"), numberColumns + nameColumns),
    ...shown.flatMap(({ title }) => padded(say(title, "label"), dateColumns)),
  ];
  return [
    heading,
    ...stages.flatMap((stage) => [
      ...endLines(stage, (id) => happening(plan, id), width),
      ...stage.transitions.map((each, index) => {
        const values = datesOf(each, forecast);
        return [
          ...padded(say(index === 0 ? ` ${stage.number}` : ""), numberColumns),
          ...padded(say(cut(nameOf(each), nameColumns - 2), "new"), nameColumns),
          ...shown.flatMap((column) => padded(cell(column.of(values), column.title, dates), dateColumns)),
        ];
      }),
      ...[
        ...new Set([
          ...stage.waitsFor.slice(0, shownWaits).flatMap((id) => waits.get(id) ?? []),
          ...stage.tasks.flatMap((id) => steps.get(id) ?? []).map((each) => `– ${taskText(each)}`),
        ]),
      ].flatMap((text) => indented(numberColumns, [say(text, "label")], width, 2)),
      ...handedIn(stage, forecast, dates, width),
    ]),
  ];
}

function nameOf({ component, to }: Transition): string {
  return `${component} ${labelText(to)}`;
}

function datesOf(
  { component, from, to }: Transition,
  { arrivals, departures, steps }: ReleaseForecast,
): Dated {
  const arrival = arrivals.find((each) => each.component === component && each.version === to);
  return {
    out: arrival?.out ?? steps[`start ${component}@${to}`],
    reached: arrival?.reached,
    gone: departures.find((each) => each.component === component && each.version === from)?.gone,
  };
}

function cell(ms: number | null | undefined, title: string, dates: Dates): ReturnType<typeof say> {
  if (ms === undefined) return say("–");
  const role: Role = ms === null ? "unknown" : "plain";
  return say(ms === null && title === "worst" ? "no end known" : dates.of(ms), role);
}

/** A store that publishes what it has reviewed must not get the version before it may start. */
function handedIn(
  stage: StageRow,
  { travelling, steps }: ReleaseForecast,
  dates: Dates,
  width: number,
): Line[] {
  return stage.transitions.flatMap(({ component, to }) => {
    const delivery = travelling.find((each) => each.id === component);
    const deploy = steps[`deploy ${component}@${to}`];
    const review = delivery?.delays.find((each) => each.phase === "review");
    if (!delivery || !deploy || !review || delivery.dark !== "cold" || stage.waitsFor.length === 0) return [];
    const text = review.ahead
      ? `hand ${component} in at once: ${delivery.channel} holds what it has reviewed`
      : `hand ${component} in only then, ${dates.of(deploy.p50)} p50: ${delivery.channel} publishes what it has reviewed`;
    return indented(numberColumns, [say(text, "label")], width, 2);
  });
}
