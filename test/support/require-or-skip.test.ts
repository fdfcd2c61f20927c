import { expect, type TestContext, test, vi } from "vitest";
import { requireOrSkip } from "./require-or-skip.ts";

/** A context that only remembers why it was skipped. */
function remembering() {
  const reasons: (string | undefined)[] = [];
  const context = { skip: (why?: string) => reasons.push(why) } as unknown as TestContext;
  return { context, reasons };
}

test("a test that lacks a program is skipped with its reason, and fails where it has to run", (real) => {
  real.onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { context, reasons } = remembering();

  vi.stubEnv("CROSSFADE_REQUIRE", "");
  requireOrSkip(context, true, "git is not installed");
  expect(reasons).toEqual([]);
  requireOrSkip(context, false, "git is not installed");
  expect(reasons).toEqual(["git is not installed"]);

  vi.stubEnv("CROSSFADE_REQUIRE", "1");
  expect(() => requireOrSkip(context, false, "git is not installed")).toThrow("git is not installed");
});
