import type { WorkingDay } from "@crossfade/core";
import { Temporal } from "temporal-polyfill";
import type { ConfigCalendar } from "../config/system-config.ts";

/**
 * The working days of a calendar that touch [fromMs, toMs), as UTC intervals: from midnight to midnight in its zone, so a
 * day on which clocks change has 23 or 25 hours. Where midnight does not exist, a day begins with its first moment.
 */
export function workingDays(
  { zone, weekdays, holidays }: Omit<ConfigCalendar, "id">,
  fromMs: number,
  toMs: number,
): WorkingDay[] {
  const free = new Set(holidays);
  const days: WorkingDay[] = [];
  let date = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone).toPlainDate();
  for (let from = startOf(date, zone); from < toMs; ) {
    const next = date.add({ days: 1 });
    const to = startOf(next, zone);
    // A zone may leave out a whole day (Samoa, 30 December 2011).
    if (to > from && weekdays.includes(date.dayOfWeek) && !free.has(date.toString())) days.push({ from, to });
    date = next;
    from = to;
  }
  return days;
}

function startOf(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime(zone).epochMilliseconds;
}
