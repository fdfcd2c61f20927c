import { describe, expect, test } from "vitest";
import { builtInChannels } from "./channels.ts";
import { worstOf } from "./delays.ts";
import { parseConfig } from "./parse-config.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** The channel of the one component of a file, as it arrives at the component. */
function travels(channels: string, kind = "desktop", channel = "own", calendars = "") {
  const text = `system: s\ncomponents: { a: { kind: ${kind}, channel: ${channel} } }\n${calendars}channels: { ${channels} }\n`;
  const parsed = parseConfig(text, { file: "crossfade.yaml", nowMs: 0 });
  if (!parsed.ok) throw new Error(parsed.complaints.map((each) => each.message).join(" "));
  const [component] = parsed.config.components;
  if (!component) throw new Error("no component");
  return component;
}

function refused(channels: string, more = ""): string[] {
  const text = `system: s\ncomponents: { a: { kind: service } }\n${more}channels: { ${channels} }\n`;
  const parsed = parseConfig(text, { file: "crossfade.yaml", nowMs: 0 });
  return parsed.ok
    ? []
    : parsed.complaints.map((each) => `${each.path}: ${each.message} ${each.expected ?? ""}`);
}

describe("built-in channels", () => {
  test.each(builtInChannels.map((each) => [each.id, each] as const))(
    "%s: what the planner and the forecast take for the worst is the same",
    (_, { delays, delaysBack, worstWaitMs, worstBackMs }) => {
      for (const [all, worstMs] of [
        [delays, worstWaitMs],
        [delaysBack, worstBackMs],
      ] as const) {
        if (all === undefined || worstMs === undefined) continue;
        const unlimited = all.length === 0 || all.some((each) => each.worst === undefined);
        if (unlimited) expect(worstOf(all)).toBeLessThanOrEqual(worstMs);
        else expect(worstOf(all) / HOUR_MS).toBe(worstMs / HOUR_MS);
      }
    },
  );

  test("every delay rises from p50 to worst, names its source, and stands in the order of a delivery", () => {
    const order = ["review", "publish", "check", "consent", "install", "tail", "drain"];
    for (const { id, delays, delaysBack } of builtInChannels)
      for (const all of [delays, delaysBack ?? []]) {
        const places = all.map((each) => order.indexOf(each.phase));
        expect(places, id).toEqual([...places].sort((one, other) => one - other));
        for (const { p50, p90, worst, source, phase } of all) {
          expect([p50 <= p90, p90 <= (worst ?? p90)], `${id} ${phase}`).toEqual([true, true]);
          expect(source.length, `${id} ${phase}`).toBeGreaterThan(5);
        }
      }
  });

  test("what nobody limits is said to have no limit: consent of an administrator, phones that never update", () => {
    const unlimited = builtInChannels.flatMap(({ id, delays }) =>
      delays.filter((each) => each.worst === undefined).map((each) => `${id} ${each.phase}`),
    );
    expect(unlimited).toEqual(["office-manifest consent", "app-store tail", "play-store tail"]);
  });
});

describe("channels of crossfade.yaml", () => {
  test("delays of a channel of one's own, as durations, business days and distributions", () => {
    const { delays, worstWaitMs } = travels(
      "own: { calendar: here, delays: { tail: { p50: 1d, p90: 4d, worst: unbounded }, review: { min: 1bd, p50: 2bd, p90: 5bd, worst: 5bd, ahead: true, source: us }, check: 6h } }",
      "desktop",
      "own",
      "calendars: { here: { zone: Europe/Prague } }\n",
    );
    expect(delays).toEqual([
      {
        phase: "review",
        unit: "business-days",
        calendar: "here",
        min: 1,
        p50: 2,
        p90: 5,
        worst: 5,
        ahead: true,
        source: "us",
      },
      {
        phase: "check",
        unit: "ms",
        min: 6 * HOUR_MS,
        p50: 6 * HOUR_MS,
        p90: 6 * HOUR_MS,
        worst: 6 * HOUR_MS,
        ahead: false,
        source: "crossfade.yaml",
      },
      {
        phase: "tail",
        unit: "ms",
        min: 0,
        p50: DAY_MS,
        p90: 4 * DAY_MS,
        ahead: false,
        source: "crossfade.yaml",
      },
    ]);
    expect(worstWaitMs).toBe(7 * DAY_MS + 6 * HOUR_MS);
  });

  test("a delay of a built-in channel replaces that delay alone, and its worst is what they now add up to", () => {
    const { delays, worstWaitMs } = travels(
      "edge-add-ons: { delays: { review: 2bd } }",
      "extension",
      "edge-add-ons",
    );
    expect(delays.map((each) => [each.phase, each.calendar])).toEqual([
      ["review", "store-us"],
      ["publish", undefined],
      ["check", undefined],
      ["install", undefined],
      ["tail", undefined],
    ]);
    expect(worstWaitMs).toBe(worstOf(delays));
    expect(worstWaitMs).toBeLessThan(35 * DAY_MS);
  });

  test("another worst alone scales the delays to it", () => {
    const { delays, worstWaitMs } = travels("page-refresh: { worst: 15d }", "web", "page-refresh");
    expect(worstWaitMs).toBe(15 * DAY_MS);
    expect(worstOf(delays)).toBeCloseTo(15 * DAY_MS, 0);
    expect(delays.find((each) => each.phase === "tail")?.p50).toBe(2.5 * DAY_MS);
  });

  test("of a channel that has nothing but a worst the middle is assumed, and called so", () => {
    const { delays, delaysBack } = travels("own: { worst: 30d, worstBack: 3d }");
    expect(delays).toMatchObject([{ phase: "tail", p50: 10 * DAY_MS, p90: 20 * DAY_MS, worst: 30 * DAY_MS }]);
    expect(delays[0]?.source).toContain("assumed");
    expect(worstOf(delaysBack)).toBeCloseTo(3 * DAY_MS, 0);
  });

  test("the way back has delays of its own, or those of the way forward", () => {
    expect(travels("own: { delays: { check: 1h } }").delaysBack).toMatchObject([
      { phase: "check", p50: HOUR_MS },
    ]);
    const own = travels("own: { delays: { check: 1h }, delaysBack: { check: 2h } }");
    expect(own.delaysBack).toMatchObject([{ p50: 2 * HOUR_MS }]);
    expect(own.worstBackMs).toBe(2 * HOUR_MS);
  });
});

