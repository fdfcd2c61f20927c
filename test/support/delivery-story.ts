import type {
  ComponentDelivery,
  Delay,
  DelayPhase,
  System,
  SystemDelivery,
  VerdictTable,
} from "@crossfade/core";
import { type Forecast, forecast, planRelease } from "@crossfade/core";
import { planOf } from "./plan-text.ts";

export const DAY_MS = 86_400_000;
export const NOON = Date.UTC(2026, 10, 23, 12);

/** A delay in days; a single number is exact. */
export const delay = (
  phase: DelayPhase,
  p50: number,
  p90 = p50,
  worst: number | null = p90,
  ahead = false,
): Delay => ({
  phase,
  unit: "ms",
  min: p50 === worst ? p50 * DAY_MS : 0,
  p50: p50 * DAY_MS,
  p90: p90 * DAY_MS,
  ...(worst === null ? {} : { worst: worst * DAY_MS }),
  ahead,
  source: "test",
});

/** By component. */
export type Overlays = Readonly<Record<string, Partial<ComponentDelivery>>>;

/** The delivery of a story: clients leave within p50 5, p90 9, worst 30 days unless said otherwise. */
export function deliveryOf(system: System, overlays: Overlays = {}): SystemDelivery {
  return {
    components: system.components.map(({ id, older, endless, ours, tail, dark, back }) => ({
      id,
      channel: `${id}-channel`,
      older,
      endless,
      ours,
      tail,
      dark,
      back,
      delays: tail ? [delay("tail", 5, 9, 30)] : [],
      delaysBack: [],
      ...overlays[id],
    })),
    links: system.links.map(({ id, sender, receiver, linger, leftoversOnly }) => ({
      id,
      sender,
      receiver,
      linger,
      left: leftoversOnly,
      silent: [],
      endedBy: [],
    })),
  };
}

/** The forecast of a story from noon on. */
export function dated(
  { system, verdicts }: { system: System; verdicts: VerdictTable },
  overlays: Overlays = {},
  more: { seed?: number; runs?: number } = {},
): Forecast {
  const plan = planOf(planRelease(system, verdicts));
  const dice = { seed: more.seed ?? 1, runs: more.runs ?? 500, calendars: new Map() };
  return forecast({ plan, delivery: deliveryOf(system, overlays), startMs: NOON, ...dice });
}

/** Days since the start. */
export const days = (ms: number | null | undefined) =>
  ms === null || ms === undefined ? ms : (ms - NOON) / DAY_MS;
/** p50, p90 and worst of a step, in days since the start. */
export const at = (found: Forecast, step: string) => {
  const { p50, p90, worst } = found.steps[step] ?? { p50: null, p90: null, worst: null };
  return [p50, p90, worst].map((each) => days(each));
};
