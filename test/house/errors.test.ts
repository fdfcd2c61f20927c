import { readFileSync } from "node:fs";
import { CrossfadeError, type ErrorCode, errorCatalogue } from "@crossfade/core";
import { expect, test } from "vitest";
import { headings } from "./headings.ts";
import { packages, sourcesOf } from "./sources.ts";

const codes = Object.keys(errorCatalogue) as ErrorCode[];

/** What is wrong between the codes and a page: a code that it lacks, a heading that is no code. */
function gaps(catalogue: readonly string[], page: string): readonly string[] {
  const documented = headings(page, /^CF_/);
  return [
    ...catalogue.filter((code) => !documented.includes(code)).map((code) => `${code} is not documented`),
    ...documented.filter((code) => !catalogue.includes(code)).map((code) => `${code} is no error`),
  ];
}

test("docs/reference/errors.md lists every error, and no other", () => {
  expect(gaps(codes, readFileSync("docs/reference/errors.md", "utf8"))).toEqual([]);
});

test("every error is raised somewhere", () => {
  const sources = packages()
    .flatMap(sourcesOf)
    .filter(({ path }) => !path.includes("core/src/error/"));
  const unused = codes.filter((code) => !sources.some(({ text }) => text.includes(`"${code}"`)));
  expect(unused.filter((code) => code !== "CF_INTERNAL")).toEqual([]);
});

test.each(codes)("%s: a sentence, a hint, an exit code that says failure", (code) => {
  const entry = errorCatalogue[code];
  expect(code).toMatch(/^CF_[A-Z]+(_[A-Z0-9]+)*$/);
  expect(entry.sentence.length).toBeGreaterThan(0);
  expect(entry.hint).toMatch(/[.?!`}]$/);
  expect(entry.exitCode).toBeGreaterThan(0);
  expect(entry.httpStatus).toBeGreaterThanOrEqual(400);
  expect(new CrossfadeError(code)).toMatchObject({ code, exitCode: entry.exitCode });
});

test("a page that forgets an error or tells of one that is gone is caught", () => {
  expect(gaps(["CF_A", "CF_B"], "# Errors\n\n## `CF_A`\n\n## CF_B\n")).toEqual([]);
  expect(gaps(["CF_A", "CF_B"], "## CF_B\n\n## CF_GONE\n")).toEqual([
    "CF_A is not documented",
    "CF_GONE is no error",
  ]);
});
