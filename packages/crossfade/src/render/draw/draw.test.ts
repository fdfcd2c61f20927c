import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { drawnReport } from "../../../../../test/support/drawn-story.ts";
import { Story } from "../../../../../test/support/story.ts";
import type { Report } from "../../analysis/report.ts";
import { drawReport } from "./draw-report.ts";
import { type Drawing, drawingOf } from "./drawing.ts";
import { MAX_ARROWS, MAX_COMPONENTS, MAX_PAIRS } from "./limits.ts";
import { reachText } from "./moments.ts";
import { script } from "./script.ts";
import { meetingText } from "./words.ts";

const shop = () =>
  new Story()
    .part("web", "web", { versions: ["1.8", "1.9"], older: ["1.7"] })
    .part("api", "service", { versions: ["1", "2"] })
    .part("worker", "worker", { versions: ["1", "2"] })
    .link("web -> api")
    .link("api -> worker", { lasts: 4 })
    .breaks("web@1.9 -> api@1", "api@1 -> worker@2")
    .unknown("web@1.7 -> api@2");

function drawing(report: Report): Drawing {
  if (!report.scenes) throw new Error("no scenes");
  return drawingOf(report, report.scenes);
}

const page = (report: Report) => drawReport(report, { format: "html" }).text;
const headline = (report: Report) => drawReport(report, { format: "html" }).headline;

/** The markup of one moment. */
function sceneOf(html: string, id: string): string {
  const [, scene = ""] = html.split(`data-scene="${id}" data-say=`);
  return scene.slice(0, scene.indexOf("</figure>"));
}

const arrowsOf = (scene: string) =>
  [...scene.matchAll(/class="arrow"[^>]*aria-label="([^"]*)"/g)].map(([, label = ""]) => label).sort();

