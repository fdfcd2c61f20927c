import type { Link, Plan, Step, System, VerdictTable } from "@crossfade/core";
import { speaking, type Touch, touches, vanishes } from "./contact.ts";
import { sourcesForward, writers } from "./left-behind.ts";
import { isAtom, Moments, type Move, never, type When } from "./moments.ts";
import { absent, type Life, type MomentOf, physics } from "./physics.ts";

/**
 * The world in which a plan is obeyed and nothing else orders anything: its steps are the moves, its waits are all that
 * holds them back. What physics demands is kept apart as `laws`, so that the world does not add what the plan forgot.
 */
export interface PlanWorld {
  readonly moves: readonly Move[];
  readonly touches: readonly Touch[];
  /** Before a move of `bit`, physics wants all of `need` to have happened. */
  readonly laws: readonly { readonly bit: number; readonly need: number; readonly label: string }[];
  /** Moments that the plan should have named, switches that it tears apart. */
  readonly gaps: readonly string[];
}

export function compilePlan(system: System, verdicts: VerdictTable, plan: Plan): PlanWorld {
  const moments = new Moments();
  const gaps: string[] = [];
  const steps = stepMoments(system, plan, moments);
  const laws: { after: When; before: When; strict: boolean }[] = [];
  const lives = physics(system, stepOf(steps, gaps), {
    join: (a, b) => {
      if (!moments.joined(a, b)) gaps.push("what physics does in one moment is torn apart");
    },
    requires: (after, before, strict = false) => {
      if (isAtom(after)) laws.push({ after, before, strict });
    },
  });
  for (const { after, before, strict } of laws)
    if (moments.theirs(after)) moments.requires(after, before, strict);
  const vanished = keepWaits(system, plan, lives, steps, moments, gaps);
  const sourcesOf = sourcesForward(system, lives, moments, {
    cutOff: (link, version) =>
      find(plan, steps, (step) => step.kind === "cut-off" && step.link === link && step.version === version),
    clearing: (id) => find(plan, steps, (step) => step.id.split(" ")[1] === id),
    vanish: (link, version) => vanished.get(`${link} ${version}`),
  });
  const all = touches(system, verdicts, lives, moments, sourcesOf);
  const standing = new Set(all.filter(({ need }) => need === 0).map(({ key }) => key));
  return {
    moves: moments.moves(),
    touches: all.filter(({ key }) => !standing.has(key)),
    laws: laws.flatMap(({ after, before, strict }) => {
      const bit = moments.bit(after);
      const need = before === never ? bit : moments.bit(before);
      return need === 0 || (need === bit && !strict && before !== never)
        ? []
        : [{ bit, need, label: `${moments.label(after)} before ${moments.label(before)}` }];
    }),
    gaps,
  };
}

function stepMoments(system: System, plan: Plan, moments: Moments): Map<string, When> {
  const external = new Set(system.components.filter(({ ours }) => !ours).map(({ id }) => id));
  const steps = new Map<string, When>();
  const switches = new Map<string, When>();
  for (const step of plan.steps) {
    const when = moments.atom(step.id, external.has(step.component));
    steps.set(step.id, when);
    if (step.switch === undefined) continue;
    moments.join(switches.get(step.switch) ?? when, when);
    switches.set(step.switch, when);
  }
  return steps;
}

function find(
  plan: Plan,
  steps: ReadonlyMap<string, When>,
  wanted: (step: Plan["steps"][number]) => boolean,
): When | undefined {
  const step = plan.steps.find(wanted);
  return step && steps.get(step.id);
}

/** The step that makes a moment. ∅ has no process: its moments are those of the version beside it. */
function stepOf(steps: ReadonlyMap<string, When>, gaps: string[]): MomentOf {
  return (kind, { id, chain }, version) => {
    const at = chain.indexOf(version);
    const beside =
      version !== absent
        ? undefined
        : kind === "end"
          ? `start ${id}@${chain[at + 1]}`
          : `end ${id}@${chain[at - 1]}`;
    const step =
      steps.get(`${kind} ${id}@${version}`) ?? (beside === undefined ? undefined : steps.get(beside));
    // A moment nobody waits for may come late, and late is when it does most harm.
    if (step === undefined && at >= 0) gaps.push(`no step ${kind} ${id}@${version}`);
    return step ?? never;
  };
}

/** Holds the steps back by the plan's waits; returns the moments at which leftovers that are waited for vanish. */
function keepWaits(
  system: System,
  plan: Plan,
  lives: readonly Life[],
  steps: ReadonlyMap<string, When>,
  moments: Moments,
  gaps: string[],
): Map<string, When> {
  const vanished = new Map<string, When>();
  for (const wait of plan.waits) {
    const before = steps.get(wait.before);
    const after = steps.get(wait.after);
    if (before === undefined || after === undefined) {
      gaps.push(`wait ${wait.id} names no step`);
      continue;
    }
    if (moments.theirs(after)) continue;
    moments.requires(after, before, true);
    if ((wait.kind !== "empty" && wait.kind !== "elapsed") || wait.link === undefined) continue;
    const link = system.links.find(({ id }) => id === wait.link) as Link;
    const { kind, version } = plan.steps.find(({ id }) => id === wait.before) as Step;
    // A step that clears the leftovers has done so when it is made.
    if (kind === "rewrite" || kind === "purge" || kind === "drain") continue;
    const name = `${link.id} ${version}`;
    const vanish = vanished.get(name) ?? moments.atom(`vanish ${name}`);
    if (!vanished.has(name)) {
      vanished.set(name, vanish);
      if (!vanishes(link)) moments.requires(vanish, never);
      for (const life of writers(lives, link, version)) moments.requires(vanish, speaking(link, life).to);
    }
    moments.requires(after, vanish);
  }
  return vanished;
}
