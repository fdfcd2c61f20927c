import type { Calendar, Interval } from "@crossfade/core";
import { Temporal } from "temporal-polyfill";
import type { ConfigEnvironment, ConfigFreeze, ConfigWindow } from "../config/environment-config.ts";
import type { ConfigCalendar } from "../config/system-config.ts";

const dayMs = 86_400_000;
/** A release carries its calendar with it; beyond this many days nothing is known, and nothing is open. */
const calendarHorizonDays = 180;
/** The last moment that a date can have: 13 September 275760. */
const lastMs = 8.64e15;

const everyDay: Omit<ConfigCalendar, "id"> = {
  zone: "UTC",
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  holidays: [],
};

/**
 * When an environment lets users be moved, as UTC intervals. Times of day are those of the clocks in the calendar's zone: a
 * window from 9 to 4 is an hour earlier in UTC while clocks there are ahead. A time that is left out when they are changed
 * begins with the first one that exists. Windows are spelled out for `calendarHorizonDays` from `fromMs` on; what lies
 * beyond is closed, and says why.
 */
export function releaseCalendar(
  { windows, freezes }: Pick<ConfigEnvironment, "windows" | "freezes">,
  calendars: readonly ConfigCalendar[],
  fromMs: number,
): Calendar {
  const calendarOf = (id: string | undefined) => calendars.find((each) => each.id === id) ?? everyDay;
  const frozen = freezes.map((freeze) => freezeOf(freeze, calendarOf(freeze.calendar).zone));
  if (windows === undefined) return { freezes: frozen };
  const toMs = fromMs + calendarHorizonDays * dayMs;
  const open = windows.flatMap((each) => openings(each, calendarOf(each.calendar), fromMs, toMs));
  const lastDay = new Date(toMs).toISOString().slice(0, "2026-12-20".length);
  const why = `this release knows its windows until ${lastDay} only: create it anew`;
  return { windows: merged(open), freezes: [...frozen, { fromMs: toMs, toMs: lastMs, why }] };
}

function freezeOf({ firstDay, lastDay, why }: ConfigFreeze, zone: string): Interval & { why: string } {
  const next = Temporal.PlainDate.from(lastDay).add({ days: 1 });
  return { fromMs: startOf(Temporal.PlainDate.from(firstDay), zone), toMs: startOf(next, zone), why };
}

/** The day before may have a window that goes on past midnight. */
function openings(
  { weekdays, fromMinute, toMinute }: ConfigWindow,
  calendar: Omit<ConfigCalendar, "id">,
  fromMs: number,
  toMs: number,
): readonly Interval[] {
  const worked = new Set(weekdays ?? calendar.weekdays);
  const free = new Set(calendar.holidays);
  const found: Interval[] = [];
  let date = dayAt(fromMs, calendar.zone).subtract({ days: 1 });
  for (const last = dayAt(toMs, calendar.zone); Temporal.PlainDate.compare(date, last) <= 0; ) {
    const next = date.add({ days: 1 });
    if (worked.has(date.dayOfWeek) && !free.has(date.toString())) {
      const opens = momentOf(date, fromMinute, calendar.zone);
      const closes = momentOf(toMinute > fromMinute ? date : next, toMinute, calendar.zone);
      const interval = { fromMs: Math.max(opens, fromMs), toMs: Math.min(closes, toMs) };
      if (interval.fromMs < interval.toMs) found.push(interval);
    }
    date = next;
  }
  return found;
}

function dayAt(atMs: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate();
}

function startOf(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime(zone).epochMilliseconds;
}

/** Of a time that comes twice, the first. */
function momentOf(date: Temporal.PlainDate, minute: number, zone: string): number {
  if (minute === 24 * 60) return startOf(date.add({ days: 1 }), zone);
  const time = { hour: Math.floor(minute / 60), minute: minute % 60 };
  const moment = date.toPlainDateTime(time);
  const zoned = moment.toZonedDateTime(zone, { disambiguation: "earlier" });
  // Left out: "earlier" reads it with the clock from before, which lies before the change.
  if (Temporal.PlainDateTime.compare(zoned.toPlainDateTime(), moment) === 0) return zoned.epochMilliseconds;
  return zoned.getTimeZoneTransition("next")?.epochMilliseconds ?? zoned.epochMilliseconds;
}

/** In order, without overlaps: a release looks for the next opening among them. */
function merged(intervals: readonly Interval[]): readonly Interval[] {
  const found: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of [...intervals].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = found.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else found.push({ fromMs, toMs });
  }
  return found;
}
