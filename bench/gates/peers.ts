// Rules that other tools decide by, written here for comparison. Each is fed with the same seconds as ours.
import type { BothArms } from "../../packages/core/src/statistics/rate-ratio.ts";

/** True in the second in which the rule says "worse". */
export type Rule = (arms: BothArms, second: number) => boolean;

/** A pooled two-proportion z-test on everything so far, one-sided, looked at every second. */
export function repeatedZTest(critical: number): Rule {
  const sum = { nC: 0, nB: 0, eC: 0, eB: 0 };
  return ({ candidate, baseline }) => {
    sum.nC += candidate.units;
    sum.nB += baseline.units;
    sum.eC += candidate.events;
    sum.eB += baseline.events;
    const pooled = (sum.eC + sum.eB) / (sum.nC + sum.nB);
    const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / sum.nC + 1 / sum.nB));
    // The usual rule of thumb for the normal approximation.
    if (!(deviation > 0) || sum.eC + sum.eB < 10) return false;
    return (sum.eC / sum.nC - sum.eB / sum.nB) / deviation > critical;
  };
}

/** A metric with a threshold, once a minute, as in Argo Rollouts: it fails with the fourth bad minute (failureLimit 3). */
export function thresholdRule(maxErrorRate: number, failureLimit: number): Rule {
  let [requests, errors, failures] = [0, 0, 0];
  return ({ candidate }, second) => {
    requests += candidate.units;
    errors += candidate.events;
    if (second % 60 !== 59) return false;
    if (requests > 0 && errors / requests > maxErrorRate) failures++;
    requests = 0;
    errors = 0;
    return failures > failureLimit;
  };
}

/** Mann–Whitney on the error rates of each minute, every five minutes on all minutes so far, as Kayenta's judge does at 98 %. */
export function mannWhitneyRule(): Rule {
  const candidates: number[] = [];
  const baselines: number[] = [];
  let minute = { nC: 0, nB: 0, eC: 0, eB: 0 };
  return ({ candidate, baseline }, second) => {
    minute.nC += candidate.units;
    minute.nB += baseline.units;
    minute.eC += candidate.events;
    minute.eB += baseline.events;
    if (second % 60 !== 59) return false;
    candidates.push(minute.nC > 0 ? minute.eC / minute.nC : 0);
    baselines.push(minute.nB > 0 ? minute.eB / minute.nB : 0);
    minute = { nC: 0, nB: 0, eC: 0, eB: 0 };
    return second % 300 === 299 && mannWhitneyZ(candidates, baselines) > 2.326;
  };
}

/** z of the U statistic, with the correction for ties and for continuity. */
function mannWhitneyZ(one: readonly number[], other: readonly number[]): number {
  const all = [
    ...one.map((value) => ({ value, mine: true })),
    ...other.map((value) => ({ value, mine: false })),
  ];
  all.sort((a, b) => a.value - b.value);
  let [rankSum, ties] = [0, 0];
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.value === all[from]?.value) to++;
    const size = to - from;
    ties += size ** 3 - size;
    rankSum += all.slice(from, to).filter(({ mine }) => mine).length * ((from + to + 1) / 2);
    from = to;
  }
  const [n, m, total] = [one.length, other.length, all.length];
  const u = rankSum - (n * (n + 1)) / 2;
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  return deviation > 0 ? (u - (n * m) / 2 - 0.5) / deviation : 0;
}
