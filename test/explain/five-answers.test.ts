import { contractKinds } from "@crossfade/contracts";
import type { Finding, Place } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { readingText } from "../../packages/crossfade/src/analysis/reading.ts";
import type { Report } from "../../packages/crossfade/src/analysis/report.ts";
import { renderReport } from "../../packages/crossfade/src/render/render-report.ts";
import { analyse, type Files } from "../support/analysis-story.ts";
import { releasesOf } from "./release.ts";
import { linkStories } from "./stories/links.ts";

const headings = ["What breaks", "For whom, when", "With which value", "Why", "Ways out"] as const;
type Answers = Readonly<Record<(typeof headings)[number], string>>;

const shown = (report: Report, finding: Finding, format: "text" | "json") =>
  renderReport(report, { verb: "explain", finding: finding.id, format, colour: false, width: 160 }).text;

/** The text below each heading. */
function answersTo(report: Report, finding: Finding): Answers {
  const text = shown(report, finding, "text");
  const starts = headings.map((heading) => text.indexOf(`\n${heading}\n`));
  expect(starts, text).toEqual(starts.toSorted((one, other) => one - other));
  expect(starts, text).not.toContain(-1);
  return Object.fromEntries(
    headings.map((heading, index) => {
      const from = (starts[index] ?? 0) + heading.length + 2;
      const to = starts[index + 1] ?? text.indexOf("\nTo waive it");
      return [heading, text.slice(from, to < 0 ? undefined : to)];
    }),
  ) as Answers;
}

/** Each of the five, held against the finding. */
function expectAnswers(report: Report, finding: Finding, files: readonly Files[]): void {
  const answers = answersTo(report, finding);
  const { ruleId, outcome, why, counterexample, decides, fixes } = finding;
  const link = report.links.find((each) => each.id === finding.link);

  expect(oneLine(answers["What breaks"])).toContain(oneLine(why));
  expect(answers["What breaks"]).toContain(`${ruleId}: ${report.rules[ruleId]}`);

  const pair = new RegExp(`^  ${link?.sender} \\S+ → ${link?.receiver} \\S+$`, "m");
  expect(answers["For whom, when"]).toMatch(pair);
  expect(answers["For whom, when"]).toMatch(/^ {4}at once {2}(from when .* (until|for good)|already|never)/m);
  expect(answers["For whom, when"]).toMatch(/^ {4}planned {2}\S/m);

  if (counterexample) {
    const value = JSON.stringify(counterexample.value, null, 2).replaceAll("\n", "\n    ");
    expect(answers["With which value"]).toContain(`may send`);
    expect(answers["With which value"]).toContain(`    ${value.slice(0, 150)}`);
  } else {
    expect(outcome, "what breaks, or is worth knowing, has a value").toBe("unknown");
    expect(answers["With which value"]).toContain("None is known");
  }

  // A file that is not there has no line.
  const there = ruleId === "link/contract-missing" ? [] : files;
  for (const place of [finding.place, ...(finding.other ? [finding.other] : [])])
    expectPlace(answers.Why, place, there);
  if (link && readingText(link.reading) !== "")
    expect(answers.Why).toContain(`Read as: ${readingText(link.reading)}.`);

  expect(fixes.length).toBeGreaterThan(0);
  for (const fix of fixes) expect(oneLine(answers["Ways out"])).toContain(oneLine(`– ${fix}`));
  if (outcome === "unknown")
    expect(oneLine(answers["Ways out"])).toContain(oneLine(`– What would decide it: ${decides}`));

  const { explanation } = JSON.parse(shown(report, finding, "json")) as { explanation: object };
  expect(Object.keys(explanation)).toEqual([
    "because",
    "breaks",
    "meetings",
    ...(counterexample ? ["value"] : []),
    "waysOut",
  ]);
}

/** A place that is a file has a line, and there stands what its pointer leads to. */
function expectPlace(why: string, place: Place, revisions: readonly Files[]): void {
  const texts = revisions.flatMap((files) => files[place.document] ?? []);
  const line = place.line === undefined ? "" : `:${place.line}`;
  expect(why).toContain(`  ${place.document}${line}`);
  if (texts.length === 0) return;
  expect(place.line, `${place.document}#${place.pointer} has a line`).toBeDefined();
  const key =
    place.text?.match(/^\w+(?=: )/)?.[0] ?? place.pointer.split("/").at(-1)?.replaceAll("~1", "/") ?? "";
  const isKey = !place.document.endsWith(".sql") && !/^\d*$/.test(key);
  const lines = texts.map((text) => text.split("\n")[(place.line ?? 0) - 1]);
  expect(
    lines.some((each) => each !== undefined && (!isKey || each.includes(key))),
    `${key} in ${lines}`,
  ).toBe(true);
}

const oneLine = (text: string) => text.replace(/\s+/g, " ");

describe.each(Object.entries(contractKinds))("%s", (kind, { rules }) => {
  const releases = releasesOf(kind);

  test.each(rules.map(({ id }) => id))("%s is explained by five answers", async (rule) => {
    const release = releases[rule];
    if (!release) throw new Error(`test/explain/stories has no story for ${rule}`);
    const { report, own } = await found(release.from, release.to, rule);
    for (const finding of own) {
      expect(finding.other, "both contracts are named").toBeDefined();
      expectAnswers(report, finding, [release.from, release.to]);
    }
  });
});

describe("a link as a whole", () => {
  test.each(Object.entries(linkStories))("%s is explained by five answers", async (rule, [from, to]) => {
    const { report, own } = await found(from, to, rule);
    for (const finding of own) expectAnswers(report, finding, [from, to]);
  });
});

async function found(from: Files, to: Files, rule: string) {
  const report = await analyse(from, to, { explain: "" });
  const own = Object.values(report.findings).filter(({ ruleId }) => ruleId === rule);
  expect(own.length, `the story for ${rule} finds something`).toBeGreaterThan(0);
  return { report, own };
}
