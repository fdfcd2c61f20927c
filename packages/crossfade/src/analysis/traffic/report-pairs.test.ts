import { CrossfadeError } from "@crossfade/core";
import { expect, test } from "vitest";
import { exampleReport } from "../../../../../test/support/example-report.ts";
import { reportPairs } from "./report-pairs.ts";

const example = async () => JSON.parse(await exampleReport("02-backend-first")) as Record<string, unknown>;

test("of a report of `crossfade check --json` every pair is read that breaks", async () => {
  const { pairs, labels, from, to } = reportPairs(await exampleReport("02-backend-first"), "report.json");
  expect([from, to]).toEqual(["v1", "v2"]);
  expect(labels.get("web")).toEqual(new Set(["1.0.0", "2.0.0"]));
  expect(pairs).toHaveLength(1);
  expect(pairs[0]).toMatchObject({
    sender: { component: "web", label: "2.0.0" },
    receiver: { component: "api", label: "1.0.0" },
    verdict: "breaking",
    asRequested: "possible",
    accepted: false,
    findings: [{ why: expect.stringContaining("PUT /cart/shipping") }],
  });
});

type Broken = Record<string, unknown>;

test.each<[at: string, expected: string, change: (report: Broken) => unknown]>([
  ["it", "an object", () => []],
  ["reportSchema", "1", (report) => ({ ...report, reportSchema: 2 })],
  ["reportSchema", "1", () => ({ error: { code: "CF_NO_LINKS" } })],
  ["findings", "an object", (report) => ({ ...report, findings: [] })],
  ["from", "a text", (report) => ({ ...report, from: 1 })],
  ["components[0].chain", "a list", (report) => ({ ...report, components: [{ id: "web" }] })],
  [
    "components[0].chain[0]",
    "a text",
    (report) => ({ ...report, components: [{ id: "web", chain: [1], older: [] }] }),
  ],
  [
    "matrix[0].rows[0]",
    "a list",
    (report) => ({ ...report, matrix: [{ sender: "a", receiver: "b", rows: [1] }] }),
  ],
  [
    "matrix[0].rows[0][0].verdict",
    "one of breaking, unknown, compatible, not-spoken",
    (report) => ({ ...report, matrix: [{ sender: "a", receiver: "b", rows: [[{ verdict: "fine" }]] }] }),
  ],
])("a report in which %s is not %s is refused", async (at, expected, change) => {
  const text = JSON.stringify(change(await example()));
  try {
    reportPairs(text, "report.json");
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(CrossfadeError);
    expect(error).toMatchObject({
      code: "CF_REPORT_INVALID",
      details: { file: "report.json", at, expected },
    });
  }
});

test("a finding that a pair names and that is not there is a defect of the file", async () => {
  const text = JSON.stringify({ ...(await example()), findings: {} });
  expect(() => reportPairs(text, "report.json")).toThrow(/findings\.\w+ has to be an object/);
});

test("what is no JSON is no report", () => {
  expect(() => reportPairs("Nothing to compare", "report.json")).toThrow(
    "report.json is no report: it has to be JSON.",
  );
});
