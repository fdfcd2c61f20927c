import { calendarDays, type Delay, type DelayPhase, delayPhases } from "@crossfade/core";
import type { RawChannel, RawDelay } from "./channel-schema.ts";
import { STORE_CALENDAR } from "./channel-steps.ts";
import { delayTime } from "./delay-time.ts";

const DAY_MS = 86_400_000;

/** What is laid over the delays of a channel, and what a delay that is new here gets. */
interface Laid {
  readonly raw: RawChannel["delays"];
  readonly calendar: string | undefined;
  readonly worstMs: number | undefined;
}

/**
 * The delays of a channel with those of the file laid over, in the order of a delivery. Where the file gives only another
 * worst, all of them shrink or grow to it: the shape is kept, the declared worst is met.
 */
export function laidOver(base: readonly Delay[], { raw, calendar, worstMs }: Laid): readonly Delay[] {
  const own = new Map(
    base.map((each) => [each.phase, calendar === undefined ? each : recalendared(each, calendar)]),
  );
  for (const phase of delayPhases) {
    const given = raw?.[phase];
    if (given !== undefined)
      own.set(phase, delayOf(phase, given, calendar ?? own.get(phase)?.calendar ?? STORE_CALENDAR));
  }
  const delays = delayPhases.flatMap((phase) => own.get(phase) ?? []);
  if (worstMs === undefined || raw !== undefined) return delays;
  return base.length > 0 ? scaled(delays, worstMs) : assumed(worstMs);
}

/** What the delays add up to at worst, in ms; what has no limit is not counted, holidays neither. */
export function worstOf(delays: readonly Delay[]): number {
  return delays.reduce((sum, each) => sum + inMs(each, each.worst ?? 0), 0);
}

function inMs({ unit }: Delay, value: number): number {
  return unit === "ms" ? value : calendarDays(value) * DAY_MS;
}

function delayOf(phase: DelayPhase, raw: RawDelay, calendar: string): Delay {
  const times = typeof raw === "string" ? { min: raw, p50: raw, p90: raw, worst: raw } : raw;
  const read = (text: string | undefined) => delayTime(text ?? "0s")?.value ?? 0;
  const unit = Object.values(times).some((each) => /bd$/.test(String(each))) ? "business-days" : "ms";
  return {
    phase,
    unit,
    ...(unit === "business-days" ? { calendar } : {}),
    min: read(times.min),
    p50: read(times.p50),
    p90: read(times.p90),
    ...(times.worst === "unbounded" ? {} : { worst: read(times.worst) }),
    ahead: typeof raw === "string" ? false : (raw.ahead ?? false),
    source: (typeof raw === "string" ? undefined : raw.source) ?? "crossfade.yaml",
  };
}

function recalendared(delay: Delay, calendar: string): Delay {
  return delay.unit === "business-days" ? { ...delay, calendar } : delay;
}

function scaled(delays: readonly Delay[], worstMs: number): readonly Delay[] {
  const total = worstOf(delays);
  const factor = total === 0 ? 0 : worstMs / total;
  return delays.map((each) => ({
    ...each,
    min: each.min * factor,
    p50: each.p50 * factor,
    p90: each.p90 * factor,
    ...(each.worst === undefined ? {} : { worst: each.worst * factor }),
    source: `${each.source}; scaled to the worst of crossfade.yaml`,
  }));
}

/** Only a worst is known: a third of it is taken for the middle, two thirds for nine in ten. */
function assumed(worstMs: number): readonly Delay[] {
  const source = "assumed: a third and two thirds of the worst of crossfade.yaml";
  return [
    {
      phase: "tail",
      unit: "ms",
      min: 0,
      p50: worstMs / 3,
      p90: (worstMs * 2) / 3,
      worst: worstMs,
      ahead: false,
      source,
    },
  ];
}
