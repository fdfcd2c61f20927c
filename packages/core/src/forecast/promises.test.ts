import { describe, expect, test } from "vitest";
import { at, dated, days, delay, deliveryOf, NOON } from "../../../../test/support/delivery-story.ts";
import { planOf } from "../../../../test/support/plan-text.ts";
import { Story } from "../../../../test/support/story.ts";
import { planRelease } from "../planner/plan-release.ts";
import type { Delivery } from "./delivery.ts";
import { forecast } from "./forecast.ts";

/** The new server rejects old pages: they must be gone first. */
const pagesFirst = () =>
  new Story().part("web", "web").part("api", "service").link("web -> api").breaks("web@0 -> api@1");
/** The old server rejects new pages. */
const serverFirst = () =>
  new Story().part("web", "web").part("api", "service").link("web -> api").breaks("web@1 -> api@0");

describe("promises", () => {
  test("the server bears with every page that is still open, each until its own date, and until the slowest of all", () => {
    const story = new Story()
      .part("web", "web", { older: ["-1"] })
      .part("edge", "extension")
      .part("api", "service")
      .link("web -> api")
      .link("edge -> api");
    const found = dated(story.tell(), { edge: { delays: [delay("review", 7), delay("tail", 9, 14, 30)] } });
    expect(
      found.promises.map((each) => `${each.receiver} ${each.sender} ${each.version} ${each.because}`),
    ).toEqual(["api web 0 channel", "api web -1 channel", "api edge 0 channel"]);
    const [guarantee] = found.guarantees;
    expect(guarantee?.binding).toEqual({
      sender: "edge",
      version: "0",
      channel: "edge-channel",
      because: "channel",
    });
    for (const { until } of found.promises)
      for (const share of ["p50", "p90", "worst"] as const)
        expect(guarantee?.until[share]).toBeGreaterThanOrEqual(until[share] ?? 0);
  });

  test("an endless version, a third party and what stays for ever have no date, and say why", () => {
    const story = new Story()
      .part("kiosk", "desktop", { endless: ["0"] })
      .part("stripe", "external", { versions: ["0", "1"], ours: false })
      .part("api", "service")
      .link("kiosk -> api")
      .link("stripe -> api")
      .link("api -> api", { medium: "store", lasts: "for-ever" });
    const found = dated(story.tell());
    expect(
      found.promises.map(({ sender, because, until }) => [
        sender,
        because,
        until.p50,
        until.worst,
        until.open?.[0]?.kind,
      ]),
    ).toEqual([
      ["kiosk", "endless", null, null, "endless"],
      ["stripe", "third-party", null, null, "third-party"],
      ["api", "leftovers", null, null, "for-ever"],
    ]);
    expect(found.through.p90).not.toBeNull();
  });

  test("a step without a limit leaves p50 and p90, and no worst", () => {
    const found = dated(pagesFirst().tell(), {
      web: { delays: [delay("consent", 0, 0, null), delay("tail", 2, 4, 6)] },
    });
    const [p50, , worst] = at(found, "start api@1");
    expect([(p50 ?? 0) < 3, worst]).toEqual([true, null]);
    expect(found.steps["start api@1"]?.open).toEqual([
      { kind: "unbounded", component: "web", version: "1", of: "consent" },
    ]);
  });

  test("a version that does not use the link is promised nothing", () => {
    const { system, verdicts } = serverFirst().tell();
    const plan = planOf(planRelease(system, verdicts));
    const delivery = deliveryOf(system);
    const links = delivery.links.map((each) => ({ ...each, silent: ["0"] }));
    const dice = { seed: 1, runs: 10, calendars: new Map() };
    expect(forecast({ plan, delivery: { ...delivery, links }, startMs: NOON, ...dice }).promises).toEqual([]);
  });

  test("a cut-off ends a promise, but not what was written; a clearing ends that too", () => {
    const story = new Story()
      .part("api", "service")
      .part("worker", "worker")
      .link("api -> worker", { lasts: 4 })
      .breaks("api@0 -> worker@1");
    const { system, verdicts } = story.tell();
    const plan = planOf(planRelease(system, verdicts));
    const until = (endedBy: Delivery["links"][number]["endedBy"]) => {
      const { components, links } = deliveryOf(system, {
        api: { delays: [delay("publish", 1), delay("drain", 2)] },
      });
      const delivery = { components, links: links.map((each) => ({ ...each, endedBy })) };
      const dice = { seed: 1, runs: 10, calendars: new Map() };
      return days(forecast({ plan, delivery, startMs: NOON, ...dice }).promises[0]?.until.p50);
    };
    expect(until([])).toBe(1 + 2 + 4);
    expect(until([{ version: "0", step: "start api@1", clears: false }])).toBe(1 + 4);
    expect(until([{ version: "0", step: "start api@1", clears: true }])).toBe(1);
  });

  test("over several links it holds until the last of them", () => {
    const story = new Story()
      .part("api", "service")
      .part("worker", "worker")
      .link("api -> worker", { lasts: 4 });
    const { system, verdicts } = story.tell();
    const { components, links } = deliveryOf(system);
    const twice = links.flatMap((each) => [
      { ...each, id: "direct", linger: { kind: "none" as const } },
      each,
    ]);
    const plan = planOf(planRelease(system, verdicts));
    const dice = { seed: 1, runs: 10, calendars: new Map() };
    for (const both of [twice, twice.toReversed()]) {
      const { promises } = forecast({ plan, delivery: { components, links: both }, startMs: NOON, ...dice });
      expect(promises.map((each) => [each.because, days(each.until.p50), each.links.length])).toEqual([
        ["leftovers", 4, 2],
      ]);
    }
  });

  test("what was written by a version of which nothing runs is borne with until it is over", () => {
    const story = new Story()
      .part("api", "service")
      .part("worker", "worker")
      .link("api -> worker", { lasts: 4, left: ["-1"] });
    const left = dated(story.tell()).promises.find((each) => each.version === "-1");
    expect([days(left?.until.p90), left?.because]).toEqual([4, "leftovers"]);
  });
});
