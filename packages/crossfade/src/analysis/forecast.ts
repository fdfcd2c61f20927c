import {
  type ComponentDelivery,
  CrossfadeError,
  type Forecast,
  forecast,
  type Plan,
  type WorkingDay,
} from "@crossfade/core";
import type { ConfigCalendar } from "../config/system-config.ts";
import type { Report, ReportDelivery } from "./report.ts";
import { durationText } from "./sentences.ts";

/** When a release gets where: what `timeline` shows. */
export interface ReleaseForecast extends Forecast {
  /** How the parts travel: the assumptions. Only components that move, or of which older versions are alive. */
  readonly travelling: readonly ComponentDelivery[];
  /** What else was assumed, one sentence each. */
  readonly notes: readonly string[];
}

interface ForecastRequest {
  readonly startMs: number;
  readonly seed: number;
  readonly runs: number;
  /** The working days of a calendar, from the start on. */
  readonly workingDays: (calendar: ConfigCalendar) => readonly WorkingDay[];
}

/** Dates the plan of a report that holds its delivery. Throws CF_NO_PLAN where there is none, CF_TOO_MANY_RUNS. */
export function forecastOf(report: Report, request: ForecastRequest): ReleaseForecast {
  const { planning, delivery } = report;
  if (planning.kind === "impossible") throw new CrossfadeError("CF_NO_PLAN", {});
  if (!delivery) throw new CrossfadeError("CF_INTERNAL", { what: "the report has no delivery" });
  const { startMs, seed, runs, workingDays } = request;
  const calendars = new Map(delivery.calendars.map((each) => [each.id, workingDays(each)]));
  const dated = forecast({ plan: planning.plan, delivery, startMs, seed, runs, calendars });
  const moving = new Set(planning.plan.steps.map((each) => each.component));
  const travelling = delivery.components.filter((each) => moving.has(each.id) || each.older.length > 0);
  return { ...dated, travelling, notes: notesOf(planning.plan, delivery, travelling, dated) };
}

function notesOf(
  plan: Plan,
  { components, calendars }: ReportDelivery,
  travelling: readonly ComponentDelivery[],
  { unkept }: Forecast,
): string[] {
  const tasks = plan.steps.filter((each) => ["rewrite", "purge", "drain"].includes(each.kind));
  const supported = components.filter((each) => each.supportMs !== undefined && !unkept.includes(each.id));
  return [
    "A forecast decides nothing: measure that old clients are gone before you drop what they need.",
    "Approvals, canary steps and release windows are not in these dates: a step takes place as soon as all that it waits for has happened.",
    ...travelling
      .filter((each) => each.older.length > 0 && each.ours)
      .map(
        ({ id, older }) =>
          `Nobody says when ${id} ${older.join(", ")} got a successor: counted from the start.`,
      ),
    ...tasks.map((each) => `How long ${each.id} takes is not known: counted as nothing.`),
    ...(plan.waits.some((each) => each.kind === "empty" && each.lingerMs !== undefined)
      ? ["A queue counts as read only when all that may wait in it has had its whole time."]
      : []),
    ...supported.map(
      ({ id, supportMs }) =>
        `Each version of ${id} is served for ${durationText(supportMs ?? 0)} after its successor is out, as promised.`,
    ),
    ...unkept.map(
      (id) => `The support of ${id} cannot be kept: its old version ends when the new one starts.`,
    ),
    ...calendars.map(calendarSentence),
    ...travelling
      .filter((each) => !each.ours)
      .map(({ id }) => `${id} is a third party: what hangs on it has no date.`),
  ];
}

const dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function calendarSentence({ id, zone, weekdays, holidays }: ConfigCalendar): string {
  const days = weekdays.map((each) => dayNames[each - 1]).join(", ");
  const free = holidays.length === 0 ? "no holiday is declared" : `without ${holidays.join(", ")}`;
  return `Business days of ${id}: ${days} in ${zone}, ${free}.`;
}
