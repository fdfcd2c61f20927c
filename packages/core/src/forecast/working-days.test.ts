import fc from "fast-check";
import { expect, test } from "vitest";
import { afterWorkingDays, type WorkingDay } from "./working-days.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const monday = Date.UTC(2026, 10, 16);

/** Monday to Friday in UTC, for ten weeks. */
const week: readonly WorkingDay[] = Array.from({ length: 70 }, (_, day) => day)
  .filter((day) => day % 7 < 5)
  .map((day) => ({ from: monday + day * DAY_MS, to: monday + (day + 1) * DAY_MS }));

const after = (text: string, count: number) =>
  new Date(afterWorkingDays(week, Date.parse(text), count)).toISOString();

test.each([
  ["Friday at nine and one day", "2026-11-20T09:00Z", 1, "2026-11-23T09:00:00.000Z"],
  ["Friday at nine and five days", "2026-11-20T09:00Z", 5, "2026-11-27T09:00:00.000Z"],
  ["Saturday and one day: the end of Monday", "2026-11-21T09:00Z", 1, "2026-11-24T00:00:00.000Z"],
  [
    "Saturday and five days: the end of Friday, not Monday",
    "2026-11-21T09:00Z",
    5,
    "2026-11-28T00:00:00.000Z",
  ],
  ["Monday at noon and half a day", "2026-11-16T12:00Z", 0.5, "2026-11-17T00:00:00.000Z"],
  ["Sunday and nothing at all", "2026-11-22T10:00Z", 0, "2026-11-22T10:00:00.000Z"],
])("%s", (_, from, count, to) => {
  expect(after(from, count)).toBe(to);
});

test("a day of 25 hours is one day", () => {
  const days = [
    { from: 0, to: 25 * HOUR_MS },
    { from: 25 * HOUR_MS, to: 49 * HOUR_MS },
  ];
  expect(afterWorkingDays(days, 12.5 * HOUR_MS, 1)).toBe(37 * HOUR_MS);
});

test("beyond the last known day there is no date", () => {
  expect(afterWorkingDays(week, monday, 51)).toBe(Number.POSITIVE_INFINITY);
  expect(afterWorkingDays([], monday, 1)).toBe(Number.POSITIVE_INFINITY);
});

test("so little of a day that it is lost in the sum is not a step back", () => {
  const sunday = Date.parse("2026-11-22T10:00Z");
  expect(afterWorkingDays(week, sunday, Number.MIN_VALUE)).toBe(sunday);
});

test("it never falls when the start or the number of days rises", () => {
  const at = fc.integer({ min: 0, max: 20 * DAY_MS });
  const count = fc.double({ min: 0, max: 15, noNaN: true });
  fc.assert(
    fc.property(at, at, count, count, (one, other, few, many) => {
      const low = afterWorkingDays(week, monday + Math.min(one, other), Math.min(few, many));
      const high = afterWorkingDays(week, monday + Math.max(one, other), Math.max(few, many));
      expect(low).toBeLessThanOrEqual(high + 1);
    }),
  );
});
