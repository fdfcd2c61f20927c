/**
 * The steps of a delivery, in order. Users can meet a version after `review` and `publish`; a usual client has it after
 * `check`, `consent` and `install`; the last client has left the old version after `tail`, its last process is gone after
 * `drain`.
 */
export const delayPhases = ["review", "publish", "check", "consent", "install", "tail", "drain"] as const;
export type DelayPhase = (typeof delayPhases)[number];

/** How long one step of a delivery takes: a distribution given by its quantiles. */
export interface Delay {
  readonly phase: DelayPhase;
  /** What the numbers count: milliseconds, or working days of `calendar`. */
  readonly unit: "ms" | "business-days";
  readonly calendar?: string;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  /** Absent: nobody knows a limit. */
  readonly worst?: number;
  /** It can be over before the version may start: what is reviewed, or started dark, waits until it is released. */
  readonly ahead: boolean;
  /** Where the numbers come from, or "assumed". */
  readonly source: string;
}

/** Added before the logarithm is taken, so that a distribution may begin at zero: one hour. */
const OFFSET: Readonly<Record<Delay["unit"], number>> = { ms: 3_600_000, "business-days": 1 / 24 };

/**
 * The inverse of the distribution function: for a probability `u`, 0 <= u < 1, the delay that is not exceeded with it.
 *
 * It runs through (0, min), (0.5, p50), (0.9, p90), (1, worst). Between two of these points (u1, a) and (u2, b) it is
 * log-linear, with an offset c of one hour: `(a + c) * ((b + c) / (a + c)) ^ ((u - u1) / (u2 - u1)) - c`. Delays spread
 * over orders of magnitude, and a straight line would put nearly all of them near the upper end. With a fixed offset the
 * value never falls when u or any of the four points rises. Where no worst is known it rises to twice p90; that part
 * only shapes the samples, and `worst` of what depends on it has no end.
 */
export function inverse({ unit, min, p50, p90, worst }: Delay): (u: number) => number {
  const c = OFFSET[unit];
  const log = (value: number) => Math.log(value + c);
  const last = worst ?? 2 * p90;
  const [usual, slow, slowest] = [log(p50) - log(min), log(p90) - log(p50), log(last) - log(p90)];
  const [fromMin, fromP50, fromP90] = [log(min), log(p50), log(p90)];
  return (u) => {
    // Not below the point where it begins: logarithms are rounded.
    if (u < 0.5) return Math.max(min, Math.exp(fromMin + (usual * u) / 0.5) - c);
    if (u < 0.9) return Math.max(p50, Math.exp(fromP50 + (slow * (u - 0.5)) / 0.4) - c);
    return Math.min(last, Math.max(p90, Math.exp(fromP90 + (slowest * (u - 0.9)) / 0.1) - c));
  };
}

/** Calendar days that business days take at most, holidays aside: five in each week. */
export function calendarDays(businessDays: number): number {
  return Math.ceil((businessDays * 7) / 5);
}
