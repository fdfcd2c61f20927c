import { chainOf, type Plan, type Step } from "@crossfade/core";

/**
 * Why a component's old and new version are never at work at the same time, as the plan orders it: the old one ends first,
 * or both change in one moment. Undefined: they may be, and one can be moved after the other part by part.
 */
export function whyNotBeside(plan: Plan, component: string): string | undefined {
  const chain = chainOf({ plan }, component);
  for (const [index, fresh] of chain.entries()) {
    const old = chain[index - 1];
    if (old === undefined) continue;
    const start = plan.steps.find(({ id }) => id === `start ${component}@${fresh}`);
    const end = plan.steps.find(({ id }) => id === `end ${component}@${old}`);
    if (start === undefined || end === undefined) continue;
    if (start.switch !== undefined && start.switch === end.switch)
      return `${component} ${old} ends in the moment in which ${fresh} starts.`;
    if (comesAfter(plan, end, start)) return `${component} ${old} has to end before ${fresh} starts.`;
  }
  return undefined;
}

/** By any chain of waits; steps of one moment wait together. */
function comesAfter({ steps, waits }: Plan, first: Step, later: Step): boolean {
  const reached = new Set([first.id]);
  for (const id of reached) {
    const moment = steps.find((each) => each.id === id)?.switch;
    for (const each of steps) if (moment !== undefined && each.switch === moment) reached.add(each.id);
    for (const { before, after } of waits) if (before === id) reached.add(after);
  }
  return reached.has(later.id);
}
