import { describe, expect, test } from "vitest";
import { drawnReport } from "../../../../../test/support/drawn-story.ts";
import { Story } from "../../../../../test/support/story.ts";
import type { Report } from "../../analysis/report.ts";
import { boxesOf } from "./boxes.ts";
import { type Drawing, drawingOf } from "./drawing.ts";
import { planLanes } from "./lanes.ts";
import { pillsOf } from "./pills.ts";
import { routesOf } from "./routes.ts";
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

describe("the shapes", () => {
  test("lanes of clients, servers and workers; the same place in every moment", () => {
    const { components, pairs } = drawing(drawnReport(shop()));
    const boxes = boxesOf(components, pairs);
    const text = boxes.boxes.map(
      ({ version, x, y, width, height }) =>
        `${version.component} ${version.label} (${version.age}) at ${Math.round(x)},${Math.round(y)} ${Math.round(width)}x${height}`,
    );
    const columns = boxes.columns.map(
      ({ title, x, width }) => `${title} ${Math.round(x)} to ${Math.round(x + width)}`,
    );
    expect([...columns, ...text]).toMatchInlineSnapshot(`
      [
        "Clients 0 to 305",
        "Servers 305 to 671",
        "Workers and jobs 671 to 976",
        "web 1.7 (older) at 24,48 196x40",
        "web 1.8 (old) at 24,118 196x40",
        "web 1.9 (new) at 24,188 196x40",
        "api 1 (old) at 390,83 196x40",
        "api 2 (new) at 390,153 196x40",
        "worker 1 (old) at 756,83 196x40",
        "worker 2 (new) at 756,153 196x40",
      ]
    `);
  });

  test("one way from side to side for each pair, and round the versions that stand between", () => {
    const story = new Story()
      .part("web", "web")
      .part("api", "service")
      .part("db", "schema", { versions: ["1"] })
      .link("web -> api")
      .link("web -> db")
      .link("api -> api", { lasts: 1 });
    const { components, pairs } = drawing(drawnReport(story));
    const boxes = boxesOf(components, pairs);
    const routes = routesOf(pairs, boxes);
    expect(routes).toHaveLength(pairs.length);
    for (const { pair, curves } of routes) {
      const [from, to] = [curves[0]?.[0], curves.at(-1)?.[3]];
      const sender = boxes.boxes.find((each) => each.version === pair.sender);
      const receiver = boxes.boxes.find((each) => each.version === pair.receiver);
      if (!from || !to || !sender || !receiver) throw new Error(`no way for ${meetingText(pair)}`);
      expect(from.y).toBeGreaterThan(sender.y);
      expect(from.y).toBeLessThan(sender.y + sender.height);
      expect(to.y).toBeGreaterThan(receiver.y);
      expect(to.y).toBeLessThan(receiver.y + receiver.height);
      expect(curves.length).toBe(pair.receiver.component === "db" && pair.sender.component === "web" ? 3 : 1);
      const passing = curves.slice(1, -1).map(([start]) => start);
      for (const { y } of passing)
        for (const box of boxes.boxes.filter((each) => each.column === 1))
          expect(y < box.y || y > box.y + box.height).toBe(true);
    }
  });

  test("no mark hides another or a version", () => {
    const { components, requested, pairs } = drawing(drawnReport(shop(), { findings: {} }));
    const boxes = boxesOf(components, pairs);
    const now = routesOf(pairs, boxes).filter(({ pair }) => requested[1]?.pairs.includes(pair));
    const pills = pillsOf(now, boxes.boxes);
    expect(pills.map(({ pair, text }) => `${meetingText(pair)}: ${text}`)).toEqual([
      "web 1.9 → api 1: PUT /cart",
      "api 1 → worker 2: PUT /cart",
      "web 1.7 → api 2: PUT /cart",
    ]);
    for (const [index, one] of pills.entries())
      for (const other of pills.slice(index + 1))
        expect(Math.abs(one.at.y - other.at.y) >= 20 || Math.abs(one.at.x - other.at.x) >= 20).toBe(true);
  });

  test("lanes fade where a version starts, and show it dark before", () => {
    const plan = planLanes(drawing(drawnReport(shop())));
    const text = plan?.lanes.map(({ component, first, fades, dark, older }) => {
      const fade = fades.map((each) => `${each.label} (${each.age}) from ${each.start} to ${each.until}`);
      const shade = dark.map((each) => `${each.label} dark ${each.from}-${each.to}`);
      const with_ = older ? [`with ${older.label} to ${older.to}`] : [];
      return `${component}: ${[first?.label, ...fade, ...shade, ...with_].join("; ")}`;
    });
    expect([...(plan?.columns.map(({ title }) => title) ?? []), ...(text ?? [])]).toMatchInlineSnapshot(`
      [
        "before",
        "1 api",
        "2 web, worker",
        "after",
        "api: 1; 2 (new) from 1 to 1",
        "web: 1.8; 1.9 (new) from 2 to 2; 1.9 dark 1-1; with 1.7 to 1",
        "worker: 1; 2 (new) from 2 to 2; 2 dark 1-1",
      ]
    `);
    expect(
      plan?.wayBack.map(({ wayBack, endsFree }) => `${wayBack}${endsFree ? ", ends free" : ""}`),
    ).toMatchInlineSnapshot(`
      [
        "free",
        "free",
        "costs, ends free",
        "costs",
      ]
    `);
  });
});
