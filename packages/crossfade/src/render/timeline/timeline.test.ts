import type { ComponentDelivery, Delay, DelayPhase } from "@crossfade/core";
import ICAL from "ical.js";
import { describe, expect, test } from "vitest";
import { reportOf } from "../../../../../test/support/report-story.ts";
import { Story } from "../../../../../test/support/story.ts";
import { forecastOf } from "../../analysis/forecast.ts";
import type { Report, ReportDelivery } from "../../analysis/report.ts";
import { renderTimeline } from "./timeline.ts";
import type { TimelineView } from "./view.ts";

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 23, 9);

const delay = (phase: DelayPhase, p50: number, p90: number, worst?: number, ahead = false): Delay => ({
  phase,
  unit: "ms",
  min: 0,
  p50: p50 * HOUR_MS,
  p90: p90 * HOUR_MS,
  ...(worst === undefined ? {} : { worst: worst * HOUR_MS }),
  ahead,
  source: "assumed: a test",
});

const server = [delay("publish", 0.1, 0.2, 1, true), delay("drain", 0.1, 0.2, 1)];
const page = [delay("check", 4, 20, 47), delay("tail", 120, 216, 600)];

type Overlays = Readonly<Record<string, Partial<ComponentDelivery>>>;

/** The report of a story, with how its parts travel. */
function dated(story: Story, overlays: Overlays = {}): Report {
  const { system } = story.tell();
  const delivery: ReportDelivery = {
    calendars: [],
    components: system.components.map(({ id, older, endless, ours, tail, dark, back }) => ({
      id,
      channel: tail ? "page-refresh" : "instant",
      older,
      endless,
      ours,
      tail,
      dark,
      back,
      delays: tail ? page : server,
      delaysBack: tail ? page : server,
      ...overlays[id],
    })),
    links: system.links.map(({ id, sender, receiver, linger, leftoversOnly }) => ({
      id,
      sender,
      receiver,
      linger,
      left: leftoversOnly,
      silent: [],
      endedBy: [],
    })),
  };
  return reportOf(story, { report: { delivery } });
}

function shown(report: Report, view: Partial<TimelineView> = {}) {
  const forecast = forecastOf(report, { startMs: START_MS, seed: 1, runs: 2000, workingDays: () => [] });
  return renderTimeline(report, forecast, {
    format: "text",
    colour: false,
    width: 100,
    zone: "UTC",
    ...view,
  });
}

/** The old page breaks at the new server; another page is older still. */
const pages = () =>
  new Story()
    .part("web", "web", { versions: ["1.8", "1.9"], older: ["1.7"] })
    .part("api", "service", { versions: ["1.8", "2.0"] })
    .link("web -> api")
    .breaks("web@1.9 -> api@1.8");

describe("text", () => {
  test("the answer first, then the stages, then what was assumed", () => {
    expect(shown(dated(pages())).text).toMatchSnapshot();
  });

  test("what has no date says why, and nothing else has none", () => {
    const story = pages()
      .part("kiosk", "desktop", { endless: ["0"] })
      .part("stripe", "external", { versions: ["0"], older: ["-1"], ours: false })
      .link("kiosk -> api")
      .link("stripe -> api");
    const { text } = shown(dated(story, { web: { delays: [...page, delay("install", 0, 0)] } }));
    expect(text).toContain("api must stay compatible with kiosk 0: no end known, kiosk 0 never ends");
    expect(text).toContain("api must stay compatible with stripe -1: no end known, stripe is a third party");
    const flat = text.replace(/\s+/g, " ");
    expect(flat).toMatch(
      /what it replaces is gone by [^:]*, worst: no end known: the install step of web 1\.9 has no limit/,
    );
    expect(flat).toContain(
      "api must stay compatible with all of them: no end known, kiosk 0 never ends; stripe is a third party; kiosk 0 (page-refresh) is the last",
    );
    expect(text).not.toContain("null");
    expect(text).not.toContain("NaN");
  });

  test("where every promise ends within a day they are counted, and nothing is called more", () => {
    const servers = new Story()
      .part("shop", "service", { versions: ["1", "2"] })
      .part("api", "service", { versions: ["1", "2"] })
      .link("shop -> api")
      .breaks("shop@2 -> api@1");
    const { text } = shown(dated(servers));
    expect(text).toMatch(/^Promise +(1 that ends|\d+ that end) within a day: --json$/m);
  });

  test("support that is longer than the tail is named as the reason; one that cannot be kept is said", () => {
    const { text } = shown(dated(pages(), { web: { supportMs: 90 * 24 * HOUR_MS } }));
    expect(text).toMatch(
      /web 1\.8 until 21 Feb 2027 \(p50 21 Feb 2027, p90 21 Feb\s+2027\): web is supported until then/,
    );
    expect(text).toContain("Each version of web is served for 90 days after its successor is out");
    const cut = new Story()
      .part("db", "schema")
      .part("api", "service")
      .link("api -> db", { medium: "schema" });
    expect(shown(dated(cut, { db: { supportMs: HOUR_MS } })).text).toContain(
      "The support of db cannot be kept",
    );
  });

  test("a store that publishes by itself gets the version last, one that holds it at once", () => {
    const review = (ahead: boolean) => ({ web: { delays: [delay("review", 24, 48, 72, ahead), ...page] } });
    expect(shown(dated(pages(), review(false))).text).toMatch(
      /hand web in only then, 23 Nov 09:0\d p50: page-refresh publishes/,
    );
    expect(shown(dated(pages(), review(true))).text).toContain("hand web in at once: page-refresh holds");
  });

  test("dates are those of the zone that was asked for", () => {
    const story = new Story().part("api", "service");
    expect(shown(dated(story), { zone: "Pacific/Auckland" }).text).toContain("23 Nov 22:0");
    expect(shown(dated(story), { zone: "Pacific/Auckland" }).text).toContain(
      "From 23 Nov 2026 22:00, dates in Pacific/Auckland",
    );
  });

  test("every width has room for the dates that matter", () => {
    for (const width of [60, 80, 100, 160])
      for (const line of shown(dated(pages()), { width }).text.split("\n").slice(0, -2))
        expect(line.length).toBeLessThanOrEqual(width);
  });

  test("a release of nothing says so", () => {
    const story = new Story().part("api", "service", { versions: ["1"] });
    expect(shown(dated(story)).text).toBe("Nothing to compare: no component moves between v1 and HEAD.\n");
  });

  test("without an order there is nothing to date", () => {
    const circle = pages().breaks("web@1.8 -> api@2.0");
    expect(() => shown(dated(circle))).toThrow(expect.objectContaining({ code: "CF_NO_PLAN" }));
  });
});

