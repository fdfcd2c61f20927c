import { windowAt } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import type { ConfigWindow } from "../config/environment-config.ts";
import { releaseCalendar } from "./release-calendar.ts";

const prague = {
  id: "office",
  zone: "Europe/Prague",
  weekdays: [1, 2, 3, 4, 5],
  holidays: ["2026-11-17"],
};
const from9to4: ConfigWindow = { calendar: "office", fromMinute: 540, toMinute: 960 };
const at = (text: string) => Date.parse(text);
const text = (ms: number) => new Date(ms).toISOString().slice(0, 16);
const calendarFrom = (windows: readonly ConfigWindow[], from: string) =>
  releaseCalendar({ windows, freezes: [] }, [prague], at(from));
const openings = (window: ConfigWindow, from: string, count: number) =>
  (calendarFrom([window], from).windows ?? [])
    .slice(0, count)
    .map(({ fromMs, toMs }) => [text(fromMs), text(toMs)]);

describe("release windows", () => {
  test("are open on working days, not on weekends and holidays", () => {
    // 13 November 2026 is a Friday, the 17th a holiday.
    expect(openings(from9to4, "2026-11-13T00:00Z", 3)).toEqual([
      ["2026-11-13T08:00", "2026-11-13T15:00"],
      ["2026-11-16T08:00", "2026-11-16T15:00"],
      ["2026-11-18T08:00", "2026-11-18T15:00"],
    ]);
  });

  test("follow the clocks of their zone: nine o'clock is an hour later in UTC when summer is over", () => {
    const opens = openings(from9to4, "2026-10-23T00:00Z", 2).map(([from]) => from);
    expect(opens).toEqual(["2026-10-23T07:00", "2026-10-26T08:00"]);
  });

  test("over a change of clocks last as long as the night does", () => {
    const night: ConfigWindow = { calendar: "office", weekdays: [6], fromMinute: 23 * 60, toMinute: 5 * 60 };
    const hours = (from: string) => {
      const [first] = calendarFrom([night], from).windows ?? [];
      return ((first?.toMs ?? 0) - (first?.fromMs ?? 0)) / 3_600_000;
    };
    expect(hours("2026-10-24T00:00Z")).toBe(7);
    expect(hours("2026-03-28T00:00Z")).toBe(5);
    expect(hours("2026-06-06T00:00Z")).toBe(6);
  });

  test("that begin at a time that is left out begin with the first one that exists", () => {
    const early: ConfigWindow = { calendar: "office", weekdays: [7], fromMinute: 150, toMinute: 240 };
    expect(openings(early, "2026-03-29T00:00Z", 1)).toEqual([["2026-03-29T01:00", "2026-03-29T02:00"]]);
  });

  test("name their own weekdays, and stay closed on holidays", () => {
    const tuesdays: ConfigWindow = { ...from9to4, weekdays: [2] };
    expect(openings(tuesdays, "2026-11-16T00:00Z", 1)).toEqual([["2026-11-24T08:00", "2026-11-24T15:00"]]);
  });

  test("that go on past midnight are still open for whoever comes after it", () => {
    const late: ConfigWindow = { fromMinute: 22 * 60, toMinute: 4 * 60 };
    expect(openings(late, "2026-06-02T01:00Z", 1)).toEqual([["2026-06-02T01:00", "2026-06-02T04:00"]]);
  });

  test("that meet are one", () => {
    const whole: ConfigWindow = { fromMinute: 0, toMinute: 1440 };
    expect(calendarFrom([whole, from9to4], "2026-06-02T00:00Z").windows).toHaveLength(1);
  });

  test("are not known beyond their horizon, where everything is closed and says why", () => {
    const calendar = calendarFrom([{ fromMinute: 0, toMinute: 1440 }], "2026-06-02T00:00Z");
    expect(windowAt(calendar, at("2026-11-28T23:00Z"))).toEqual({ open: true });
    expect(windowAt(calendar, at("2026-11-29T00:00Z"))).toEqual({
      open: false,
      why: "this release knows its windows until 2026-11-29 only: create it anew",
    });
  });
});

describe("freezes", () => {
  test("last from the first moment of their first day to the last of their last, in their zone", () => {
    const freeze = { calendar: "office", firstDay: "2026-12-20", lastDay: "2027-01-02", why: "holidays" };
    const calendar = releaseCalendar({ freezes: [freeze] }, [prague], 0);
    expect(calendar.windows).toBeUndefined();
    expect(windowAt(calendar, at("2026-12-19T22:59Z"))).toEqual({ open: true });
    expect(windowAt(calendar, at("2026-12-19T23:00Z"))).toMatchObject({ open: false, why: "holidays" });
    expect(windowAt(calendar, at("2027-01-02T22:59Z"))).toMatchObject({ open: false });
    expect(windowAt(calendar, at("2027-01-02T23:00Z"))).toEqual({ open: true });
  });
});
