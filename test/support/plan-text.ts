import type { Conflict, Plan, Planning, ReleaseState, StepId } from "@crossfade/core";

/** "{api} -> {web}": what starts in each stage, clearings and cut-offs in between; a version after the first is "api'", "api''". */
export function stagesText(plan: Plan): string {
  const steps = new Map(plan.steps.map((each) => [each.id, each]));
  const chosen = plan.stages.flatMap((stage) => {
    const starts: string[] = [];
    const tasks: string[] = [];
    for (const id of stage) {
      const step = steps.get(id);
      if (step?.kind === "start") starts.push(`${step.component}${step.version}`);
      if (step && ["rewrite", "purge", "drain", "cut-off"].includes(step.kind)) tasks.push(id);
    }
    return [starts.length > 0 ? `{${starts.sort().join(", ")}}` : "{}", ...tasks];
  });
  return chosen.join(" -> ");
}

/** The waits that findings force: "gone api@0 > deploy web@1". */
export function forcedWaits(plan: Plan): string[] {
  return plan.waits.filter((each) => each.because.length > 0).map((each) => each.id);
}

export function planOf(planning: Planning): Plan {
  if (planning.kind === "impossible")
    throw new Error(`no plan: ${planning.conflicts.map(conflictText).join("; ")}`);
  return planning.plan;
}

/** "leftovers: api@1 -> worker@0" or "cycle: a, b" with the pairs that make it. */
function conflictText(conflict: Conflict): string {
  switch (conflict.kind) {
    case "cycle":
      return `cycle: ${conflict.because.flatMap((each) => each.findings).join(", ")}`;
    case "pairs":
      return `pairs: ${conflict.findings.join(", ")}`;
    case "blocked":
      return `blocked: ${conflict.component}@${conflict.version}`;
    default:
      return `${conflict.kind}: ${conflict.findings.join(", ")}`;
  }
}

export function conflictTexts(planning: Planning): string[] {
  return planning.kind === "impossible" ? planning.conflicts.map(conflictText) : [];
}

/** The state in which a step, and all it waits for, has just happened. */
export function stateAfter(plan: Plan, step: StepId): ReleaseState {
  const done = new Set<StepId>();
  const empty = new Set<string>();
  const open = [step];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (done.has(id)) continue;
    done.add(id);
    const together = plan.steps.find((each) => each.id === id)?.switch;
    for (const each of plan.steps) if (together !== undefined && each.switch === together) open.push(each.id);
    for (const wait of plan.waits.filter((each) => each.after === id)) {
      open.push(wait.before);
      const version = plan.steps.find((each) => each.id === wait.before)?.version;
      if (wait.lingerMs !== undefined) empty.add(`${wait.link} ${version}`);
    }
  }
  return { done, empty };
}
