import type { Delay, DelayPhase } from "@crossfade/core";
import { delayTime } from "./delay-time.ts";

/** The calendar of business days whose channel names no other. */
export const STORE_CALENDAR = "store-us";

/** "p50 p90 worst" as people write them; `ahead`: it can be over before the version may start. */
export function step(phase: DelayPhase, times: string, source: string, ahead?: "ahead"): Delay {
  const [p50, p90, worst] = times.split(" ").map(delayTime);
  const unit = p90?.unit ?? "ms";
  return {
    phase,
    unit,
    ...(unit === "business-days" ? { calendar: STORE_CALENDAR } : {}),
    min: 0,
    p50: p50?.value ?? 0,
    p90: p90?.value ?? 0,
    worst: worst?.value ?? 0,
    ahead: ahead === "ahead",
    source,
  };
}

/** A step that usually takes nothing, or "p50 p90", and has no limit. */
export function unlimited(phase: DelayPhase, source: string, times = "0s 0s"): Delay {
  const { worst: _, ...rest } = step(phase, `${times} 0s`, source);
  return rest;
}