describe("JSON", () => {
  test("dates are UTC to the second, null where there is none, with the reason beside it", () => {
    const found = JSON.parse(
      shown(dated(pages(), { web: { delays: [delay("tail", 1, 2)] } }), { format: "json" }).text,
    );
    expect(found).toMatchObject({
      timelineSchema: 1,
      start: "2026-11-23T09:00:00Z",
      seed: 1,
      runs: 2000,
      plan: { kind: "proven" },
      through: { worst: null, open: [{ kind: "unbounded", component: "web", of: "tail" }] },
    });
    expect(found.through.p90).toMatch(/^2026-11-23T1\d:\d\d:\d\dZ$/);
    expect(found.stages[1]).toMatchObject({ number: 2, waitsFor: ["web waits until api 1.8 has ended"] });
  });

  test("the same report gives the same bytes", () => {
    expect(shown(dated(pages()), { format: "json" })).toEqual(shown(dated(pages()), { format: "json" }));
  });

  test("the page about the JSON names every key", async () => {
    const { readFileSync } = await import("node:fs");
    const reference = readFileSync("docs/reference/json.md", "utf8");
    const story = pages()
      .part("worker", "worker")
      .link("api -> worker", { lasts: "for-ever" })
      .breaks("api@2.0 -> worker@0");
    const found = JSON.parse(shown(dated(story, { web: { supportMs: HOUR_MS } }), { format: "json" }).text);
    const keys = new Set<string>();
    JSON.stringify(found, (key, value) => {
      if (key !== "" && !/\W|^\d+$/.test(key)) keys.add(key);
      return value;
    });
    expect(keys.size).toBeGreaterThan(30);
    expect([...keys].filter((key) => !reference.includes(`\`${key}\``))).toEqual([]);
  });
});

describe("a calendar", () => {
  const events = (ics: string) =>
    new ICAL.Component(ICAL.parse(ics)).getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));

  test("another program reads stages, promises and the ends of the way back", () => {
    const { ics } = shown(dated(pages()));
    const all = events(ics);
    expect(all.map((each) => each.summary.replace(/ \(.*/, ""))).toEqual([
      "Stage 1: api 2.0",
      "Stage 2: web 1.9",
      "The free way back ends: web 1.9 starts",
      "Promise of api to web 1.8 ends",
      "Promise of api to web 1.7 ends",
      "The release is through",
    ]);
    const [, stage, , promise] = all;
    expect(stage?.description).toContain("web waits until api 1.8 has ended.");
    expect((stage?.endDate.toJSDate().getTime() ?? 0) > (stage?.startDate.toJSDate().getTime() ?? 0)).toBe(
      true,
    );
    expect(promise?.description).toMatch(
      /api must stay compatible with web 1\.8 until 3 Dec \(p50 2[89] Nov, p90 3 Dec\)/,
    );
    // A promise is its p90.
    expect(promise?.startDate.toJSDate().toISOString().slice(0, 10)).toBe("2026-12-03");
  });

  test("UIDs stay when the same plan is dated again; the stamp is the start; the bytes repeat", () => {
    const report = dated(pages());
    const ics = (startMs: number) => {
      const forecast = forecastOf(report, { startMs, seed: 1, runs: 200, workingDays: () => [] });
      return renderTimeline(report, forecast, { format: "text", colour: false, width: 100, zone: "UTC" }).ics;
    };
    const uids = (text: string) => events(text).map((each) => each.uid);
    expect(uids(ics(START_MS))).toEqual(uids(ics(START_MS + HOUR_MS)));
    expect(new Set(uids(ics(START_MS))).size).toBe(6);
    expect(ics(START_MS)).toBe(ics(START_MS));
    expect(ics(START_MS)).toContain("DTSTAMP:20261123T090000Z");
  });

  test("what has no date is no event, and is told in the calendar itself", () => {
    const { ics } = shown(
      dated(
        pages()
          .part("kiosk", "desktop", { endless: ["0"] })
          .link("kiosk -> api"),
      ),
    );
    expect(events(ics).some((each) => each.summary.includes("kiosk 0"))).toBe(false);
    expect(ics.replaceAll("\r\n ", "")).toContain("No date: Promise of api to kiosk 0 ends");
  });

  test("a label cannot break out of its line", () => {
    const evil = "1.9\r\nEND:VEVENT\r\nX-EVIL:1\u001b[31m";
    const story = new Story().part("web", "web", { versions: ["1.8", evil] });
    const { ics, text } = shown(dated(story));
    expect(ics).not.toMatch(/^X-EVIL/m);
    expect(events(ics)[0]?.summary).toContain("1.9\\u{d}\\u{a}END:VEVENT");
    expect(text).not.toContain("\u001b");
  });
});
