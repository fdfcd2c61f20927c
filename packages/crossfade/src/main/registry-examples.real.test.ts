import { describe, expect, test } from "vitest";
import {
  exampleCases,
  publishedExample,
  registryAnalysisOf,
} from "../../../../test/support/published-example.ts";
import type { Report } from "../analysis/report.ts";

/** All that a decision rests on; what places and revisions are called is another thing. */
function substance({
  components,
  findings,
  matrix,
  asRequested,
  problems,
  planning,
  links,
  schemas,
}: Report) {
  return {
    components,
    links,
    findings: Object.keys(findings).sort(),
    verdicts: matrix,
    asRequested,
    problems: problems.length,
    schemas,
    planning: "hash" in planning ? planning.hash : planning,
    wayBack: "wayBack" in planning ? planning.wayBack : undefined,
    inContact: "inContact" in planning ? planning.inContact : undefined,
  };
}

describe("what was published is judged as its repository is", () => {
  test.each(exampleCases)("$example $config", async (each) => {
    const example = await publishedExample(each);
    const { report, basis } = await registryAnalysisOf(example, example.published);
    expect(substance(report)).toEqual(substance(example.folders));
    expect(basis.system.components.map(({ id, chain }) => ({ id, chain }))).toEqual(
      example.folders.components.map(({ id, chain }) => ({ id, chain })),
    );
    expect(basis.report).toMatch(/^(Proven|Unproven|Impossible): /);
  });
});
