import { describe, expect, test } from "vitest";
import type { ArmSecond } from "./compared-seconds.ts";
import { beginComparison, withTraffic } from "./comparison.ts";
import { type ComparisonOptions, type ComparisonState, defaultComparison } from "./comparison-state.ts";
import { fixedLatencyPlan } from "./latency-thresholds.ts";
import { trafficGate } from "./traffic-gate.ts";

const names = { candidate: "api 2.0.0", baseline: "api 1.9.4" };
const share = 0.05;
const options: ComparisonOptions = { ...defaultComparison, unit: "request" };

/** What happens in one second, if it is not an ordinary one: 50 and 950 requests, nobody fails. */
interface Second {
  readonly candidate?: Partial<ArmSecond>;
  readonly baseline?: Partial<ArmSecond>;
}

const quiet: ArmSecond = { requests: 0, errors: 0, exposed: 0, failed: 0, slow: [0] };

/** So many seconds from second 0 on, told one by one. */
function after(
  seconds: number,
  tell: (second: number) => Second,
  { with: chosen = options, candidateShare = share, from = beginComparison(chosen) } = {} as {
    with?: ComparisonOptions;
    candidateShare?: number;
    from?: ComparisonState;
  },
): ComparisonState {
  const fromS = from.throughS ?? 0;
  const all = Array.from({ length: seconds }, (_, index) => {
    const { candidate, baseline } = tell(fromS + index);
    return {
      second: fromS + index,
      candidate: { ...quiet, requests: 1_000 * candidateShare, ...candidate },
      baseline: { ...quiet, requests: 1_000 * (1 - candidateShare), ...baseline },
    };
  });
  const traffic = { fromS, toS: fromS + seconds, seconds: all };
  return withTraffic(from, traffic, [{ sinceS: 0, candidateShare }]);
}

const every = (seconds: number, second: number, errors = 1) => ({
  errors: second % seconds === 0 ? errors : 0,
});
/** As the baseline: one request in a thousand. */
const good = (second: number): Second => ({ candidate: every(20, second), baseline: every(1, second) });
const ask = (state: ComparisonState, nowS = state.throughS ?? 0, more = {}) =>
  trafficGate(state, { nowS, stageSinceS: 0, attempt: 1, ...more }, names);

describe("without data nothing passes and nothing fails", () => {
  const silent = (second: number): Second => (second < 300 ? good(second) : { candidate: { requests: 0 } });
  const cold = (second: number): Second => ({
    ...good(second),
    candidate: { requests: 50, cold: 50, errors: 20 },
  });
  test.each([
    [
      "nothing was ever measured",
      beginComparison(options),
      100,
      "wait",
      "Nothing has been measured yet.",
      "NO_METRICS",
    ],
    [
      "and still not after ten minutes",
      beginComparison(options),
      600,
      "inconclusive",
      "Nothing has been measured yet.",
      "NO_METRICS",
    ],
    [
      "the router no longer answers",
      after(100, good),
      140,
      "wait",
      "Nothing has been measured for 41 seconds.",
      "STALE",
    ],
    [
      "and still not after ten minutes more",
      after(100, good),
      700,
      "inconclusive",
      "Nothing has been measured for 10 minutes.",
      "STALE",
    ],
    [
      "nobody comes to the new version",
      after(400, silent),
      400,
      "wait",
      "api 2.0.0 has had no request for 101 seconds.",
      "NO_TRAFFIC",
    ],
    [
      "its instances are all warming up",
      after(100, cold),
      100,
      "wait",
      "For 100 seconds only instances of api 2.0.0 that are still warming up have answered.",
      "NO_TRAFFIC",
    ],
  ])("%s", (_, state, nowS, result, reason, data) => {
    const gate = ask(state, nowS);
    expect(gate).toMatchObject({ result, reason, missing: "traffic of api 2.0.0, measured" });
    expect(gate.evidence.candidate.data).toBe(data);
    expect(gate.expectedAtMs).toBeUndefined();
  });
});

