import { afterWorkingDays } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { workingDays } from "./working-days.ts";

const HOUR_MS = 3_600_000;
const worked = [1, 2, 3, 4, 5];
const us = { zone: "America/Los_Angeles", weekdays: worked, holidays: ["2026-11-26", "2026-12-25"] };
const between = (calendar: typeof us, from: string, to: string) =>
  workingDays(calendar, Date.parse(from), Date.parse(to));
const text = (ms: number) => new Date(ms).toISOString().slice(0, 16);

describe("business days", () => {
  test("7 business days from 20 November 2026 end on 2 December, with Thanksgiving", () => {
    const days = between(us, "2026-11-19T00:00Z", "2027-01-01T00:00Z");
    // 09:00 in Los Angeles.
    const end = afterWorkingDays(days, Date.parse("2026-11-20T17:00Z"), 7);
    expect(text(end)).toBe("2026-12-02T17:00");
    const without = between({ ...us, holidays: [] }, "2026-11-19T00:00Z", "2027-01-01T00:00Z");
    expect(text(afterWorkingDays(without, Date.parse("2026-11-20T17:00Z"), 7))).toBe("2026-12-01T17:00");
  });

  test("a business day of a store begins at midnight where the store is", () => {
    const [first] = between(us, "2026-11-23T12:00Z", "2026-11-24T00:00Z");
    expect([text(first?.from ?? 0), text(first?.to ?? 0)]).toEqual(["2026-11-23T08:00", "2026-11-24T08:00"]);
  });

  test("a week that is worked from Sunday to Thursday has its own weekend", () => {
    const days = between(
      { zone: "Asia/Jerusalem", weekdays: [7, 1, 2, 3, 4], holidays: [] },
      "2026-11-20T12:00Z",
      "2026-11-28T12:00Z",
    );
    expect(days.map((each) => new Date(each.from + 12 * HOUR_MS).getUTCDay())).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("clocks that change", () => {
  const all = { zone: "Europe/Berlin", weekdays: [1, 2, 3, 4, 5, 6, 7], holidays: [] };
  const hours = (from: string, to: string, zone = all.zone) =>
    between({ ...all, zone }, from, to).map((each) => (each.to - each.from) / HOUR_MS);

  test("the last Sunday of March has 23 hours, that of October 25", () => {
    expect(hours("2026-03-28T12:00Z", "2026-03-30T12:00Z")).toEqual([24, 23, 24]);
    expect(hours("2026-10-24T12:00Z", "2026-10-26T12:00Z")).toEqual([24, 25, 24]);
  });

  test("a business day is one day, whatever the clock did over the weekend", () => {
    const days = between({ ...all, weekdays: worked }, "2026-03-26T00:00Z", "2026-04-10T00:00Z");
    // Friday at nine in Berlin, before and after the change.
    expect(text(afterWorkingDays(days, Date.parse("2026-03-27T08:00Z"), 1))).toBe("2026-03-30T07:00");
  });

  test("days touch, without a gap or an overlap, also where midnight does not exist", () => {
    for (const zone of [
      "Europe/Berlin",
      "America/Los_Angeles",
      "America/Sao_Paulo",
      "Africa/Cairo",
      "Asia/Beirut",
    ]) {
      const days = between({ ...all, zone }, "2018-01-01T00:00Z", "2027-01-01T00:00Z");
      expect(days.every((each, at) => at === 0 || days[at - 1]?.to === each.from)).toBe(true);
    }
  });

  test("a day that a zone left out is no working day", () => {
    const days = between({ ...all, zone: "Pacific/Apia" }, "2011-12-29T12:00Z", "2012-01-01T00:00Z");
    expect(days.map((each) => (each.to - each.from) / HOUR_MS)).toEqual([24, 24, 24]);
  });
});
