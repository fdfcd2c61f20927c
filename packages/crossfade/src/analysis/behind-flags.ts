import type { Plan, System } from "@crossfade/core";
import type { BehindFlag } from "./report.ts";
import { doing } from "./sentences.ts";

/** The versions that a plan lets out with their new flags off: when those may be turned on. */
export function behindFlagsIn(plan: Plan, { components, flagged = [] }: System): BehindFlag[] {
  const chains = new Map(components.map((each) => [each.id, each.chain]));
  return flagged
    .filter(({ component, off }) => chains.get(component)?.includes(off))
    .map(({ component, version, off, keys }) => {
      const flags = `${keys.length === 1 ? "flag" : "flags"} ${keys.join(", ")}`;
      return {
        component,
        version,
        off,
        keys,
        turnOn: `start ${component}@${version}`,
        sentence: `${component} ${version} is behind ${flags}: deploy it off, turn on after ${afterWhat(plan, component, version)}`,
      };
    });
}

/** What forces the turn to wait; without such it still comes after the code that asks the flag. */
function afterWhat(plan: Plan, component: string, version: string): string {
  const steps = new Map(plan.steps.map((each) => [each.id, each]));
  const forced = plan.waits.filter(
    ({ after, because }) => after === `start ${component}@${version}` && because.length > 0,
  );
  const texts = forced.flatMap(({ before, kind }) => {
    const step = steps.get(before);
    if (!step) return [];
    if (kind === "live") return [doing(step)];
    const what = kind === "gone" ? "is gone" : "and what it left are gone";
    return [`${step.component} ${step.version} ${what}`];
  });
  const all = [...new Set(texts)];
  return all.length === 0 ? `${component} ${version} is everywhere` : all.join(" and ");
}