describe("what is missing for a promotion is said, with the time it takes", () => {
  test("first the time, the requests and the evidence", () => {
    const gate = ask(after(60, good), 60);
    expect(gate).toMatchObject({
      result: "wait",
      reason: "Nothing speaks against api 2.0.0; not enough speaks for it yet.",
    });
    expect(gate.missing).toMatch(
      /^4 minutes more of this stage, about 4 minutes; \d+ more requests with an error in either version, to rule out 2 times the errors, about [2-5] minutes$/,
    );
    expect(gate.expectedAtMs).toBeGreaterThan(200_000);
    expect(gate.expectedAtMs).toBeLessThan(330_000);
  });

  test("and the promise is kept: with the evidence there, it passes", () => {
    expect(ask(after(200, good)).result).toBe("wait");
    expect(ask(after(400, good))).toMatchObject({
      result: "pass",
      reason: "api 2.0.0 is shown to be no worse than api 1.9.4.",
    });
  });

  test("few requests of the new version are too few, however long it takes", () => {
    const rare = (second: number): Second => ({
      candidate: { requests: second % 4 === 0 ? 1 : 0 },
      baseline: every(1, second, 3),
    });
    const gate = ask(after(1_000, rare, { with: { ...options, checksSplit: false } }));
    expect(gate).toMatchObject({ result: "wait" });
    expect(gate.missing).toContain("50 more requests of api 2.0.0, about 3 minutes");
  });

  test("a service without errors needs an objective, else nobody can say when", () => {
    const gate = ask(after(400, () => ({})));
    expect(gate).toMatchObject({ result: "wait" });
    expect(gate.expectedAtMs).toBeUndefined();
    const objective = { ...options, objective: 0.001 };
    const soon = ask(after(61, () => ({}), { with: objective }));
    expect(soon.missing).toMatch(/[\d,]+ more requests without an error, about \d+ (seconds|minutes)$/);
    const users = (second: number): Second => ({ candidate: { exposed: second < 20 ? 50 : 0 } });
    const soonAll = ask(
      after(30, users, { with: { ...objective, objective: 0.01, unit: "user", checksSplit: false } }),
    );
    expect(soonAll.missing).toMatch(
      /; [\d,]+ more users who have had no error for a minute, about 37 seconds$/,
    );
    expect(ask(after(400, () => ({}), { with: objective })).result).toBe("pass");
  });

  test("latency is a guardrail of its own", () => {
    const both = { ...options, latency: fixedLatencyPlan([200], [], 1.5) };
    const noSlow = after(400, good, { with: both });
    expect(ask(noSlow)).toMatchObject({ result: "wait" });
    expect(ask(noSlow).missing).toContain(
      "more requests with an answer slower than 200 ms in either version, to rule out 1.5 times as many",
    );
    const slow = (second: number): Second => ({
      candidate: { ...good(second).candidate, slow: [2] },
      baseline: { ...good(second).baseline, slow: [38] },
    });
    expect(ask(after(400, slow, { with: both })).result).toBe("pass");
  });

  test("when the stage's time is over it is inconclusive, and still says what is missing", () => {
    const gate = ask(after(120, good), 120, { stageLimitS: 120 });
    expect(gate).toMatchObject({
      result: "inconclusive",
      reason: "The time of this stage is over, and there is not enough evidence to go on.",
    });
    expect(gate.missing).toBeDefined();
  });

  test("at 100 % nothing can be compared: what was shown before counts, and that is said", () => {
    const alone = () => ({ baseline: { requests: 0 } });
    const unshown = ask(after(400, alone, { candidateShare: 1 }));
    expect(unshown).toMatchObject({
      result: "wait",
      missing: "a comparison with the old version, to rule out 2 times the errors",
    });
    const weights = [
      { sinceS: 0, candidateShare: share },
      { sinceS: 400, candidateShare: 1 },
    ];
    const seconds = Array.from({ length: 400 }, (_, index) => {
      const requests = { ...quiet, requests: 1_000 };
      return { second: 400 + index, candidate: requests, baseline: quiet };
    });
    const shown = withTraffic(after(400, good), { fromS: 400, toS: 800, seconds }, weights);
    expect(ask(shown, 800, { stageSinceS: 400 })).toMatchObject({
      result: "pass",
      reason:
        "api 2.0.0 was shown to be no worse than api 1.9.4 while both had users; now there is nobody to compare it with.",
    });
  });
});

