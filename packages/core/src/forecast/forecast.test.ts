import { describe, expect, test } from "vitest";
import { at, DAY_MS, dated, days, delay, deliveryOf, NOON } from "../../../../test/support/delivery-story.ts";
import { planOf } from "../../../../test/support/plan-text.ts";
import { Story } from "../../../../test/support/story.ts";
import { ABSENT } from "../model/version.ts";
import { planRelease } from "../planner/plan-release.ts";
import type { Delay } from "./delay.ts";
import type { ComponentDelivery } from "./delivery.ts";
import { forecast } from "./forecast.ts";

const HOUR_MS = 3_600_000;

/** The new server rejects old pages: they must be gone first. */
const pagesFirst = () =>
  new Story().part("web", "web").part("api", "service").link("web -> api").breaks("web@0 -> api@1");
/** The old server rejects new pages. */
const serverFirst = () =>
  new Story().part("web", "web").part("api", "service").link("web -> api").breaks("web@1 -> api@0");

describe("dates of steps", () => {
  test("a server that waits for the last old page starts when it is gone", () => {
    const found = dated(pagesFirst().tell());
    const [p50 = 0, p90 = 0, worst] = at(found, "start api@1");
    expect(p50).toBeGreaterThan(4.5);
    expect(p50).toBeLessThan(5.5);
    expect(p90).toBeGreaterThan(8);
    expect(worst).toBe(30);
    expect(at(found, "end web@0")).toEqual(at(found, "start api@1"));
  });

  test("review that holds can run while the server is on its way; a store that publishes by itself is handed in last", () => {
    const slow = { delays: [delay("publish", 3)] };
    const held = dated(serverFirst().tell(), {
      api: slow,
      web: { delays: [delay("review", 2, 2, 2, true), delay("publish", 1)] },
    });
    expect([at(held, "deploy web@1")[0], at(held, "start web@1")[0]]).toEqual([0, 4]);
    const straight = dated(serverFirst().tell(), {
      api: slow,
      web: { delays: [delay("review", 2), delay("publish", 1)] },
    });
    expect([at(straight, "deploy web@1")[0], at(straight, "start web@1")[0]]).toEqual([3, 6]);
  });

  test("what waits in a queue is waited for, after its last writer", () => {
    const story = new Story()
      .part("api", "service")
      .part("worker", "worker")
      .link("api -> worker", { lasts: 4 })
      .breaks("api@0 -> worker@1");
    const found = dated(story.tell(), { api: { delays: [delay("publish", 1), delay("drain", 1)] } });
    expect(at(found, "gone api@0")[0]).toBe(2);
    expect(at(found, "start worker@1")[0]).toBe(6);
  });

  test("a cut has no tail: the old ends when the new starts", () => {
    const story = new Story()
      .part("db", "schema")
      .part("api", "service")
      .link("api -> db", { medium: "schema" });
    const found = dated(story.breaks("api@0 -> db@1").tell(), {
      db: { delays: [delay("publish", 1), delay("tail", 3)] },
      api: { delays: [delay("publish", 1)] },
    });
    expect([at(found, "start db@1")[0], at(found, "end db@0")[0]]).toEqual([2, 2]);
  });

  test("a client that is taken away is gone when its last user is", () => {
    const story = new Story().part("web", "web", { versions: ["0", ABSENT] });
    const found = dated(story.tell(), { web: { delays: [delay("publish", 1), delay("tail", 5)] } });
    expect(at(found, `start web@${ABSENT}`)[0]).toBe(6);
    expect(found.departures.map((each) => days(each.gone.p50))).toEqual([6]);
    expect(found.arrivals).toEqual([]);
  });

  test("a client leaves in its own time, not after what else is waited for; it is gone when both are", () => {
    const story = new Story()
      .part("page", "web")
      .part("inner", "web")
      .link("page -> inner", { pinned: { 0: "0", 1: "1" } });
    const ends = (page: number, inner: number) =>
      at(
        dated(story.tell(), {
          page: { delays: [delay("tail", page)] },
          inner: { delays: [delay("tail", inner)] },
        }),
        "end inner@0",
      )[0];
    expect([ends(10, 2), ends(2, 10)]).toEqual([10, 10]);
  });

  test("business days are those of their calendar; beyond its last day there is no date", () => {
    const worked = [0, 7, 8, 9].map((day) => ({ from: NOON + day * DAY_MS, to: NOON + (day + 1) * DAY_MS }));
    const { system, verdicts } = new Story().part("edge", "extension").tell();
    const plan = planOf(planRelease(system, verdicts));
    const review = (count: number): Delay => ({
      ...delay("review", 0),
      unit: "business-days",
      calendar: "here",
      min: count,
      p50: count,
      p90: count,
      worst: count,
    });
    const started = (count: number) =>
      forecast({
        plan,
        delivery: deliveryOf(system, { edge: { delays: [review(count)] } }),
        startMs: NOON,
        seed: 1,
        runs: 10,
        calendars: new Map([["here", worked]]),
      }).steps["start edge@1"];
    expect(days(started(2)?.p50)).toBe(8);
    expect(started(5)).toMatchObject({
      p50: null,
      open: [{ kind: "calendar", component: "edge", of: "here" }],
    });
  });

  test("the p90 of a sum is not the sum of the p90s", () => {
    const two = { delays: [delay("check", 1, 10, 20), delay("tail", 1, 10, 20)] };
    const [, p90 = 0] = at(dated(pagesFirst().tell(), { web: two }, { runs: 4000 }), "end web@0");
    expect(p90).toBeGreaterThan(10);
    expect(p90).toBeLessThan(17);
  });

  test("of an older version nobody knows when its successor came: its tail is counted from now", () => {
    const story = new Story()
      .part("web", "web", { older: ["-1"] })
      .part("api", "service")
      .link("web -> api")
      .breaks("web@-1 -> api@1");
    const found = dated(story.tell(), { web: { delays: [delay("review", 3), delay("tail", 5)] } });
    expect(at(found, "start api@1")[0]).toBe(5);
    expect(found.departures.map((each) => [each.version, days(each.gone.p50)])).toEqual([
      ["-1", 5],
      ["0", 8],
      ["0", 5],
    ]);
  });
});