test("a calendar has the weekdays, the zone and the days that the file gives it; the built-in one keeps the rest", () => {
  const text = `system: s
components: { a: { kind: service } }
calendars: { store-us: { holidays: [2026-11-26] }, here: { zone: Asia/Jerusalem, days: [sun, mon] }, plain: {} }
`;
  const parsed = parseConfig(text, { file: "crossfade.yaml", nowMs: 0 });
  expect(parsed.ok && parsed.config.calendars).toEqual([
    { id: "store-us", zone: "America/Los_Angeles", weekdays: [1, 2, 3, 4, 5], holidays: ["2026-11-26"] },
    { id: "here", zone: "Asia/Jerusalem", weekdays: [7, 1], holidays: [] },
    { id: "plain", zone: "UTC", weekdays: [1, 2, 3, 4, 5], holidays: [] },
  ]);
});

test.each([
  ["own: { tail: true }", /^channels\.own: `worst` is missing/],
  ["own: { delays: { check: soon } }", /^channels\.own\.delays\.check: `check` is "soon"/],
  ["own: { delays: { chek: 1h } }", /`chek` is not known here\. .*`check`/],
  [
    "own: { delays: { check: { p50: 1h, worst: 2h } } }",
    /^channels\.own\.delays\.check\.p90: `p90` is missing/,
  ],
  [
    "own: { delays: { check: { p50: 3h, p90: 2h, worst: 4h } } }",
    /^channels\.own\.delays\.check\.p90: `p90` is shorter/,
  ],
  [
    "own: { delays: { check: { p50: 3h, p90: 4h, worst: 3h } } }",
    /^channels\.own\.delays\.check\.worst: `worst` is shorter/,
  ],
  ["own: { calendar: store-us, delays: { check: { p50: 3h, p90: 4bd, worst: 5bd } } }", /mixed/],
  ["own: { delays: { check: 9999bd } }", /longer than ten years/],
  [
    "own: { worst: 1d, delays: { check: 2d } }",
    /^channels\.own\.delays: The delays add up to more than `worst`, 1d/,
  ],
  ["own: { delays: { review: 2bd } }", /^channels\.own\.delays\.review: Nobody knows whose business days/],
  ["own: { calendar: store-uk, delays: { review: 2bd } }", /There is no calendar `store-uk`/],
])("%s is refused", (channels, complaint) => {
  expect(refused(channels)).toEqual([expect.stringMatching(complaint)]);
});

test("a calendar with a zone or a day that does not exist is refused; zero is zero in both units", () => {
  const calendars = "calendars: { here: { zone: Europe/Praha, days: [mon, sat], holidays: [2026-02-30] } }\n";
  expect(refused("own: { worst: 1d }", calendars)).toEqual([
    expect.stringMatching(/^calendars\.here\.zone: There is no time zone `Europe\/Praha`/),
    expect.stringMatching(/^calendars\.here\.holidays\[0\]: There is no day 2026-02-30/),
  ]);
  expect(
    refused("own: { calendar: store-us, delays: { review: { p50: 0d, p90: 4bd, worst: 5bd } } }"),
  ).toEqual([]);
});
