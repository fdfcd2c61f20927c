import { type Plan, planRelease, type StageRow, type Step, stageRows } from "@crossfade/core";
import { type RetirementPlanning, type RetirementStepId, retirementSteps } from "../wire/flag-views.ts";
import type { RetirementFacts } from "./retirement.ts";
import type { Population } from "./retirement-populations.ts";
import { fileStates, type RetirementRules, retirementRules, retirementSystem } from "./retirement-system.ts";

/** Where a step of the retirement stands in its plan. */
interface PlannedStep {
  readonly stage?: number;
  /** Ids of the plan's waits before that stage that are not over, each told of at the first step that waits for its moment. */
  readonly waitsFor?: readonly string[];
}

export interface RetirementPlan {
  readonly planning: RetirementPlanning;
  /** By step; none where there is no order. */
  readonly steps: ReadonlyMap<RetirementStepId, PlannedStep>;
}

/** The way out as a plan: the order is the planner's, from who reads the flag and what must not meet. */
export function retirementPlan(
  facts: RetirementFacts,
  rules: RetirementRules = retirementRules,
): RetirementPlan {
  const { system, verdicts, populations } = retirementSystem(facts, rules);
  const result = planRelease(system, verdicts);
  const terms = {
    links: system.links.map(({ id, sender, receiver }) => ({ id, sender, receiver })),
    reasons: Object.fromEntries(rules.map(({ id, why }) => [id, why])),
  };
  if (result.kind === "impossible") return { planning: { ...result, ...terms }, steps: new Map() };
  const { plan } = result;
  const rows = stageRows(plan, new Map(system.components.map(({ id, chain }) => [id, chain])));
  const planned: Planned = { facts, populations, rows, before: beforeOf(plan) };
  return { planning: { ...result, stages: rows, ...terms }, steps: stepsOf(planned) };
}

interface Planned {
  readonly facts: RetirementFacts;
  readonly populations: readonly Population[];
  readonly rows: readonly StageRow[];
  /** By the id of a wait: what it waits for. */
  readonly before: ReadonlyMap<string, Step>;
}

function stepsOf(planned: Planned): ReadonlyMap<RetirementStepId, PlannedStep> {
  const { rows } = planned;
  const told = new Set<string>();
  return new Map(
    retirementSteps.flatMap((id): [RetirementStepId, PlannedStep][] => {
      const stage = stageOf(id, planned);
      if (stage === undefined) return [];
      const waitsFor = (rows[stage - 1]?.waitsFor ?? []).filter((wait) => {
        const before = planned.before.get(wait);
        if (before === undefined || told.has(before.id) || isOver(before, planned)) return false;
        told.add(before.id);
        return true;
      });
      return [[id, { stage, ...(waitsFor.length === 0 ? {} : { waitsFor }) }]];
    }),
  );
}

/** Undefined: the plan has nothing to do there. */
function stageOf(id: RetirementStepId, planned: Planned): number | undefined {
  const { facts, populations } = planned;
  const file = (state: keyof typeof fileStates) =>
    startOf(facts.component, fileStates[state](facts.key), planned);
  const outs = (isClient: boolean) =>
    lastOf(
      populations.filter((each) => each.isClient === isClient),
      planned,
    );
  switch (id) {
    case "pin":
      return file("retiring");
    case "code-default":
      return highest(
        populations
          .filter(({ chain, kinds }) => kinds.get(chain[1] ?? "") === "final")
          .flatMap((each) => startOf(each.id, each.chain[1], planned) ?? []),
      );
    case "clients":
      return outs(true);
    case "wait":
      return waitOf(planned);
    case "servers":
      return outs(false);
    case "tombstone":
      return file("tombstone");
    case "delete":
      return file("without");
  }
}

/** The stage in which the last of them is without the flag. */
function lastOf(populations: readonly Population[], planned: Planned): number | undefined {
  return highest(populations.flatMap(({ id, chain }) => startOf(id, chain.at(-1), planned) ?? []));
}

function startOf(component: string, version: string | undefined, { rows }: Planned): number | undefined {
  const starts = ({ transitions }: StageRow) =>
    transitions.some((each) => each.component === component && each.to === version);
  return rows.find(starts)?.number;
}

/** The first stage that waits for the end of a client's version. */
function waitOf({ populations, before, rows }: Planned): number | undefined {
  const isClient = (id: string) => populations.some((each) => each.id === id && each.isClient);
  return rows.find(({ waitsFor }) => waitsFor.some((wait) => isClient(before.get(wait)?.component ?? "")))
    ?.number;
}

function beforeOf({ waits, steps }: Plan): ReadonlyMap<string, Step> {
  const byId = new Map(steps.map((each) => [each.id, each]));
  return new Map(
    waits.flatMap(({ id, before }): [string, Step][] => {
      const step = byId.get(before);
      return step === undefined ? [] : [[id, step]];
    }),
  );
}

/** What ends has ended: a state of the file, or a version that is published, is not there, and would be heard if it asked. */
function isOver({ component, version }: Step, { facts, populations }: Planned): boolean {
  if (component === facts.component) return passedStates(facts).includes(version);
  const versions = facts.components.find(({ id }) => id === component)?.versions ?? [];
  const own = populations.find(({ id }) => id === component);
  const isPublished = versions.some(({ label }) => label === version);
  return isPublished && own?.isHeard === true && !own.present.has(version);
}

function passedStates({ key, final, feature }: RetirementFacts): readonly string[] {
  const { with: first, retiring } = fileStates;
  if (feature?.lifecycle === "tombstone") return [first(key), retiring(key)];
  return feature?.lifecycle === "retiring" && final !== undefined ? [first(key)] : [];
}

function highest(stages: readonly number[]): number | undefined {
  return stages.length === 0 ? undefined : Math.max(...stages);
}
