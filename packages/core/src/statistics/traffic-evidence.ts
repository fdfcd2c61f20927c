import type { ComparisonReading } from "./comparison-reading.ts";
import type { ArmData, DataState } from "./data-state.ts";
import type { MetricName } from "./evidence-average.ts";
import type { Interval } from "./ratio-interval.ts";
import type { RatioMetric } from "./ratio-metric.ts";

/** What a gate went by, for a screen and for the journal. */
export interface TrafficEvidence {
  /** The largest weighted average of e-values so far, as ln; and the p-value that stays valid however often one looks. */
  readonly logE: number;
  readonly p: number;
  readonly metrics: readonly { readonly name: MetricName; readonly logE: number }[];
  readonly errors: RatioEvidence;
  /** One a latency threshold. */
  readonly latency: readonly (RatioEvidence & {
    readonly name: string;
    readonly baselineMs: number;
    readonly candidateMs: number;
  })[];
  /** Errors of the candidate over those of the baseline: 95 % at all times together. Infinity is left out. */
  readonly ratio?: { readonly low: number; readonly high?: number };
  readonly candidate: ArmEvidence;
  readonly baseline: ArmEvidence;
  readonly candidateShare?: number;
  /** ln of the e-value against the split that was asked for. */
  readonly splitLogE: number;
  /** Seconds that nobody had kept. */
  readonly lostS: number;
  /** Answers that were given and never counted, as far as routers know. */
  readonly lostAnswers: number;
}

export interface RatioEvidence {
  readonly candidate: number;
  readonly baseline: number;
  /** Candidate events beyond an equal rate. */
  readonly excess: number;
  readonly harmLogE: number;
  /** That it is not inferior. */
  readonly safetyLogE: number;
}

export interface ArmEvidence {
  readonly data: DataState;
  /** Since weights changed last. */
  readonly users: number;
  readonly requests: number;
}

export function trafficEvidence(
  reading: ComparisonReading,
  data: { readonly candidate: ArmData; readonly baseline: ArmData },
): TrafficEvidence {
  const { state, evidence } = reading;
  const plan = state.options.latency;
  return {
    logE: state.maxLog,
    p: Math.min(1, Math.exp(-state.maxLog)),
    metrics: evidence.map(({ name, log }) => ({ name, logE: log })),
    errors: ratioEvidence(reading.errors),
    latency: reading.latency.map((metric, index) => {
      const pair = plan?.pairs[index];
      const thresholdMs = (at: number | undefined) => plan?.thresholdsMs[at ?? -1] ?? 0;
      return {
        name: pair?.name ?? "",
        baselineMs: thresholdMs(pair?.baselineIndex),
        candidateMs: thresholdMs(pair?.candidateIndex),
        ...ratioEvidence(metric),
      };
    }),
    ...intervalOf(reading.ratio),
    candidate: {
      data: data.candidate.state,
      users: state.candidate.exposed,
      requests: state.candidate.requests,
    },
    baseline: { data: data.baseline.state, users: state.baseline.exposed, requests: state.baseline.requests },
    ...(state.period === undefined ? {} : { candidateShare: state.period.candidateShare }),
    splitLogE: reading.splitLog,
    lostS: state.lostS,
    lostAnswers: state.gaps?.answers ?? 0,
  };
}

/** Infinity is no JSON. */
function intervalOf(ratio: Interval | undefined): Pick<TrafficEvidence, "ratio"> {
  if (ratio === undefined) return {};
  return { ratio: { low: ratio.low, ...(Number.isFinite(ratio.high) ? { high: ratio.high } : {}) } };
}

function ratioEvidence(metric: RatioMetric): RatioEvidence {
  const [candidate, baseline] = metric.events;
  return {
    candidate,
    baseline,
    excess: metric.excess,
    harmLogE: metric.harm.log,
    safetyLogE: metric.safety.log,
  };
}
