import type { VersionLabel } from "../model/version.ts";
import { type Delay, type DelayPhase, inverse } from "./delay.ts";
import type { ComponentDelivery } from "./delivery.ts";
import { streamOf } from "./random.ts";
import { constant, isOpen, type OpenEnd, type Samples } from "./samples.ts";
import { afterWorkingDays, type WorkingDay } from "./working-days.ts";

/** What every run of a forecast has in common. */
export interface Dice {
  readonly seed: number;
  readonly runs: number;
  /** Working days by the id of their calendar. */
  readonly calendars: ReadonlyMap<string, readonly WorkingDay[]>;
}

/** Which steps of a delivery are passed, and of which version. */
export interface Leg {
  readonly component: ComponentDelivery;
  readonly version: VersionLabel;
  readonly phases: readonly DelayPhase[];
  /** Only those that can, or cannot, be over before the version may start. */
  readonly ahead?: boolean;
  readonly back?: boolean;
}

/** Delays in every run, by what they are: the same step of the same version is drawn once in a forecast. */
export type Draws = Map<string, Float64Array>;

/** A moment in every run, after the steps of a leg. */
export function travelled(start: Samples, leg: Leg, dice: Dice, draws: Draws): Samples {
  const { component, version, back } = leg;
  const delays = (back ? component.delaysBack : component.delays).filter(
    (each) => leg.phases.includes(each.phase) && (leg.ahead === undefined || each.ahead === leg.ahead),
  );
  if (delays.length === 0) return start;
  const at = start.at.slice();
  const open: OpenEnd[] = [...start.open];
  for (const delay of delays) {
    const name = `${component.id}@${version} ${delay.phase}${back ? " back" : ""}`;
    const took = draws.get(name) ?? drawn(delay, streamOf(dice.seed, name), dice.runs);
    draws.set(name, took);
    pass(at, delay, took, dice);
    if (delay.worst === undefined)
      open.push({ kind: "unbounded", component: component.id, version, of: delay.phase });
    else if (delay.unit === "business-days" && isOpen(at) && open.length === 0)
      open.push({ kind: "calendar", component: component.id, version, of: delay.calendar ?? "" });
  }
  return { at, open };
}

function drawn(delay: Delay, next: () => number, runs: number): Float64Array {
  const took = new Float64Array(runs + 1);
  const at = inverse(delay);
  for (let run = 0; run < runs; run++) took[run] = at(next());
  took[runs] = delay.worst ?? Number.POSITIVE_INFINITY;
  return took;
}

function pass(at: Float64Array, delay: Delay, took: Float64Array, { calendars }: Dice): void {
  const runs = at.length;
  if (delay.unit === "ms") {
    for (let run = 0; run < runs; run++) at[run] = (at[run] as number) + (took[run] as number);
    return;
  }
  const days = calendars.get(delay.calendar ?? "") ?? [];
  for (let run = 0; run < runs; run++)
    at[run] = afterWorkingDays(days, at[run] as number, took[run] as number);
}

/** A moment that nobody here can date. */
export function undated(dice: Dice, why: OpenEnd): Samples {
  return constant(dice.runs, Number.POSITIVE_INFINITY, [why]);
}
