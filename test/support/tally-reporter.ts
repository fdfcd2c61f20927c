import { appendFileSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";
import { tally } from "./tally.ts";

/**
 * Prints what was skipped and why; with CROSSFADE_REQUIRE set a test that is skipped fails the run. With
 * CROSSFADE_RESULTS set it appends one JSON line { passed, failed, skipped } there, which .ci/run adds up.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const outcomes = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => {
        const result = test.result();
        return {
          name: test.fullName,
          state: result.state,
          note: "note" in result ? result.note : undefined,
        };
      }),
    );
    const brokenModules = modules.filter((module) => module.errors().length > 0).length;
    const { passed, failed, skipped, refused } = tally(
      outcomes,
      brokenModules + unhandled.length,
      Boolean(process.env.CROSSFADE_REQUIRE),
    );

    if (skipped.length > 0) console.log(`${skipped.length} skipped:`);
    for (const { name, note } of skipped) console.log(`  ${name}: ${note ?? "no reason given"}`);
    if (refused.length > 0) {
      console.error(`CROSSFADE_REQUIRE is set: ${refused.length} of them had to run.`);
      process.exitCode = 1;
    }
    if (process.env.CROSSFADE_RESULTS)
      appendFileSync(
        process.env.CROSSFADE_RESULTS,
        `${JSON.stringify({ passed, failed, skipped: skipped.length })}\n`,
      );
  }
}
