import type {
  PairRef,
  Plan,
  Planning,
  ReleaseState,
  Reversibility,
  StepId,
  System,
  VerdictTable,
  WayBack,
} from "@crossfade/core";
import { pairKey } from "./explorer/contact.ts";
import { breaksUnderPlan } from "./explorer/plan-run.ts";
import type { Happened } from "./explorer/present.ts";
import { scheduleIn } from "./explorer/schedule.ts";
import { fewestStages } from "./explorer/stages.ts";
import { wayBack } from "./explorer/way-back.ts";
import { compileWorld, type World as Free } from "./explorer/world.ts";
import type { World } from "./worlds/story.ts";

/** The planner under judgement: the real one, or a mutant. */
export interface Planner {
  readonly planRelease: (system: System, verdicts: VerdictTable) => Planning;
  readonly reversibility: (system: System, verdicts: VerdictTable, state: ReleaseState) => Reversibility;
}

/** All that a planner says about a world and the explorer does not find true. Empty: they agree. */
export function disagreements(world: World, planner: Planner): string[] {
  const free = compileWorld(world.system, world.verdicts);
  const planning = planner.planRelease(world.system, world.verdicts);
  const truth = !scheduleIn(free, { avoid: "breaking" })
    ? "impossible"
    : scheduleIn(free, { avoid: "breaking-and-unknown" })
      ? "proven"
      : "unproven";
  if (planning.kind !== truth) return [`planned ${planning.kind}, but it is ${truth}`];
  if (planning.kind === "impossible") return [];
  const { plan } = planning;
  return [
    ...whileItRuns(world, plan),
    ...leastUnknown(free, plan),
    ...pictured(world, free, plan),
    ...goingBack(world, free, plan),
  ];
}

/** P1: no run that the plan allows does harm, gets stuck, or asks what a channel cannot do. */
function whileItRuns({ system, verdicts }: World, plan: Plan): string[] {
  const run = breaksUnderPlan(system, verdicts, plan);
  const met = run.unknowns.map(pairKey).sort().join();
  const listed = plan.unknowns.map(pairKey).sort().join();
  return [
    ...(run.breaking ? [`${pairKey(run.breaking.pair)} after ${run.breaking.moves.join(", ")}`] : []),
    ...run.stuck.map((step) => `${step} can never happen`),
    ...run.unphysical.map((what) => `unphysical: ${what}`),
    ...(met === listed ? [] : [`unknown pairs that can meet: [${met}], listed: [${listed}]`]),
  ];
}

/** The unknowns suffice, and none of them could be spared. */
function leastUnknown(free: Free, { unknowns }: Plan): string[] {
  const exists = (except: readonly PairRef[]) => scheduleIn(free, { avoid: "breaking-and-unknown", except });
  if (!exists(unknowns)) return ["no order keeps apart all but the listed unknowns"];
  return unknowns
    .filter((spared) => exists(unknowns.filter((pair) => pair !== spared)))
    .map((pair) => `unknown ${pairKey(pair)} could be kept apart`);
}

/** P3: the stages show each step once, and are the fewest where there is no choice between orders. */
function pictured({ system, verdicts }: World, free: Free, plan: Plan): string[] {
  const found: string[] = [];
  const shown = plan.stages.flat();
  if (
    [...shown].sort().join() !==
    plan.steps
      .map(({ id }) => id)
      .sort()
      .join()
  )
    found.push("the stages do not show each step once");
  const stage = new Map(plan.stages.flatMap((ids, at) => ids.map((id): [StepId, number] => [id, at])));
  for (const { before, after } of plan.waits)
    if ((stage.get(before) ?? 0) > (stage.get(after) ?? 0)) found.push(`${after} is shown before ${before}`);
  if (system.links.some(({ affinity }) => affinity)) return found;
  const fewest = fewestStages(system, verdicts, plan.unknowns);
  const exact = !hasChoice(system, free);
  if (fewest === undefined || (exact ? plan.stages.length !== fewest : plan.stages.length < fewest))
    found.push(`${plan.stages.length} stages, the fewest are ${fewest}`);
  return found;
}

/** Two versions that both come and go can be kept apart in two ways, and then fewer stages are not all that counts. */
function hasChoice({ components, links }: System, { touches }: Free): boolean {
  const passing = (component: string | undefined, version: string) =>
    components.some(
      ({ id, chain }) => id === component && chain.indexOf(version) > 0 && chain.at(-1) !== version,
    );
  return touches.some(({ pair }) => {
    const link = links.find(({ id }) => id === pair.link);
    return passing(link?.sender, pair.sender) && passing(link?.receiver, pair.receiver);
  });
}

