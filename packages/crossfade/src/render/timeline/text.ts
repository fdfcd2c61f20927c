import type { Departure, Promised } from "@crossfade/core";
import type { ReleaseForecast } from "../../analysis/forecast.ts";
import type { Report, ReportPlanning } from "../../analysis/report.ts";
import { isNothing, nothingText, planHeadline } from "../answer.ts";
import { type Line, say } from "../page/styled.ts";
import { indented, labelled } from "../page/wrap.ts";
import { happening, plural, versionText } from "../words.ts";
import type { Dates } from "./dates.ts";
import { backSentence, delayText, promiseSentence, turningSentence } from "./sentences.ts";
import { datedStages } from "./stages.ts";

type Possible = Extract<ReportPlanning, { kind: "proven" | "unproven" }>;

const labelColumns = 11;
const shownPromises = 12;
const DAY_MS = 86_400_000;

/** `crossfade timeline`: the answer, the stages with their dates, what was assumed. */
export function timelineText(
  report: Report,
  planning: Possible,
  forecast: ReleaseForecast,
  dates: Dates,
  zone: string,
  width: number,
): Line[] {
  if (isNothing(report)) return indented(0, [say(nothingText(report))], width);
  const { startMs, seed, runs } = forecast;
  const paragraphs = [
    indented(0, [say(planHeadline(report), "strong")], width),
    answer(forecast, dates, width),
    promises(forecast, dates, width),
    wayBack(planning, forecast, dates, width),
    datedStages(planning, forecast, dates, width),
    assumptions(forecast, width),
    indented(
      0,
      [say(`From ${dates.full(startMs)}, dates in ${zone}; ${plural(runs, "run")}, seed ${seed}.`, "label")],
      width,
    ),
  ].filter((each) => each.length > 0);
  return [...paragraphs.flatMap((each) => [...each, []]), [say("Plan "), say(planning.hash, "strong")]];
}

function row(label: string, text: string, width: number): Line[] {
  return labelled(0, say(label, "strong"), labelColumns, [say(text)], width);
}

function answer(forecast: ReleaseForecast, dates: Dates, width: number): Line[] {
  const last = lastOf(forecast.departures, forecast);
  const who = last ? `; the last to go is ${versionText(last.component, last.version)}` : "";
  return [
    ...row("Out", `everything new can be had by ${dates.range(forecast.out)}`, width),
    ...row("Through", `what it replaces is gone by ${dates.range(forecast.through)}${who}`, width),
  ];
}

/** Of the versions that the plan sees go. */
function lastOf(
  departures: readonly Departure[],
  { steps, travelling }: ReleaseForecast,
): Departure | undefined {
  const ours = new Set(travelling.filter((each) => each.ours).map((each) => each.id));
  const going = departures.filter(
    ({ component, version }) =>
      ours.has(component) &&
      (steps[`gone ${component}@${version}`] ?? steps[`end ${component}@${version}`]) !== undefined,
  );
  return going.sort((one, other) => late(other.gone.p90) - late(one.gone.p90))[0];
}

function late(ms: number | null): number {
  return ms ?? Number.POSITIVE_INFINITY;
}

/** Longest first; what is over within a day is only counted. */
function promises(forecast: ReleaseForecast, dates: Dates, width: number): Line[] {
  const tails = new Set(forecast.travelling.filter((each) => each.tail).map((each) => each.id));
  const matters = (each: Promised) =>
    tails.has(each.sender) || late(each.until.p90) > forecast.startMs + DAY_MS;
  const told = forecast.promises
    .filter(matters)
    .sort((one, other) => late(other.until.p90) - late(one.until.p90));
  const slowest = forecast.guarantees.filter(
    ({ receiver }) => told.filter((each) => each.receiver === receiver).length > 1,
  );
  const texts = [
    ...slowest.map(
      ({ receiver, until, binding }) =>
        `${receiver} must stay compatible with all of them${dates.promise(until)}; ${versionText(binding.sender, binding.version)} (${binding.channel}) is the last`,
    ),
    ...told.slice(0, shownPromises).map((each) => promiseSentence(each, dates)),
    ...untold(forecast.promises.length, told.length),
  ];
  return texts.flatMap((text, index) => row(index === 0 ? "Promise" : "", text, width));
}

/** How many promises are left out. Those of a day are last, so they are all of it unless too many were to be told. */
function untold(all: number, told: number): string[] {
  const more = all - Math.min(told, shownPromises);
  if (more === 0) return [];
  if (told > shownPromises) return [`and ${more} more: --json`];
  const count = told === 0 ? String(more) : `and ${more} more`;
  return [`${count} that ${more === 1 ? "ends" : "end"} within a day: --json`];
}

function wayBack({ plan }: Possible, forecast: ReleaseForecast, dates: Dates, width: number): Line[] {
  const { endOfFreeWayBack: free, pointOfNoReturn: never } = forecast;
  const deliveries = new Map(forecast.travelling.map((each) => [each.id, each]));
  const backs = forecast.arrivals.flatMap((each) => {
    const delivery = deliveries.get(each.component);
    return (delivery && backSentence(each, delivery)) ?? [];
  });
  const texts = [
    free ? `free until ${turningSentence(happening(plan, free.first), free, dates)}` : "free at every stage",
    never
      ? `point of no return: ${turningSentence(happening(plan, never.first), never, dates)}`
      : "no point of no return",
    ...new Set(backs),
  ];
  return texts.flatMap((text, index) => row(index === 0 ? "Way back" : "", text, width));
}

function assumptions({ travelling, notes }: ReleaseForecast, width: number): Line[] {
  const byChannel = new Map<string, string[]>();
  for (const { channel, id, ours } of travelling)
    if (ours) byChannel.set(channel, [...(byChannel.get(channel) ?? []), id]);
  const channels = [...byChannel].flatMap(([channel, ids]) => {
    const delays = travelling.find((each) => each.channel === channel)?.delays ?? [];
    return [
      ...indented(1, [say(channel, "strong"), say(` (${ids.join(", ")})`)], width, 2),
      ...delays.flatMap((each) =>
        labelled(3, say(each.phase), 9, [say(delayText(each)), say(`  ${each.source}`, "label")], width),
      ),
    ];
  });
  return [
    [say("Assumed", "strong")],
    ...channels,
    ...notes.flatMap((each) => indented(1, [say(`– ${each}`)], width, 2)),
  ];
}
