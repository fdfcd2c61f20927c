import type { Plan, Step } from "../planner/plan.ts";
import { momentDoneMs, stepsOfMoment, waitsOf } from "./moments.ts";
import type { ReleaseProgress } from "./progress.ts";
import type { ReleaseSpec } from "./release-spec.ts";

/**
 * Until when an old version stays although it could go: for as long as one can go back to it at all, so that going back is
 * quick. Where the release needs it gone to go on, it stays only before what nothing leads back from. Undefined: it need
 * not stay. A person may let it go earlier. Call it only for a step whose waits are over.
 */
export function retainedUntilMs(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  step: Step,
): number | undefined {
  const { retainMs } = spec.settings;
  if (retainMs === 0 || !isLetGo(spec, step) || (progress.letGo ?? []).includes(step.id)) return undefined;
  if (isPastReturn(spec.plan, progress) || !mayStay(spec.plan, step)) return undefined;
  const before = waitsOf(spec.plan, step).map((wait) => momentDoneMs(spec.plan, progress, wait.before) ?? 0);
  return Math.max(0, ...before) + retainMs;
}

/**
 * Somebody here ends it, and nothing else happens at the same moment: a migration takes its old schema with it. Servers of
 * which some have changed their version already cannot wait for anybody to go back to the rest: they are too few.
 */
function isLetGo({ plan, transitions }: ReleaseSpec, step: Step): boolean {
  const transition = Object.hasOwn(transitions, step.component) ? transitions[step.component] : undefined;
  if (transition === undefined || transition.by === "people" || transition.strategy.sets !== undefined)
    return false;
  return stepsOfMoment(plan, step).every(({ kind }) => kind === "gone");
}

function mayStay({ waits, wayBack }: Plan, { id }: Step): boolean {
  const after = new Set([id]);
  for (const each of after) for (const wait of waits) if (wait.before === each) after.add(wait.after);
  return after.size === 1 || [...after].some((each) => wayBack[each] === "impossible");
}

/** A step has been done after which nothing leads back. */
export function isPastReturn({ steps, wayBack }: Plan, progress: ReleaseProgress): boolean {
  return steps.some(({ id }) => wayBack[id] === "impossible" && progress.steps[id]?.doneMs !== undefined);
}
