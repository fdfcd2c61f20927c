import { describe, type TestContext, test } from "vitest";
import { fixtures, missingFixture } from "./fixtures.ts";

/**
 * First line of a test that needs something of the machine (a server, a program): skips with the reason where it is
 * missing, fails where CROSSFADE_REQUIRE says that it must be there.
 *
 *     test("git reads a tag", (context) => {
 *       requireOrSkip(context, hasGit, "git is not installed");
 */
export function requireOrSkip(context: TestContext, condition: boolean, why: string): void {
  if (condition) return;
  if (process.env.CROSSFADE_REQUIRE) throw new Error(`CROSSFADE_REQUIRE is set, but ${why}`);
  context.skip(why);
}

/**
 * A group of tests over a fixture folder; one visibly skipped test where this machine has no fixtures.
 * @public
 */
export function describeWithFixture(name: string, tests: (path: string) => void): void {
  describe(`fixture ${name}`, () => {
    const path = fixtures(name);
    if (path !== undefined) return tests(path);
    test("is here", (context) => context.skip(`${missingFixture} ${name} (set CROSSFADE_FIXTURES)`));
  });
}