describe("the page", () => {
  test("each moment has one arrow for each pair in contact, and names it", () => {
    const html = page(drawnReport(shop()));
    expect(arrowsOf(sceneOf(html, "r0"))).toEqual([
      "api 1 → worker 1 over api -&gt; worker: fits",
      "web 1.7 → api 1 over web -&gt; api: fits",
      "web 1.8 → api 1 over web -&gt; api: fits",
    ]);
    expect(arrowsOf(sceneOf(html, "r1"))).toHaveLength(10);
    expect(arrowsOf(sceneOf(html, "r1")).filter((each) => each.includes(": breaks"))).toEqual([
      "api 1 → worker 2 over api -&gt; worker: breaks, PUT /cart",
      "web 1.9 → api 1 over web -&gt; api: breaks, PUT /cart",
    ]);
    for (const id of ["p0", "p1", "p2", "p3"]) {
      expect(sceneOf(html, id)).not.toBe("");
      expect(arrowsOf(sceneOf(html, id)).filter((each) => each.includes(": breaks"))).toEqual([]);
    }
  });

  test("of each pair it says when it is in contact", () => {
    const drawn = drawing(drawnReport(shop()));
    expect(
      drawn.pairs.map((each) => `${meetingText(each)}: ${reachText(each, drawn)}`),
    ).toMatchInlineSnapshot(`
      [
        "web 1.9 → api 1: when everything goes out at once; as planned: never in contact",
        "api 1 → worker 2: when everything goes out at once; as planned: never in contact",
        "web 1.7 → api 2: when everything goes out at once; as planned: never in contact",
        "web 1.8 → api 2: when everything goes out at once; as planned: stages 1 to 2",
        "web 1.9 → api 2: when everything goes out at once; as planned: stage 2 and after it",
        "api 2 → worker 1: when everything goes out at once; as planned: stages 1 to 2",
        "api 2 → worker 2: when everything goes out at once; as planned: stages 1 to 2 and after it",
        "web 1.7 → api 1: since before the release; as planned: stage 1",
        "web 1.8 → api 1: since before the release; as planned: stage 1",
        "api 1 → worker 1: since before the release; as planned: stages 1 to 2",
      ]
    `);
  });

  test("only its own script may run, and nothing may be fetched", () => {
    const html = page(drawnReport(shop()));
    const [, policy = ""] = /Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
    const [, inline = ""] = /<script>([\s\S]*?)<\/script>/.exec(html) ?? [];
    expect(inline).toBe(script);
    expect(policy).toContain("default-src &#39;none&#39;");
    expect(policy).toContain(`sha256-${createHash("sha256").update(inline).digest("base64")}`);
    expect(html).not.toMatch(/(?:src|href)="(?!#)/);
    expect(html).not.toMatch(/url\((?!#)/);
  });

  test("a file is the same each time", () => {
    expect(page(drawnReport(shop()))).toBe(page(drawnReport(shop())));
  });
});

const two = () =>
  new Story().part("web", "web", { versions: ["1", "2"] }).part("api", "service", { versions: ["1", "2"] });
const link = () => two().link("web -> api");

describe("every state has its sentence", () => {
  test.each<[string, Story, string]>([
    [
      "proven",
      link().breaks("web@2 -> api@1"),
      "1 pair breaks if everything goes out at once; in 2 stages it does not",
    ],
    [
      "unproven",
      link().breaks("web@2 -> api@1").unknown("web@1 -> api@2"),
      "1 pair breaks if everything goes out at once; in 2 stages it does not, and 1 stays unknown",
    ],
    [
      "unknown alone",
      link().unknown("web@2 -> api@1"),
      "Nothing breaks if everything goes out at once, but 1 pair is unknown; in 2 stages all are kept apart",
    ],
    [
      "impossible",
      link().breaks("web@2 -> api@1", "web@1 -> api@2"),
      "2 pairs break if everything goes out at once; no order of the whole release avoids it",
    ],
    ["everything fits", link(), "Everything fits, even if it goes out at once"],
    [
      "nothing moves",
      new Story()
        .part("web", "web", { versions: ["1"] })
        .part("api", "service", { versions: ["1"] })
        .link("web -> api"),
      "Nothing to compare: no component moves between v1 and HEAD",
    ],
    ["no links", two(), "Everything fits, even if it goes out at once"],
  ])("%s", (_, story, sentence) => {
    const report = drawnReport(story);
    expect(headline(report)).toBe(sentence);
    expect(balance(page(report))).toEqual([]);
    expect(balance(drawReport(report, { format: "svg" }).text)).toEqual([]);
  });

  test("impossible: the circle as sentences and the ways out, and no planned moment", () => {
    const html = page(drawnReport(link().breaks("web@2 -> api@1", "web@1 -> api@2")));
    expect(html).toContain("in a circle");
    expect(html).toContain("api 1 must have ended before web 2 starts");
    expect(html).toContain("Ways out, cheapest first");
    expect(html).toContain("crossfade plan --choose &quot;bridge api&quot;");
    expect(html).not.toContain('data-scene="p');
  });

  test("with a bridge chosen its version stands between old and new", () => {
    const move = { kind: "bridge", component: "api", after: "1", version: "2-bridge" } as const;
    const report = drawnReport(link().breaks("web@2 -> api@1", "web@1 -> api@2"), { move });
    expect(
      drawing(report)
        .components.find(({ id }) => id === "api")
        ?.versions.map(({ label, age }) => `${label} ${age}`),
    ).toEqual(["1 old", "2-bridge between", "2 new"]);
    expect(page(report)).toContain("in 3 stages none does");
  });

  test("where nothing moves there is one moment, and no strip", () => {
    const still = new Story()
      .part("web", "web", { versions: ["1"] })
      .part("api", "service", { versions: ["1"] })
      .link("web -> api");
    const html = page(drawnReport(still));
    expect([...html.matchAll(/data-scene="([^"]*)"/g)].map(([, id]) => id)).toEqual(["r0"]);
    expect(sceneOf(html, "r0")).toContain("<h2>Now</h2>");
    expect(html).not.toContain("Moments of the release");
    expect(() => drawReport(drawnReport(still), { format: "svg", stage: 1 })).toThrow("no stage");
  });

  test("an accepted break is told apart, and never called a fit", () => {
    const report = drawnReport(link().breaks("web@2 -> api@1").accept("web@2 -> api@1"));
    const html = page(report);
    expect(html).toContain("Everything at once, as requested: 4 pairs in contact: 1 waived or accepted");
    expect(sceneOf(html, "r1")).not.toContain("all fit");
    expect(sceneOf(html, "r0")).toContain("1 pair in contact, all fit");
  });

  test("a component that appears is drawn as absent where somebody needs it before", () => {
    const story = new Story()
      .part("web", "web", { versions: ["1", "2"] })
      .part("search", "service", { versions: ["∅", "1"] })
      .link("web -> search")
      .breaks("web@2 -> search@∅");
    const html = page(drawnReport(story));
    expect(arrowsOf(sceneOf(html, "r1"))).toContain(
      "web 2 → search (absent) over web -&gt; search: breaks, PUT /cart",
    );
    expect(html).toContain("search absent: not there, and somebody needs it");
  });

  test("a stage that the plan has not is refused with those that it has", () => {
    const report = drawnReport(link().breaks("web@2 -> api@1"));
    expect(drawReport(report, { format: "svg", stage: 2 }).text).toContain("Stage 2 of 2: web");
    expect(() => drawReport(report, { format: "svg", stage: 9 })).toThrow(/no stage 9. Stages are 1 to 2/);
  });
});

describe("much and long", () => {
  /** `clients` pages, each broken against the old server. */
  function wide(clients: number): Report {
    const story = new Story().part("api", "service", { versions: ["1", "2"] });
    for (let at = 0; at < clients; at++)
      story
        .part(`client${at}`, "extension", { versions: ["1", "2"] })
        .link(`client${at} -> api`)
        .breaks(`client${at}@2 -> api@1`);
    return drawnReport(story);
  }

  test("sixty pairs are all drawn", () => {
    const html = page(wide(15));
    expect(arrowsOf(sceneOf(html, "r1"))).toHaveLength(60);
    expect(html).not.toContain("Not drawn");
    expect(balance(html)).toEqual([]);
  });

  test("beyond the limits what breaks comes first, and how much is left out is said", () => {
    const drawn = drawing(wide(80));
    expect(drawn.components).toHaveLength(MAX_COMPONENTS);
    expect(drawn.pairs.length).toBeLessThanOrEqual(MAX_PAIRS);
    expect(drawn.left).toEqual({ components: 57, pairs: 228, stages: 0 });
    expect(drawn.pairs.slice(0, 23).every(({ sort }) => sort === "breaks")).toBe(true);
    const html = page(wide(80));
    expect(html).toContain("Not drawn: 57 more components, 228 more pairs");
    expect(arrowsOf(sceneOf(html, "r1")).length).toBeLessThanOrEqual(MAX_ARROWS);
    expect(drawn.requested[1]?.counts).toMatchObject({ pairs: 320, breaks: 80 });
  });

  test("long names are cut to their box, the whole stands in its title", () => {
    const [name, label] = ["checkout-frontend-of-the-second-shop", "1.0.0-preview.20261119+gdeadbeef"];
    const story = new Story()
      .part(name, "web", { versions: ["1", label] })
      .part("api", "service", { versions: ["1", "2"] })
      .link(`${name} -> api`)
      .breaks(`${name}@${label} -> api@1`);
    const html = page(drawnReport(story));
    const texts = [...sceneOf(html, "r1").matchAll(/<text[^>]*>([^<]*)/g)].map(([, text = ""]) => text);
    expect(texts.filter((each) => each.length > 30)).toEqual([]);
    expect(html).toContain(`<title>${name} ${label}: live`);
  });
});

/** Tags that are opened and not closed, or the reverse. */
function balance(text: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const bare = text.replace(/<(style|script)>[\s\S]*?<\/\1>/g, "").replace(/<!doctype html>/i, "");
  for (const [, end, name = "", rest = ""] of bare.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>/gi,
  )) {
    if (rest.endsWith("/") || ["meta", "input", "br"].includes(name)) continue;
    if (end !== "/") open.push(name);
    else if (open.pop() !== name) wrong.push(`</${name}>`);
  }
  return [...wrong, ...open];
}