/**
 * P5: the way back after each step, and the first moments from which it is not free or not at all. The label is the best
 * that the breaking pairs allow; where it rests on unknown pairs beyond those the plan itself rests on, they are listed,
 * and none could be spared for it.
 */
function goingBack({ system, verdicts }: World, { standing }: Free, plan: Plan): string[] {
  const found: string[] = [];
  const closures = new Map(plan.steps.map(({ id }) => [id, closure(plan, id)]));
  for (const [step, { happened }] of closures) {
    const label = plan.wayBack[step];
    const unknowns = plan.wayBackUnknowns[step] ?? [];
    // What an earlier step's way back rests on is not listed again.
    const carried = [...happened.done].flatMap((id) => plan.wayBackUnknowns[id] ?? []);
    for (const what of backAsSaid(system, verdicts, happened, standing, label, unknowns, [
      ...plan.unknowns,
      ...carried,
    ]))
      found.push(`back after ${step}: ${what}`);
  }
  const moment = new Map(plan.steps.map(({ id, switch: name }) => [id, name ?? id]));
  const moments = (steps: readonly StepId[]) => [...new Set(steps.map((id) => moment.get(id)))].sort().join();
  const first = (worse: (step: StepId) => boolean) =>
    moments(
      plan.steps
        .map(({ id }) => id)
        .filter((id) => worse(id) && [...(closures.get(id)?.earlier ?? [])].every((other) => !worse(other))),
    );
  const freeEnds = first((step) => plan.wayBack[step] !== "free");
  const noReturn = first((step) => plan.wayBack[step] === "impossible");
  if (moments(plan.endOfFreeWayBack) !== freeEnds)
    found.push(`the free way back ends at ${freeEnds}, not ${plan.endOfFreeWayBack}`);
  if (moments(plan.pointOfNoReturn) !== noReturn)
    found.push(`the point of no return is ${noReturn}, not ${plan.pointOfNoReturn}`);
  return found;
}

export function backAsSaid(
  system: System,
  verdicts: VerdictTable,
  happened: Happened,
  standing: ReadonlySet<string>,
  label: WayBack | undefined,
  unknowns: readonly PairRef[],
  risked: readonly PairRef[],
): string[] {
  const best = wayBack(system, verdicts, happened, { avoid: "breaking" }, standing);
  if (label !== best) return [`planned ${label}, but it is ${best}`];
  if (best === "impossible") return [];
  const avoiding = (except: readonly PairRef[]) =>
    wayBack(system, verdicts, happened, { avoid: "breaking-and-unknown", except }, standing);
  const rests = [...risked, ...unknowns];
  const proven = avoiding(rests);
  if (proven !== best)
    return [`${best} only with more unknown pairs than ${unknowns.map(pairKey)}: ${proven}`];
  return unknowns
    .map(pairKey)
    .filter((spared) => avoiding(rests.filter((pair) => pairKey(pair) !== spared)) === best)
    .map((spared) => `unknown ${spared} could be kept apart`);
}

/** All that has happened when exactly this step and what it waits for have happened, and what came in earlier moments. */
function closure(plan: Plan, step: StepId): { happened: Happened; earlier: ReadonlySet<StepId> } {
  const switchOf = new Map(plan.steps.map(({ id, switch: name }) => [id, name ?? id]));
  const peers = (id: StepId) => plan.steps.filter((other) => switchOf.get(other.id) === switchOf.get(id));
  const done = new Set<StepId>();
  const empty = new Set<string>();
  const pending = peers(step).map(({ id }) => id);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (done.has(id)) continue;
    done.add(id);
    for (const wait of plan.waits) {
      if (wait.after !== id) continue;
      pending.push(...peers(wait.before).map((peer) => peer.id));
      if ((wait.kind === "empty" || wait.kind === "elapsed") && wait.link !== undefined)
        empty.add(`${wait.link} ${plan.steps.find((each) => each.id === wait.before)?.version}`);
    }
  }
  const now = new Set(peers(step).map(({ id }) => id));
  return { happened: { done, empty }, earlier: new Set([...done].filter((id) => !now.has(id))) };
}
