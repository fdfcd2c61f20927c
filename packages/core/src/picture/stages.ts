import { ABSENT } from "../model/version.ts";
import type { Plan, Step, StepId, Wait, WayBack } from "../planner/plan.ts";

/** One component passing from one version to the next. */
export interface Transition {
  readonly component: string;
  readonly from: string;
  readonly to: string;
}

/** One stage of a plan as people read it. */
export interface StageRow {
  readonly number: number;
  readonly transitions: readonly Transition[];
  /** Rewrites, purges, drains and cut-offs that fall into this stage. */
  readonly tasks: readonly StepId[];
  /** The worst of the stage and all before it. */
  readonly wayBack: WayBack;
  /** Unknown pairs, in this stage and all before it, that make the way back worse than it says if they break. */
  readonly wayBackUnknowns: number;
  /** Steps of this stage with which the free way back ends, or every way back. */
  readonly endsFree: readonly StepId[];
  readonly endsAll: readonly StepId[];
  /** Versions that stop in this stage before the next one starts: downtime. */
  readonly stops: readonly Transition[];
  /** What this stage waits for, apart from the way its own components move. */
  readonly waitsFor: readonly string[];
}

const worse: readonly WayBack[] = ["free", "costs", "impossible"];
const tasks: readonly Step["kind"][] = ["rewrite", "purge", "drain", "cut-off"];

/**
 * The stages of a plan, one row each: `chains` gives the versions that each component runs through. A version is told of in
 * the stage in which it starts, also where its dark deployment may come a stage earlier.
 */
export function stageRows(plan: Plan, chains: ReadonlyMap<string, readonly string[]>): StageRow[] {
  const steps = new Map(plan.steps.map((each) => [each.id, each]));
  let reached = 0;
  let unknowns = 0;
  return toldStages(plan, steps).map((ids, index) => {
    const own = ids.flatMap((id) => steps.get(id) ?? []);
    reached = Math.max(reached, ...ids.map((id) => worse.indexOf(plan.wayBack[id] ?? "free")));
    unknowns += ids.reduce((sum, id) => sum + (plan.wayBackUnknowns[id]?.length ?? 0), 0);
    const told = new Set(ids);
    const forced = plan.waits.filter(
      (each) => (each.because.length > 0 || each.rule === "pin") && told.has(each.after),
    );
    return {
      number: index + 1,
      transitions: own.flatMap((step) => transitionOf(step, chains)),
      tasks: own.filter((step) => tasks.includes(step.kind)).map((step) => step.id),
      wayBack: worse[reached] ?? "impossible",
      wayBackUnknowns: unknowns,
      endsFree: plan.endOfFreeWayBack.filter((id) => told.has(id)),
      endsAll: plan.pointOfNoReturn.filter((id) => told.has(id)),
      stops: plan.waits.filter((each) => told.has(each.before)).flatMap((wait) => stopOf(wait, steps)),
      waitsFor: [...new Set(forced.map((each) => each.id))],
    };
  });
}

function stopOf({ rule, before, after }: Wait, steps: ReadonlyMap<StepId, Step>): Transition[] {
  const [old, next] = [steps.get(before), steps.get(after)];
  return rule === "old ends before new" && old && next && next.version !== ABSENT
    ? [{ component: old.component, from: old.version, to: next.version }]
    : [];
}

function toldStages(plan: Plan, steps: ReadonlyMap<StepId, Step>): StepId[][] {
  const stageOf = new Map(
    plan.stages.flatMap((ids, index) => ids.map((id): [StepId, number] => [id, index])),
  );
  const told: StepId[][] = plan.stages.map(() => []);
  for (const [id, index] of stageOf) {
    const step = steps.get(id);
    const start =
      step?.kind === "deploy" ? stageOf.get(`start ${step.component}@${step.version}`) : undefined;
    told[start ?? index]?.push(id);
  }
  return told;
}

function transitionOf(step: Step, chains: ReadonlyMap<string, readonly string[]>): Transition[] {
  if (step.kind !== "start") return [];
  const chain = chains.get(step.component) ?? [];
  const from = chain[chain.indexOf(step.version) - 1] ?? "";
  return [{ component: step.component, from, to: step.version }];
}
