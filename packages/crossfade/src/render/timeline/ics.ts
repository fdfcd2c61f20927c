import type { Estimate } from "@crossfade/core";
import ical, { ICalCalendarMethod } from "ical-generator";
import type { ReleaseForecast } from "../../analysis/forecast.ts";
import type { Report, ReportPlanning } from "../../analysis/report.ts";
import { forTerminal } from "../escape.ts";
import { happening, labelText, versionText, waitText } from "../words.ts";
import type { Dates } from "./dates.ts";
import { promiseSentence } from "./sentences.ts";

type Possible = Extract<ReportPlanning, { kind: "proven" | "unproven" }>;

interface Entry {
  /** Part of the UID: unique in a plan, and the same when the plan is dated again. */
  readonly key: string;
  readonly summary: string;
  readonly description: string;
  readonly from: number | null;
  readonly to: number | null;
}

/**
 * The timeline as a calendar (RFC 5545). UIDs hang on the plan alone, so a later forecast of the same plan moves its events;
 * the stamp is the start that was asked for, so the same forecast gives the same bytes.
 */
export function timelineIcs(
  report: Report,
  planning: Possible,
  forecast: ReleaseForecast,
  dates: Dates,
): string {
  const { hash } = planning;
  const all = entriesOf(planning, forecast, dates);
  const open = all.filter((each) => each.from === null).map((each) => `No date: ${each.summary}.`);
  const calendar = ical({
    name: plain(`${report.system}: ${report.from} → ${report.to}`),
    description: plain([`Plan ${hash}.`, ...forecast.notes, ...open].join(" ")),
    prodId: { company: "crossfade", product: "timeline", language: "EN" },
    method: ICalCalendarMethod.PUBLISH,
  });
  for (const { key, summary, description, from, to } of all) {
    if (from === null) continue;
    const end = to !== null && to > from ? { end: new Date(to) } : {};
    calendar.createEvent({
      id: `${hash.slice(0, 16)}-${plainKey(key)}@crossfade`,
      start: new Date(from),
      ...end,
      stamp: new Date(forecast.startMs),
      summary: plain(summary),
      description: plain(description),
    });
  }
  return `${calendar.toString()}\r\n`;
}

function entriesOf(planning: Possible, forecast: ReleaseForecast, dates: Dates): Entry[] {
  const { plan } = planning;
  const { endOfFreeWayBack: free, pointOfNoReturn: never, through } = forecast;
  return [
    ...stageEntries(planning, forecast, dates),
    ...(free
      ? [entry("free-way-back", `The free way back ends: ${happening(plan, free.first)}`, "", free.at, dates)]
      : []),
    ...(never
      ? [entry("no-return", `Point of no return: ${happening(plan, never.first)}`, "", never.at, dates)]
      : []),
    ...forecast.promises.map((each) => ({
      ...entry(
        `until-${each.receiver}-${each.sender}-${each.version}`,
        `Promise of ${each.receiver} to ${versionText(each.sender, each.version)} ends`,
        `${promiseSentence(each, dates)}. Measure that it is gone before you drop it.`,
        each.until,
        dates,
      ),
      // A promise is its p90, nothing earlier.
      from: each.until.p90,
      to: null,
    })),
    {
      ...entry("through", "The release is through", "What it replaces is gone.", through, dates),
      from: through.p90,
      to: null,
    },
  ];
}

function stageEntries({ plan, stages }: Possible, forecast: ReleaseForecast, dates: Dates): Entry[] {
  const waits = new Map(plan.waits.map((each) => [each.id, waitText(each, plan)]));
  return stages.flatMap(({ number, transitions, waitsFor }) => {
    const at = forecast.stages[number - 1];
    const starts = transitions.map((each) => `${each.component} ${labelText(each.to)}`).join(", ");
    const reasons = waitsFor.flatMap((id) => waits.get(id) ?? []).map((each) => `${each}.`);
    return at ? [entry(`stage-${number}`, `Stage ${number}: ${starts}`, reasons.join(" "), at, dates)] : [];
  });
}

function entry(key: string, summary: string, description: string, at: Estimate, dates: Dates): Entry {
  const range = at.p90 === null ? dates.range(at) : `p50 ${dates.of(at.p50)}, p90 ${dates.of(at.p90)}`;
  return {
    key,
    summary: `${summary} (${range})`,
    description: [`By ${dates.range(at)}.`, description].filter((each) => each !== "").join(" "),
    from: at.p50,
    to: at.p90,
  };
}

/** Two keys never become one. */
function plainKey(key: string): string {
  return key.replace(/[^A-Za-z0-9.-]/gu, (mark) => `_${mark.codePointAt(0)?.toString(16)}_`);
}

/** Labels and ids come from the repository: no control character reaches a calendar. */
function plain(text: string): string {
  return forTerminal(text);
}
