import { CrossfadeError } from "../error/crossfade-error.ts";
import { ABSENT, type VersionLabel } from "../model/version.ts";
import type { Plan, StepId } from "../planner/plan.ts";
import type { ComponentDelivery, Delivery } from "./delivery.ts";
import { type Guarantee, type Promised, promisesOf } from "./promises.ts";
import { constant, type Estimate, earliest, estimateOf, latest, type Samples } from "./samples.ts";
import { Schedule } from "./schedule.ts";
import type { Dice } from "./travel.ts";

/** A plan, how its parts travel, and when it begins. */
export interface ForecastInput extends Dice {
  readonly plan: Plan;
  readonly delivery: Delivery;
  /** ms since 1970 UTC. */
  readonly startMs: number;
}

/** A version that starts in the plan. */
export interface Arrival {
  readonly component: string;
  readonly version: VersionLabel;
  /** The first user can have it. */
  readonly out: Estimate;
  /** A usual client has it. */
  readonly reached: Estimate;
  /** How long it takes until users have the old version again, in ms. Absent: this channel does not go back. */
  readonly back?: Estimate;
}

/** A version that is alive now, or comes on the way, and goes. */
export interface Departure {
  readonly component: string;
  readonly version: VersionLabel;
  readonly gone: Estimate;
  /** Its support ends later than its last user leaves: somebody has to serve it until then. */
  readonly heldBySupport: boolean;
}

/** When the way back changes: the first of these steps, in each run. */
export interface Turning {
  readonly steps: readonly { readonly step: StepId; readonly at: Estimate }[];
  /** The step that is first in most runs. */
  readonly first: StepId;
  readonly at: Estimate;
}

/** When a plan gets where. Dates are ms since 1970 UTC; each is a quantile of its own: they must not be added. */
export interface Forecast {
  readonly startMs: number;
  readonly seed: number;
  readonly runs: number;
  readonly steps: Readonly<Record<StepId, Estimate>>;
  /** For each stage of the plan: when everything that starts in it has. */
  readonly stages: readonly Estimate[];
  /** Everything new can be had. */
  readonly out: Estimate;
  /** Every step of the plan that is ours has happened: what was old is gone. */
  readonly through: Estimate;
  readonly arrivals: readonly Arrival[];
  readonly departures: readonly Departure[];
  readonly promises: readonly Promised[];
  readonly guarantees: readonly Guarantee[];
  readonly endOfFreeWayBack?: Turning;
  readonly pointOfNoReturn?: Turning;
  /** Components whose `support` cannot be kept: their versions give way at one moment. */
  readonly unkept: readonly string[];
}

/** Draws in one forecast; a forecast of a usual plan takes some 100,000. */
const MAX_DRAWS = 20_000_000;

/** Samples the moments of a plan `runs` times (THEORY A.3). The same input gives the same forecast. */
export function forecast(input: ForecastInput): Forecast {
  const { plan, delivery, startMs, seed, runs } = input;
  if (runs * plan.steps.length > MAX_DRAWS)
    throw new CrossfadeError("CF_TOO_MANY_RUNS", {
      runs,
      steps: plan.steps.length,
      limit: Math.floor(MAX_DRAWS / plan.steps.length),
    });
  const schedule = new Schedule(plan, delivery.components, startMs, input);
  const begin = constant(runs, startMs);
  const at = (ids: readonly StepId[]) => {
    const [first, ...others] = ids.flatMap((id) => schedule.at(id) ?? []);
    return estimateOf(first ? latest(first, ...others) : begin);
  };
  const ours = new Set(delivery.components.filter((each) => each.ours).map((each) => each.id));
  const own = plan.steps.filter((each) => ours.has(each.component));
  const starts = own.filter((each) => each.kind === "start").map((each) => each.id);
  const started = new Set(starts);
  const free = turningOf(plan.endOfFreeWayBack, schedule);
  const never = turningOf(plan.pointOfNoReturn, schedule);
  return {
    startMs,
    seed,
    runs,
    steps: Object.fromEntries(plan.steps.map((each) => [each.id, estimateOf(schedule.at(each.id) ?? begin)])),
    stages: plan.stages.map((ids) => at(ids.filter((id) => started.has(id)))),
    out: at(starts),
    through: at(own.map((each) => each.id)),
    arrivals: delivery.components.flatMap((each) => arrivalsOf(each, schedule)),
    departures: delivery.components.flatMap((each) => departuresOf(each, schedule)),
    ...promisesOf(delivery, schedule, begin, input),
    ...(free ? { endOfFreeWayBack: free } : {}),
    ...(never ? { pointOfNoReturn: never } : {}),
    unkept: delivery.components.filter((each) => breaksItsPromise(each, schedule)).map((each) => each.id),
  };
}

function arrivalsOf(component: ComponentDelivery, schedule: Schedule): Arrival[] {
  return schedule
    .chain(component.id)
    .slice(1)
    .flatMap((version) => {
      const out = schedule.at(`start ${component.id}@${version}`);
      const reached = schedule.reached(component, version);
      if (version === ABSENT || !out || !reached) return [];
      const back = component.back === "none" ? undefined : schedule.back(component, version);
      return [
        {
          component: component.id,
          version,
          out: estimateOf(out),
          reached: estimateOf(reached),
          ...(back && component.ours ? { back: estimateOf(back) } : {}),
        },
      ];
    });
}

function departuresOf(component: ComponentDelivery, schedule: Schedule): Departure[] {
  const { id, older } = component;
  return [...older.toReversed(), ...schedule.chain(id).slice(0, -1)].flatMap((version) => {
    const gone = version === ABSENT ? undefined : schedule.gone(component, version);
    if (!gone) return [];
    const ending = schedule.ending(id, version);
    const [natural, support] = [ending?.natural, ending?.support].map((each) => each && estimateOf(each).p90);
    const heldBySupport =
      support !== undefined && support !== null && natural !== null && support > (natural ?? 0);
    return [{ component: id, version, gone: estimateOf(gone), heldBySupport }];
  });
}

function turningOf(ids: readonly StepId[], schedule: Schedule): Turning | undefined {
  const steps = ids.flatMap((step) => {
    const samples = schedule.at(step);
    return samples ? [{ step, samples }] : [];
  });
  const [first, ...others] = steps;
  if (!first) return undefined;
  const all = earliest(first.samples, ...others.map((each) => each.samples));
  const wins = (samples: Samples) => samples.at.filter((each, run) => each === all.at[run]).length;
  const counts = steps.map((each) => wins(each.samples));
  return {
    steps: steps.map(({ step, samples }) => ({ step, at: estimateOf(samples) })),
    first: steps[counts.indexOf(Math.max(...counts))]?.step ?? first.step,
    at: estimateOf(all),
  };
}

/** `support` asks to serve the old version beside the new one; a cut or a gap leaves no old version to serve. */
function breaksItsPromise(component: ComponentDelivery, schedule: Schedule): boolean {
  if (component.supportMs === undefined || !component.ours) return false;
  return schedule
    .chain(component.id)
    .slice(0, -1)
    .filter((each) => each !== ABSENT && !component.endless.includes(each))
    .some((version) => !schedule.ending(component.id, version)?.support);
}
