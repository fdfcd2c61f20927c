import {
  type Bin,
  beginComparison,
  type ComparisonOptions,
  type ComparisonState,
  comparedTraffic,
  fixedLatencyPlan,
  type LatencyPlan,
  type MeasuredTraffic,
  mergedBins,
  quantileOf,
  readComparison,
  type WeightPeriod,
  withTraffic,
} from "@crossfade/core";
import { evidenceKey, type Work } from "./performing.ts";
import type { RouterEvidence } from "./router-evidence.ts";

type Read = Extract<RouterEvidence, { readonly kind: "read" }>;

export interface Compared {
  readonly component: string;
  readonly candidate: string;
  readonly baseline: string;
}

/** What has been learnt of two versions of a component, and since when which weights have counted. */
export interface Learnt {
  readonly comparison?: ComparisonState;
  readonly periods: readonly WeightPeriod[];
}

/** Weights change within a second, and a router's log may tell the first answers by them a second late. */
const mixedS = 2;
/** A release has as many weights as rungs and hands; the last are what counts. */
const maxPeriods = 200;
/** How fast the old version is can be told from so many answers. */
const baselineAnswers = 200;
/** Then it is compared without: on a site with fewer answers nothing could be said of latency anyway. */
const withoutLatencyAfterMs = 60_000;

/**
 * The comparison, with everything that the routers have counted since. It is kept: whoever drives the release next goes on
 * from it. It begins once it is known how fast the old version is; the seconds before are not lost, routers keep them.
 */
export async function compare(
  work: Work,
  compared: Compared,
  {
    read,
    options,
    sinceMs,
  }: { readonly read: readonly Read[]; readonly options: ComparisonOptions; readonly sinceMs: number },
): Promise<Learnt> {
  const before = await readLearnt(work, compared);
  const measured = read.flatMap((each) => each.measured ?? []);
  const periods = withPeriod(before.periods, read, compared);
  // Routers that work by different weights cannot be added up; their seconds wait until it is known since when they agree.
  if (periods === undefined) return before;
  const comparison = before.comparison ?? begun(work, compared, { read, measured, options, sinceMs });
  const learnt: Learnt = {
    periods,
    ...(comparison === undefined
      ? {}
      : { comparison: withTraffic(comparison, comparedTraffic(measured, compared), periods) }),
  };
  await work.evidence.keepEvidence(keyOf(work, compared), learnt);
  return learnt;
}

export async function readLearnt(work: Work, compared: Compared): Promise<Learnt> {
  const kept = (await work.evidence.evidence(keyOf(work, compared))) as Partial<Learnt> | null | undefined;
  const comparison = readComparison(kept?.comparison);
  return { periods: kept?.periods ?? [], ...(comparison === undefined ? {} : { comparison }) };
}

function begun(
  work: Work,
  { component, baseline }: Compared,
  found: {
    readonly read: readonly Read[];
    readonly measured: readonly MeasuredTraffic[];
    readonly options: ComparisonOptions;
    readonly sinceMs: number;
  },
): ComparisonState | undefined {
  const rows = found.measured.flatMap(({ latencies }) =>
    latencies.filter((row) => row.component === component && row.label === baseline),
  );
  const answers = rows.reduce((sum, row) => sum + row.requests, 0);
  const isKnown = answers >= baselineAnswers;
  if (!isKnown && work.context.nowMs - found.sinceMs < withoutLatencyAfterMs) return undefined;
  const latency = isKnown
    ? planOf(
        found.read,
        rows.map(({ bins }) => bins),
      )
    : undefined;
  const { latency: _, ...options } = found.options;
  return beginComparison({ ...options, ...(latency === undefined ? {} : { latency }) });
}

/**
 * Routers that count by different thresholds cannot be added up. Harm is looked for at every threshold; a promotion asks
 * only for those that answers of the old version are often above, or a fast service would never be promoted.
 */
function planOf(read: readonly Read[], all: readonly (readonly Bin[])[]): LatencyPlan | undefined {
  const [first, ...others] = read.map(({ router }) => router.latencyThresholdsMs);
  if (first === undefined || first.length === 0) return undefined;
  if (others.some((each) => each.join() !== first.join())) return undefined;
  const bins = all.reduce((sum, each) => mergedBins(sum, each), []);
  const plan = fixedLatencyPlan(first, bins, latencyTolerance);
  const frequentMs = quantileOf(bins, 1 - frequentShare) ?? 0;
  const pairs = plan.pairs.map((pair, index) => ({ ...pair, promotes: (first[index] ?? 0) < frequentMs }));
  return { ...plan, pairs };
}

/** Of the answers of the old version. */
const frequentShare = 0.05;
/** At a fixed threshold so many times more answers may be above it: a tenth slower is seen as about that. */
const latencyTolerance = 1.2;

/** Since when these weights count at all of them. Undefined: they differ. */
function withPeriod(
  before: readonly WeightPeriod[],
  read: readonly Read[],
  { component, candidate, baseline }: Compared,
): readonly WeightPeriod[] | undefined {
  const shares = read.map(({ weights }) => {
    const [fresh, old] = [weights[candidate] ?? 0, weights[baseline] ?? 0];
    return fresh + old === 0 ? 0 : fresh / (fresh + old);
  });
  const [share, ...others] = shares;
  if (share === undefined || others.some((each) => each !== share)) return undefined;
  const since = read.map(({ measured, runningSinceMs }) => {
    const counted = measured?.usersSinceS;
    const own = counted !== undefined && Object.hasOwn(counted, component) ? counted[component] : undefined;
    return own ?? Math.ceil(runningSinceMs / 1_000);
  });
  const last = before.at(-1);
  const mixedFromS = Math.min(...since) - mixedS;
  const next: WeightPeriod = { sinceS: Math.max(...since), candidateShare: share, mixedFromS };
  if (last !== undefined && next.sinceS <= last.sinceS) return before;
  return [...before, next].slice(-maxPeriods);
}

function keyOf(work: Work, { component, candidate, baseline }: Compared): string {
  return evidenceKey(work, "traffic", component, candidate, baseline);
}
