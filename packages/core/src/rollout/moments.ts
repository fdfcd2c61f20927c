import type { Plan, Step, StepId, Wait } from "../planner/plan.ts";
import type { ReleaseProgress } from "./progress.ts";

/** The steps that happen at one moment with this one: a migration ends one schema and starts the next. It is among them. */
export function stepsOfMoment({ steps }: Plan, step: Step): readonly Step[] {
  if (step.switch === undefined) return [step];
  return steps.filter((each) => each.switch === step.switch);
}

/** What has to be over before a step may begin: the waits of its whole moment. Within one nobody waits for another. */
export function waitsOf(plan: Plan, step: Step): readonly Wait[] {
  const moment = new Set(stepsOfMoment(plan, step).map(({ id }) => id));
  return plan.waits.filter(({ before, after }) => moment.has(after) && !moment.has(before));
}

/** When all of a step's moment was done, ms since 1970. Undefined: not yet. */
export function momentDoneMs(plan: Plan, { steps }: ReleaseProgress, id: StepId): number | undefined {
  const step = plan.steps.find((each) => each.id === id);
  const done = (step === undefined ? [] : stepsOfMoment(plan, step)).map((each) => steps[each.id]?.doneMs);
  return done.length === 0 || done.includes(undefined)
    ? undefined
    : Math.max(...done.map((each) => each ?? 0));
}