describe("support", () => {
  const promised = { supportMs: 90 * DAY_MS };

  test("a version is served as long as promised, and what waits for its end waits that long", () => {
    const found = dated(pagesFirst().tell(), { web: promised });
    expect(at(found, "start api@1")).toEqual([90, 90, 90]);
    expect(found.departures).toMatchObject([
      { component: "web", heldBySupport: true },
      { component: "api", heldBySupport: false },
    ]);
    expect(found.guarantees).toMatchObject([
      { receiver: "api", binding: { sender: "web", because: "support" } },
    ]);
  });

  test("a tail that is longer than the support is the reason", () => {
    const found = dated(pagesFirst().tell(), { web: { supportMs: DAY_MS } });
    expect(found.guarantees[0]?.binding.because).toBe("channel");
    expect(days(found.guarantees[0]?.until.p50)).toBeGreaterThan(4);
  });

  test("a server that is supported stays beside its successor", () => {
    expect(at(dated(serverFirst().tell(), { api: promised }), "end api@0")[0]).toBe(90);
  });

  test("support that a cut cannot keep is named", () => {
    const story = new Story()
      .part("db", "schema")
      .part("api", "service")
      .link("api -> db", { medium: "schema" });
    expect(dated(story.tell(), { db: promised }).unkept).toEqual(["db"]);
    expect(dated(story.tell(), { api: promised }).unkept).toEqual([]);
    const endless = new Story().part("till", "desktop", { endless: ["0"] });
    expect(dated(endless.tell(), { till: promised }).unkept).toEqual([]);
  });
});

describe("the way back", () => {
  test("what ends it is named, with its date", () => {
    const found = dated(serverFirst().tell(), { api: { delays: [delay("publish", 2)] } });
    expect(found.endOfFreeWayBack).toMatchObject({ first: "start web@1", steps: [{ step: "start web@1" }] });
    expect(days(found.endOfFreeWayBack?.at.p50)).toBe(2);
    expect(found.pointOfNoReturn).toBeUndefined();
  });

  test("of several steps that end it the first counts, run by run", () => {
    const story = new Story()
      .part("slow", "web")
      .part("fast", "web")
      .part("api", "service")
      .link("slow -> api")
      .link("fast -> api")
      .breaks("slow@1 -> api@0", "fast@1 -> api@0");
    const found = dated(story.tell(), {
      slow: { delays: [delay("publish", 3)] },
      fast: { delays: [delay("publish", 2)] },
    });
    expect(found.endOfFreeWayBack?.first).toBe("start fast@1");
    expect(days(found.endOfFreeWayBack?.at.p90)).toBe(2);
    expect(found.endOfFreeWayBack?.steps.map((each) => days(each.at.p50)).sort()).toEqual([2, 3]);
  });

  test("it takes as long as the channel's way back, or there is none", () => {
    const back = (overlay: Partial<ComponentDelivery>) =>
      dated(serverFirst().tell(), { web: overlay }).arrivals.find((each) => each.component === "web")?.back;
    expect(back({ delaysBack: [delay("publish", 1), delay("check", 1)] })?.p50).toBe(2 * DAY_MS);
    expect(back({ back: "none" })).toBeUndefined();
  });
});

test("a bridge is a version on the way, with dates of its own", () => {
  const story = new Story()
    .part("api", "service", { versions: ["0", "0-bridge", "1"] })
    .promise("api", "0-bridge");
  const found = dated(story.tell(), { api: { delays: [delay("publish", 1), delay("drain", 1)] } });
  expect(found.arrivals.map((each) => [each.version, days(each.out.p50)])).toEqual([
    ["0-bridge", 1],
    ["1", 2],
  ]);
});

test("more draws than memory holds are refused with the limit", () => {
  expect(() => dated(serverFirst().tell(), {}, { runs: 4_000_000 })).toThrow(
    expect.objectContaining({ code: "CF_TOO_MANY_RUNS", hint: expect.stringContaining("--runs 2857142") }),
  );
});

test("hours are not lost: a delay of an hour is an hour", () => {
  const hour = { ...delay("tail", 0), min: HOUR_MS, p50: HOUR_MS, p90: HOUR_MS, worst: HOUR_MS };
  expect(at(dated(pagesFirst().tell(), { web: { delays: [hour] } }), "end web@0")[0]).toBeCloseTo(1 / 24, 6);
});
