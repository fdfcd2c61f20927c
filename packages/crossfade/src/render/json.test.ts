import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { reportOf } from "../../../../test/support/report-story.ts";
import { Story } from "../../../../test/support/story.ts";
import { renderReport } from "./render-report.ts";

const report = reportOf(
  new Story().part("web", "web").part("api", "service").link("web -> api").breaks("web@1 -> api@0"),
);
const view = { format: "json", colour: false, width: 80 } as const;

test("JSON is the whole report, the same for every verb, with sorted keys", () => {
  const { text } = renderReport(report, { ...view, verb: "check", allowSplit: true });
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(report)));
  expect(text).toBe(renderReport(report, { ...view, verb: "plan" }).text);
  expect(text).toBe(renderReport(report, { ...view, verb: "matrix" }).text);
  expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(report).sort());
});

test("the order of keys in the report changes nothing; maps are objects", () => {
  const turned = Object.fromEntries(Object.entries(report).reverse()) as unknown as typeof report;
  const one = renderReport(report, { ...view, verb: "plan" }).text;
  expect(renderReport(turned, { ...view, verb: "plan" }).text).toBe(one);
  const mapped = {
    ...report,
    findings: new Map(Object.entries(report.findings)) as unknown as typeof report.findings,
  };
  expect(renderReport(mapped, { ...view, verb: "plan" }).text).toBe(one);
});

test("explain gives one finding and the pairs that have it", () => {
  const { text } = renderReport(report, { ...view, verb: "explain", finding: "1111" });
  expect(JSON.parse(text)).toMatchObject({
    reportSchema: 1,
    finding: { id: "1111111111111111", outcome: "breaking" },
    pairs: [{ link: "web -> api", sender: "1", receiver: "0", verdict: "breaking" }],
  });
});

test("docs/reference/json.md tells of every part of the report", () => {
  const page = readFileSync("docs/reference/json.md", "utf8");
  for (const key of Object.keys(report)) expect(page).toContain(`| \`${key}\` |`);
});
