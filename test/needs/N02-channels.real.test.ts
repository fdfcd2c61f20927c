import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { program } from "../support/program.ts";
import { tree } from "../support/tree.ts";

/** N02. Every part of this release is new; nothing breaks, so each part shows what its channel alone does to it. */
const START = "2026-11-23T09:00Z";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Dates {
  readonly p50: string | null;
  readonly p90: string | null;
  readonly worst: string | null;
  readonly open?: readonly { readonly kind: string; readonly component: string; readonly of?: string }[];
}
interface Timeline {
  readonly arrivals: readonly {
    readonly component: string;
    readonly out: Dates;
    readonly reached: Dates;
    readonly backMs?: { readonly p50: number; readonly p90: number };
  }[];
  readonly departures: readonly { readonly component: string; readonly gone: Dates }[];
  readonly assumptions: readonly {
    readonly component: string;
    readonly channel: string;
    readonly delays: readonly { readonly phase: string; readonly source: string }[];
  }[];
}

const parts: Readonly<Record<string, string>> = {
  api: "{ kind: service }",
  web: "{ kind: web }",
  outlook: "{ kind: add-in, manifest: outlook/manifest.xml }",
  chrome: "{ kind: extension, channel: chrome-web-store }",
  edge: "{ kind: extension, channel: edge-add-ons }",
  firefox: "{ kind: extension, channel: firefox-add-ons }",
  ios: "{ kind: mobile, channel: app-store }",
  android: "{ kind: mobile, channel: play-store }",
  desktop: "{ kind: desktop }",
  static: "{ kind: assets }",
  till: "{ kind: desktop, channel: usb-stick }",
};

const calendars = `calendars:
  shops: { zone: Europe/Prague, days: [tue, wed, thu, fri, sat], holidays: [2026-11-25] }
`;

/** Further channels can be added at its end. */
const channels = `channels:
  usb-stick:
    tail: true
    calendar: shops
    delays:
      publish: { min: 1bd, p50: 2bd, p90: 3bd, worst: 5bd, source: the driver comes twice a week }
      tail: 30d
`;

const linked = Object.keys(parts).filter((id) => id !== "api" && id !== "static");

function version(number: string, more = ""): string {
  return tree({
    "crossfade.yaml": `system: shop
components:
${Object.entries(parts)
  .map(([id, part]) => `  ${id}: ${part}`)
  .join("\n")}
links:
  - { from: [${linked.join(", ")}], to: api, http: api/openapi.json }
${calendars}${channels}${more}`,
    "api/openapi.json": JSON.stringify({
      openapi: "3.1.0",
      info: { title: "Shop", version: "1" },
      paths: {},
    }),
    "outlook/manifest.xml": `<OfficeApp><Version>${number}</Version></OfficeApp>`,
    ...Object.fromEntries(
      Object.keys(parts).map((id) => [`${id}/package.json`, JSON.stringify({ name: id, version: number })]),
    ),
  });
}

function crossfade(verb: readonly string[], more = "") {
  const [node = "", ...rest] = program();
  const folders = ["--from-dir", version("1.0.0", more), "--to-dir", version("2.0.0", more)];
  const { stdout, status } = spawnSync(node, [...rest, "timeline", ...verb, ...folders], {
    encoding: "utf8",
  });
  expect(status, stdout).toBe(0);
  return stdout;
}

const timeline = (start = START, more = "") =>
  JSON.parse(crossfade(["--json", "--start", start], more)) as Timeline;

/** Time since the start. */
const after = (date: string | null | undefined, start = START) =>
  date === null || date === undefined ? Number.NaN : Date.parse(date) - Date.parse(start);

function of(found: Timeline, component: string, start = START) {
  const arrival = found.arrivals.find((each) => each.component === component);
  const departure = found.departures.find((each) => each.component === component);
  const times = (dates: Dates | undefined) => ({
    p50: after(dates?.p50, start),
    p90: after(dates?.p90, start),
    worst: after(dates?.worst, start),
  });
  return {
    out: times(arrival?.out),
    reached: times(arrival?.reached),
    gone: times(departure?.gone),
    arrival,
    departure,
  };
}

