import type { Moment } from "../coexistence/timeline.ts";
import type { Step, StepId, StepKind } from "./plan.ts";

/** "start api@2.0.0"; a clearing is named by its own id, a cut-off by its link too. */
export function stepId(moment: Moment): StepId {
  if (moment.kind === "cut-off") return `cut-off ${moment.component}@${moment.version} on ${moment.link}`;
  if (moment.kind === "rewrite" || moment.kind === "purge" || moment.kind === "drain")
    return `${moment.kind} ${moment.version}`;
  return `${moment.kind} ${moment.component}@${moment.version}`;
}

/** The step of a moment; leftovers that vanish by themselves are none. */
export function stepOf(moment: Moment, together: string | undefined): Step | undefined {
  if (moment.kind === "empty") return undefined;
  return {
    id: stepId(moment),
    kind: moment.kind satisfies StepKind,
    component: moment.component,
    version: moment.version,
    ...(moment.link === undefined ? {} : { link: moment.link }),
    ...(together === undefined ? {} : { switch: together }),
  };
}
