import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { agreed, momentS, outcomeOf } from "./differential.ts";

beforeAll(() => {
  vi.spyOn(Date, "now").mockReturnValue(momentS * 1000);
});
afterAll(() => {
  vi.restoreAllMocks();
});

const trials = Number(process.env.FLAGS_TRIALS ?? 100_000);
const seed = Number(process.env.FLAGS_SEED ?? process.hrtime.bigint() % 1_000_003n);

test(`${trials} definitions and contexts: as flagd-core, or explained (FLAGS_SEED=${seed})`, () => {
  const counts = new Map<string, number>();
  const unexplained: string[] = [];
  for (let at = 0; at < trials; at++) {
    const { verdict, ...trial } = outcomeOf(seed + at);
    if (verdict === undefined) unexplained.push(JSON.stringify(trial));
    else counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  const lines = [...counts].sort(([, one], [, other]) => other - one);
  console.log(lines.map(([name, count]) => `${count} ${name}`).join("\n"));
  expect(unexplained).toEqual([]);
  expect(counts.get(agreed)).toBeGreaterThan(trials * 0.9);
});
