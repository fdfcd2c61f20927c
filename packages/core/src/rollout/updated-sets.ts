import type { ReleaseProgress } from "./progress.ts";
import type { ReleaseSpec } from "./release-spec.ts";
import { stationsOf } from "./station.ts";

/** How far the servers of one component have changed their version. */
export interface UpdatedSets {
  readonly component: string;
  /** Whose servers they were. */
  readonly old: string;
  readonly sets: number;
  /** Numbers of sets, from 1, that are the new version's. */
  readonly done: readonly number[];
  /** The set that is on its way, or was when the release was stopped. */
  readonly underWay?: number;
}

/** Of every component whose servers are updated in sets and of which at least one has begun to be. */
export function updatedSets(spec: ReleaseSpec, progress: ReleaseProgress): readonly UpdatedSets[] {
  return Object.values(spec.transitions).flatMap(({ component, strategy }) => {
    const [old, sets] = [spec.plan.from[component], strategy.sets?.length ?? 0];
    if (old === undefined || sets === 0) return [];
    const begun = spec.plan.steps.flatMap((step) => {
      const state = Object.hasOwn(progress.steps, step.id) ? progress.steps[step.id] : undefined;
      if (state === undefined || step.component !== component) return [];
      return stationsOf(spec, step).flatMap((station, index) => {
        const isBegun = state.doneMs !== undefined || index <= state.station;
        if (!isBegun || station.kind !== "deed" || station.deed.kind !== "roll") return [];
        return [{ set: station.deed.set, isDone: state.doneMs !== undefined || index < state.station }];
      });
    });
    if (begun.length === 0) return [];
    const underWay = begun.find(({ isDone }) => !isDone)?.set;
    const done = begun.filter(({ isDone }) => isDone).map(({ set }) => set);
    return [{ component, old, sets, done, ...(underWay === undefined ? {} : { underWay }) }];
  });
}
