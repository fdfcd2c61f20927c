import { missingFixture } from "./fixtures.ts";

export interface Outcome {
  readonly name: string;
  readonly state: string;
  /** Why it was skipped. */
  readonly note?: string | undefined;
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Outcome[];
  /** Skipped tests that had to run. */
  readonly refused: readonly Outcome[];
}

/**
 * Sums up a run. `broken`: files and promises that failed outside of a test. `required`: no test may be skipped but
 * those whose fixtures are nowhere on this machine.
 */
export function tally(outcomes: readonly Outcome[], broken: number, required: boolean): Tally {
  const count = (state: string) => outcomes.filter((each) => each.state === state).length;
  const skipped = outcomes.filter((each) => each.state === "skipped");
  const refused = required ? skipped.filter(({ note }) => !note?.startsWith(missingFixture)) : [];
  return { passed: count("passed"), failed: count("failed") + broken + refused.length, skipped, refused };
}