describe("evidence that is not whole never passes, until a whole stage's time was counted without a gap", () => {
  /** Looked at every second; the router says at second 350 that it has lost answers. */
  const lossy = (lost: (second: number) => number, seconds: number): ComparisonState => {
    let state = beginComparison(options);
    for (let second = 0; second < seconds; second++) {
      const { candidate, baseline } = good(second);
      const row = {
        second,
        candidate: { ...quiet, requests: 50, ...candidate },
        baseline: { ...quiet, requests: 950, ...baseline },
      };
      const traffic = { fromS: second, toS: second + 1, seconds: [row], lost: [lost(second)] };
      state = withTraffic(state, traffic, [{ sinceS: 0, candidateShare: share }]);
    }
    return state;
  };
  const once = (second: number) => (second >= 350 ? 120 : 0);

  test("answers that were lost hold it back, and are told", () => {
    expect(ask(lossy(() => 0, 400)).result).toBe("pass");
    expect(ask(lossy(once, 400))).toMatchObject({
      result: "wait",
      reason:
        "Nothing speaks against api 2.0.0; not enough speaks for it yet. The evidence is incomplete: 120 answers could not be counted.",
      missing: "4 minutes more of this stage in which every answer is counted, about 4 minutes",
      evidence: { lostAnswers: 120 },
    });
    expect(ask(lossy(once, 400), 400, { stageLimitS: 400 })).toMatchObject({
      result: "inconclusive",
      reason: expect.stringContaining("120 answers could not be counted"),
    });
  });

  test("then it passes, and still says so", () => {
    expect(ask(lossy(once, 352 + 299)).result).toBe("wait");
    expect(ask(lossy(once, 352 + 302))).toMatchObject({
      result: "pass",
      reason: expect.stringContaining("120 answers could not be counted"),
    });
  });

  test("a count that began anew and lost something again is a loss; one that lost nothing is none", () => {
    expect(ask(lossy((second) => (second < 10 ? 120 : 0), 400)).result).toBe("pass");
    expect(ask(lossy((second) => (second < 10 ? 120 : second < 350 ? 0 : 7), 400)).evidence.lostAnswers).toBe(
      127,
    );
    expect(ask(lossy((second) => (second < 10 ? 120 : second < 350 ? 0 : 7), 400)).result).toBe("wait");
  });

  test("what was lost before the stage began does not hold this stage back", () => {
    const gate = ask(
      lossy((second) => (second >= 5 ? 120 : 0), 400),
      400,
      { stageSinceS: 50 },
    );
    expect(gate).toMatchObject({
      result: "pass",
      reason: "api 2.0.0 is shown to be no worse than api 1.9.4.",
    });
  });

  test("seconds that nobody had kept hold it back, too", () => {
    const gap = { fromS: 430, toS: 431, seconds: [] };
    const state = withTraffic(after(400, good), gap, [{ sinceS: 0, candidateShare: share }]);
    expect(ask(state, 431)).toMatchObject({
      result: "wait",
      reason: expect.stringContaining("what was answered in 30 seconds could not be counted"),
    });
  });

  test("harm that was seen is harm", () => {
    const bad = (second: number): Second => ({ candidate: every(2, second), baseline: every(1, second) });
    const gap = { fromS: 90, toS: 91, seconds: [], lost: [5] };
    const state = withTraffic(after(60, bad), gap, [{ sinceS: 0, candidateShare: share }]);
    expect(ask(state, 91).result).toBe("fail");
  });
});

test("what was shown of the errors stays shown when the last seconds before 100 % were unlucky", () => {
  const unlucky = after(6, (second) => ({ candidate: every(2, second), baseline: every(6, second) }), {
    from: after(330, good),
  });
  expect(ask(after(330, good)).result).toBe("pass");
  expect(ask(unlucky).result).toBe("wait");
  const seconds = Array.from({ length: 400 }, (_, index) => ({
    second: 336 + index,
    candidate: { ...quiet, requests: 1_000 },
    baseline: quiet,
  }));
  const weights = [
    { sinceS: 0, candidateShare: share },
    { sinceS: 336, candidateShare: 1 },
  ];
  const alone = withTraffic(unlucky, { fromS: 336, toS: 736, seconds }, weights);
  expect(ask(alone, 736, { stageSinceS: 336 }).result).toBe("pass");
});

