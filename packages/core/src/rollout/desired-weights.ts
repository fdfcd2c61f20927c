import { builtLabel } from "../model/version.ts";
import { bucketCount } from "../traffic/bucket.ts";
import type { Weights } from "../traffic/split.ts";
import type { ReleaseProgress } from "./progress.ts";
import type { ReleaseSpec } from "./release-spec.ts";
import { chainOf, type Deed, stationsOf } from "./station.ts";

type Weigh = Extract<Deed, { readonly kind: "weigh" }>;

/**
 * The weights of a component that are wanted now: those that a person set since, else those of the last weighing that was
 * done, else everybody on the version that the plan began with. Undefined: this release has nothing to say about it yet.
 */
export function desiredWeights(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  component: string,
): Weights | undefined {
  const undone = (progress.undo?.deeds ?? []).filter(({ isDone }) => isDone).map(({ deed }) => deed);
  const back = undone.findLast((deed): deed is Weigh => isWeigh(deed, component));
  if (back !== undefined) return weightsAfter(back);
  const manual = Object.hasOwn(progress.manual, component) ? progress.manual[component] : undefined;
  if (manual !== undefined) return manual;
  const last = doneWeighs(spec, progress, component).at(-1);
  if (last !== undefined) return weightsAfter(last);
  const first = spec.plan.from[component];
  return first === undefined || !chainOf(spec, component).includes(first)
    ? undefined
    : { [builtLabel(first)]: bucketCount };
}

/** Buckets by label once this is done. */
export function weightsAfter({ version, rest, weight }: Omit<Weigh, "kind" | "component">): Weights {
  const left = bucketCount - weight;
  return {
    ...(weight > 0 ? { [version]: weight } : {}),
    ...(rest !== undefined && left > 0 ? { [rest]: left } : {}),
  };
}

/** In the order in which they are done: a version starts, and climbs while the one before it ends. */
function doneWeighs(spec: ReleaseSpec, progress: ReleaseProgress, component: string): readonly Weigh[] {
  const chain = chainOf(spec, component);
  const ids = chain.flatMap((label, index) => [
    `start ${component}@${label}`,
    `end ${component}@${chain[index - 1]}`,
  ]);
  return ids.flatMap((id) => {
    const step = spec.plan.steps.find((each) => each.id === id);
    const state = Object.hasOwn(progress.steps, id) ? progress.steps[id] : undefined;
    if (step === undefined || state === undefined) return [];
    const stations = stationsOf(spec, step);
    const done = state.doneMs === undefined ? stations.slice(0, state.station) : stations;
    return done.flatMap((station) =>
      station.kind === "deed" && isWeigh(station.deed, component) ? [station.deed] : [],
    );
  });
}

function isWeigh(deed: Deed, component: string): deed is Weigh {
  return deed.kind === "weigh" && deed.component === component;
}
