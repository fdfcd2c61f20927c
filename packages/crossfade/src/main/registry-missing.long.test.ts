import type { NewVersion } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import {
  exampleCases,
  publishedExample,
  registryAnalysisOf,
} from "../../../../test/support/published-example.ts";
import type { RegistryAnalysis } from "./registry-analysis.ts";

const unsafe: readonly string[] = ["breaking", "unknown"];

function unsafePairs({ basis }: RegistryAnalysis): readonly string[] {
  return basis.verdicts
    .filter(([, , , { kind }]) => unsafe.includes(kind))
    .map(([link, sender, receiver]) => `${link}: ${sender} -> ${receiver}`);
}

/** Each way in which one file of one version may be missing: it alone, or as if it had never been there either. */
function* withOneMissing(published: readonly NewVersion[]) {
  for (const [at, version] of published.entries())
    for (const path of Object.keys(version.files)) {
      const { [path]: _, ...files } = version.files;
      yield {
        what: `${version.component}@${version.label} without ${path}`,
        all: published.with(at, { ...version, files }),
      };
    }
}

describe("a pair that is not safe never becomes safe because a file was not published", () => {
  test.each(exampleCases)("$example $config", { timeout: 3_600_000 }, async (each) => {
    const example = await publishedExample(each);
    const cache = new Map<string, string>();
    const whole = unsafePairs(await registryAnalysisOf(example, example.published, cache));
    let missing = 0;
    for (const { what, all } of withOneMissing(example.published)) {
      const partly = new Set(unsafePairs(await registryAnalysisOf(example, all, cache)));
      expect(
        whole.filter((pair) => !partly.has(pair)),
        what,
      ).toEqual([]);
      missing++;
    }
    expect(missing).toBeGreaterThan(0);
  });
});