describe("N02: delivery channels with their real delays and tails", () => {
  let known: Timeline | undefined;
  /** One run answers most questions. */
  const found = () => {
    known ??= timeline();
    return known;
  };

  test("a backend is there as soon as it is healthy, and the old one is gone when it is drained", () => {
    const { out, gone } = of(found(), "api");
    expect(out.p90).toBeLessThan(5 * 60_000);
    expect(gone.worst).toBeLessThanOrEqual(10 * 60_000);
  });

  test("a page is out at once and in use with the next page load; its tabs stay old for days", () => {
    const { out, reached, gone } = of(found(), "web");
    expect(out.p90).toBeLessThan(HOUR_MS);
    expect(reached.p50).toBeLessThan(DAY_MS);
    expect(gone.p50).toBeGreaterThan(3 * DAY_MS);
    expect(gone.p90).toBeGreaterThan(7 * DAY_MS);
  });

  test("an Office add-in: its content comes with the next pane, its manifest through the store or the administrator", () => {
    const content = of(found(), "outlook");
    const manifest = of(found(), "outlook.manifest");
    expect(content.out.p90).toBeLessThan(HOUR_MS);
    expect(content.gone.p50).toBeGreaterThan(DAY_MS);
    expect(manifest.out.p50).toBeGreaterThan(DAY_MS);
    expect(manifest.gone.p50).toBeGreaterThan(content.reached.p50);
  });

  test("consent of an administrator may never come: the manifest has a p90 and no worst, and says why", () => {
    const gone = of(found(), "outlook.manifest").departure?.gone;
    expect(gone?.p90).not.toBeNull();
    expect(gone?.worst).toBeNull();
    expect(gone?.open).toMatchObject([{ kind: "unbounded", component: "outlook.manifest", of: "consent" }]);
    expect(of(found(), "outlook").departure?.gone.worst).not.toBeNull();
  });

  test("Chrome: one to two hours to the store, up to a day to the browsers", () => {
    const { out } = of(found(), "chrome");
    expect(out.p50).toBeGreaterThan(HOUR_MS);
    expect(out.p50).toBeLessThan(2 * HOUR_MS);
    const published = timeline(START, "  chrome-web-store: { delays: { review: 0s, publish: 0s } }\n");
    expect(of(published, "chrome").reached.p90).toBeLessThanOrEqual(DAY_MS);
  });

  test("Edge: up to five business days of review, then a day to the browsers", () => {
    // Monday to Friday of a week without a holiday, in Los Angeles.
    const monday = "2026-11-30T17:00Z";
    const { out, reached } = of(timeline(monday), "edge", monday);
    expect(out.p50).toBeGreaterThan(2 * DAY_MS);
    expect(out.p50).toBeLessThan(5 * DAY_MS);
    expect(reached.p50 - out.p50).toBeLessThan(DAY_MS);
    // Handed in on Thanksgiving's Friday, the same review takes two more days.
    const friday = "2026-11-27T17:00Z";
    expect(of(timeline(friday), "edge", friday).out.p50).toBeGreaterThan(out.p50 + 1.5 * DAY_MS);
  });

  test("Chrome goes back within a day without a review; Edge has to hand in anew; phones do not go back", () => {
    const back = (id: string) => of(found(), id).arrival?.backMs;
    expect(back("chrome")?.p50).toBeLessThan(DAY_MS);
    expect(back("edge")?.p50).toBeGreaterThan(2 * DAY_MS);
    const text = crossfade(["--start", START]).replace(/\s+/g, " ");
    expect(text).toContain("ios does not go back (app-store)");
    expect(text).toContain(
      "edge does not go back (edge-add-ons): a newer version with the old content takes",
    );
    expect(text).toContain("chrome is back at a usual client in");
  });

  test("phones, desktops, other browsers and files each have dates; who never updates his phone has none", () => {
    for (const id of ["firefox", "ios", "android", "desktop", "static"]) {
      const { out, gone } = of(found(), id);
      expect(out.p50, id).toBeGreaterThanOrEqual(0);
      expect(gone.p90, id).toBeGreaterThanOrEqual(out.p90);
    }
    expect(of(found(), "android").departure?.gone.worst).toBeNull();
    expect(of(found(), "static").gone.p90).toBeLessThan(HOUR_MS);
  });

  test("users define their own: business days of a shop, its week, its holiday", () => {
    const { out, gone } = of(found(), "till");
    // From Monday, not worked: Tuesday is the first day, Wednesday a holiday, so one day ends with Tuesday (Prague).
    expect(found().arrivals.find((each) => each.component === "till")?.out.worst).toBe(
      "2026-12-01T23:00:00Z",
    );
    expect(out.p50).toBeGreaterThan(after("2026-11-24T23:00Z"));
    expect(gone.worst - out.worst).toBe(30 * DAY_MS);
  });

  test("every delay says where it comes from, or that it is assumed", () => {
    const delays = found().assumptions.flatMap(({ component, delays }) =>
      delays.map((each) => ({ component, ...each })),
    );
    expect(delays.length).toBeGreaterThan(30);
    for (const { component, phase, source } of delays)
      expect(source, `${component} ${phase}`).toMatch(/\w{4}/);
    expect(delays.find((each) => each.component === "edge" && each.phase === "review")?.source).toContain(
      "MicrosoftDocs",
    );
    expect(delays.find((each) => each.component === "till" && each.phase === "publish")?.source).toContain(
      "the driver",
    );
  });
});
