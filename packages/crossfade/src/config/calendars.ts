import { STORE_CALENDAR } from "./channel-steps.ts";
import { weekdays } from "./delay-time.ts";
import type { Draft } from "./draft.ts";
import type { ConfigCalendar } from "./system-config.ts";

/** Stores of American companies. Which days they do not work is not published: crossfade.yaml says, else none. */
export const builtInCalendars: readonly ConfigCalendar[] = [
  { id: STORE_CALENDAR, zone: "America/Los_Angeles", weekdays: [1, 2, 3, 4, 5], holidays: [] },
];

/** The built-in calendars with what the file says about them laid over, and the file's own. */
export function calendarsOf(draft: Draft): ConfigCalendar[] {
  const calendars = new Map(builtInCalendars.map((each) => [each.id, each]));
  for (const [id, raw] of draft.calendars) {
    const base = calendars.get(id) ?? { id, zone: "UTC", weekdays: [1, 2, 3, 4, 5], holidays: [] };
    calendars.set(id, {
      id,
      zone: raw.zone ?? base.zone,
      weekdays: raw.days?.map((each) => weekdays.indexOf(each) + 1) ?? base.weekdays,
      holidays: raw.holidays ?? base.holidays,
    });
  }
  return [...calendars.values()];
}

/** Whether the time zone database has a zone of that name. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
