import { ABSENT, type Plan, type Step, type Wait } from "@crossfade/core";
import { durationText } from "../analysis/sentences.ts";

/** "1 pair", "2 pairs". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "api 2.0.0"; a component that does not exist yet, or no longer, is "api (absent)". */
export function versionText(component: string, label: string): string {
  return label === ABSENT ? `${component} (absent)` : `${component} ${label}`;
}

/** The label alone, for a column of a table. */
export function labelText(label: string): string {
  return label === ABSENT || label === "" ? "–" : label;
}

/** A moment by its step: what happens, what must have happened, and how it stands in "before …". */
export interface MomentWords {
  /** "web 1.9.0 starts". */
  readonly happens: string;
  /** "web 1.9.0 must have started". */
  readonly must: string;
  /** "web 1.9.0 has started". */
  readonly done: string;
}

/** `kind` is a step's kind, or "empty": what a version left behind can no longer be read. */
export function momentWords(kind: string, component: string, version: string, link?: string): MomentWords {
  const who = versionText(component, version);
  const words = (happens: string, must: string, done: string) => ({
    happens: `${who} ${happens}`,
    must: `${who} must ${must}`,
    done: `${who} ${done}`,
  });
  switch (kind) {
    case "deploy":
      return words("is deployed", "be deployed", "is deployed");
    case "start":
      if (version === ABSENT)
        return {
          happens: `${component} is removed`,
          must: `${component} must be removed`,
          done: `${component} is removed`,
        };
      return words("starts", "have started", "has started");
    case "end":
      return words("ends", "have ended", "has ended");
    case "gone":
    case "left":
      return words("is gone", "be gone", "is gone");
    case "empty": {
      const left = `what ${who} left${link === undefined ? "" : ` on ${link}`}`;
      return { happens: `${left} is over`, must: `${left} must be over`, done: `${left} is over` };
    }
    case "cut-off": {
      const on = link === undefined ? "" : ` on ${link}`;
      return words(`is cut off${on}`, `be cut off${on}`, `is cut off${on}`);
    }
    default: {
      const task = `${kind} ${version}`;
      return { happens: task, must: `"${task}" must be done`, done: `"${task}" is done` };
    }
  }
}

export function stepWords(step: Step): MomentWords {
  return momentWords(step.kind, step.component, step.version, step.link);
}

/** "web 1.9.0 starts" for a step id of a plan. */
export function happening(plan: Plan, id: string): string {
  const step = plan.steps.find((each) => each.id === id);
  return step ? stepWords(step).happens : id;
}

/** "web waits until api 1.9.4 has ended". */
export function waitText(wait: Wait, plan: Plan): string {
  const before = plan.steps.find((each) => each.id === wait.before);
  const after = plan.steps.find((each) => each.id === wait.after);
  const who = after?.component ?? wait.after;
  if (!before) return `${who} waits for ${wait.before}`;
  const { done } = stepWords(before);
  if (wait.lingerMs === undefined) return `${who} waits until ${done}`;
  const last = `after ${versionText(before.component, before.version)} is gone`;
  const time = durationText(wait.lingerMs);
  if (wait.kind === "empty")
    return `${who} waits until ${wait.link ?? "the queue"} is empty, or ${time} ${last}`;
  return `${who} waits until ${time} ${last}`;
}

/** A rewrite, purge, drain or cut-off as a line of its own: "rewrite what api left: api->api store 1.0". */
export function taskText(step: Step): string {
  if (step.kind === "cut-off")
    return `cut off ${versionText(step.component, step.version)}${step.link === undefined ? "" : ` on ${step.link}`}`;
  return `${step.kind} what ${step.component} left: ${step.version}`;
}