describe("a worse version fails", () => {
  const bad = (second: number): Second => ({ candidate: every(2, second), baseline: every(1, second) });

  test("with the figures in the sentence", () => {
    const gate = ask(after(60, bad));
    expect(gate.result).toBe("fail");
    expect(gate.reason).toMatch(
      /^api 2.0.0 has more errors than api 1.9.4, between [\d.]+ and [\d.]+ times as many: \d+ requests with an error, [\d.]+ would be expected.$/,
    );
    expect(gate.evidence.p).toBeLessThan(0.01);
    expect(gate.evidence.ratio?.low).toBeGreaterThan(1);
  });

  test("not on fewer than five errors beyond the expected, but it does not go on either", () => {
    const few = (second: number): Second => ({
      candidate: every(1, second === 30 ? 0 : 1, second === 30 ? 4 : 0),
    });
    const gate = ask(after(60, few));
    expect(gate.evidence.p).toBeLessThan(0.006);
    expect(gate).toMatchObject({ result: "inconclusive" });
    expect(gate.reason).toContain("seems to have more errors");
  });

  test("some evidence holds, and does not take back", () => {
    const gates = Array.from({ length: 30 }, (_, seconds) => ask(after(20 + seconds, bad)).result);
    expect(gates.indexOf("inconclusive")).toBeGreaterThan(0);
    expect(gates.indexOf("fail")).toBeGreaterThan(gates.indexOf("inconclusive"));
    expect(gates).not.toContain("pass");
  });

  test("once seen, it is not forgotten when its errors end", () => {
    const seen = after(60, bad);
    expect(ask(after(1_200, good, { from: seen })).result).toBe("fail");
  });

  test("what was seen of a version is not dropped because it falls silent", () => {
    expect(ask(after(60, bad), 900).result).toBe("fail");
  });

  test("slow answers count as well as errors", () => {
    const both = { ...options, latency: fixedLatencyPlan([200], [], 1.5) };
    const slow = (second: number): Second => ({
      candidate: { ...every(20, second), slow: [8] },
      baseline: { ...every(1, second), slow: [38] },
    });
    expect(ask(after(60, slow, { with: both })).reason).toMatch(
      /^api 2.0.0 has slower answers than api 1.9.4: 400 requests with an answer above 200 ms, 115 would be expected.$/,
    );
  });

  test("attempts with the same artefact share one budget: the fifth needs more evidence than the first", () => {
    const firstFail = (attempt: number) =>
      Array.from(
        { length: 90 },
        (_, seconds) => ask(after(seconds, bad), seconds, { attempt }).result,
      ).indexOf("fail");
    expect(firstFail(1)).toBeGreaterThan(0);
    expect(firstFail(5)).toBeGreaterThan(firstFail(1));
  });
});

describe("a comparison that cannot be trusted decides nothing", () => {
  const twice = (second: number): Second => ({
    candidate: { requests: 100, ...every(4, second) },
    baseline: { requests: 900, ...every(1, second) },
  });

  test("if the candidate gets other traffic than was asked for", () => {
    expect(ask(after(60, twice))).toMatchObject({
      result: "inconclusive",
      reason:
        "api 2.0.0 does not get the 5 % of users that were asked for, so that the versions cannot be compared.",
    });
  });

  test("but a broken objective fails even then", () => {
    const gate = ask(after(60, twice, { with: { ...options, objective: 0.0002 } }));
    expect(gate.result).toBe("fail");
    expect(gate.reason).toMatch(
      /^api 2.0.0 has more errors than the objective of 0.02 % allows: 15 of 6,000 requests had one.$/,
    );
  });

  test("if more users fail than were there", () => {
    const odd = (): Second => ({ candidate: { exposed: 0, failed: 1 }, baseline: { exposed: 10 } });
    const gate = ask(after(60, odd, { with: { ...options, unit: "user", checksSplit: false } }));
    expect(gate.result).toBe("inconclusive");
    expect(gate.reason).toContain(
      "The counts do not add up: 60 errors or slow answers too many for the users at risk.",
    );
  });
});

test("a gate says the same about a state that was kept as JSON", () => {
  const state = after(90, good);
  expect(ask(JSON.parse(JSON.stringify(state)))).toEqual(ask(state));
  expect(JSON.parse(JSON.stringify(ask(state)))).toEqual(ask(state));
});
