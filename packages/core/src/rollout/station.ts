import type { Kind } from "../model/component.ts";
import { ABSENT, builtLabel } from "../model/version.ts";
import { DOWN } from "../planner/mirror.ts";
import type { Step } from "../planner/plan.ts";
import { assetStart, deployerEnd, deployerStart } from "./deployer-stations.ts";
import { type FlagDeed, offBefore, sharesTo, turnsFlags } from "./flag-turn.ts";
import type { ComponentTransition, Consumers, ReleaseSpec, Rung } from "./release-spec.ts";
import { type RollDeed, rollOf, weightWithout } from "./rolling.ts";

/** What the shell can be asked to do. Each is performed at least once, is idempotent, and is read back. */
export type Deed =
  /** The version runs, or lies ready, and serves nobody. */
  | { readonly kind: "deploy"; readonly component: string; readonly version: string }
  | RollDeed
  /** What a roll has taken out of the balancer, and not updated, comes back. */
  | { readonly kind: "rejoin"; readonly component: string; readonly version: string }
  /** Dark checks: ready so often in a row, for so long, and answers synthetic requests. */
  | { readonly kind: "verify"; readonly component: string; readonly version: string }
  /** A user that nobody is gets the new version and the old one again, and the time that takes is told. */
  | { readonly kind: "rehearse"; readonly component: string; readonly version: string }
  /** These users get it, whatever the weight. */
  | {
      readonly kind: "pin";
      readonly component: string;
      readonly version: string;
      readonly users: readonly string[];
    }
  /** So many buckets of the new version, the rest of the old. */
  | {
      readonly kind: "weigh";
      readonly component: string;
      readonly version: string;
      readonly rest?: string;
      readonly weight: number;
    }
  /** So many users get a feature, as the flag file says; nobody who has it loses it while the share grows. */
  | FlagDeed
  /** A job runs once, now, and what came of it is good. Its schedule stays where it is. */
  | { readonly kind: "run"; readonly component: string; readonly version: string }
  /** It serves, as a whole unless it says how many: a migration is applied, a worker resumed, a schedule handed over. */
  | {
      readonly kind: "activate";
      readonly component: string;
      readonly version: string;
      /** The version that is not there any more once this is done: a schema before a migration, a value before another. */
      readonly replaces?: string;
      /** So many of its consumers are at work once this is done. */
      readonly consumers?: Consumers;
    }
  /** It does not serve any more; with `consumers`, fewer of them are at work: so many are left. */
  | {
      readonly kind: "deactivate";
      readonly component: string;
      readonly version: string;
      readonly consumers?: Consumers;
    }
  /** No weight, no pin, and its open streams are ended. */
  | { readonly kind: "drain"; readonly component: string; readonly version: string }
  /** Its last process ends. */
  | { readonly kind: "retire"; readonly component: string; readonly version: string }
  /** A rewrite, a purge, a drained queue, a cut-off: done by the user's command or confirmed by a person. */
  | { readonly kind: "operate"; readonly step: string }
  /** Nobody here can make it so; it is looked for. */
  | { readonly kind: "observe"; readonly step: string };

/** A note of a look that begins so says that nothing was seen: it counts as no answer. */
export const notVerified = "not verified";

/** A step is done station by station. */
export type Station =
  | { readonly kind: "deed"; readonly deed: Deed }
  /** Users are on this rung; gates say whether there may be more of them. */
  | { readonly kind: "bake"; readonly rung: Rung };

/** What a step takes, in order. None: it is done as soon as it may begin. */
export function stationsOf(spec: ReleaseSpec, step: Step): readonly Station[] {
  const { component, version } = step;
  const transition = Object.hasOwn(spec.transitions, component) ? spec.transitions[component] : undefined;
  if (isNobody(version)) return [];
  switch (step.kind) {
    case "left":
      return [];
    case "rewrite":
    case "purge":
    case "drain":
    case "cut-off":
      return [deed({ kind: "operate", step: step.id })];
    case "deploy":
      return [...offBefore(spec, component, version).map(deed), ...deployOf(spec, transition, step)];
    case "start":
      return startsBy(spec, transition, step);
    case "end":
      return endsBy(spec, transition, step);
    case "gone":
      return goneOf(transition, step, after(spec, step) ?? spec.plan.to[step.component]);
  }
}

function deployOf(
  spec: ReleaseSpec,
  transition: ComponentTransition | undefined,
  step: Step,
): readonly Station[] {
  if (transition?.by === "people") return observed(step);
  const { component, version } = built(step);
  const set = rollOf(
    transition?.strategy,
    { component, version, replaces: builtOf(before(spec, step)) },
    "first",
  );
  return [deed(set ?? { kind: "deploy", component, version })];
}

function startsBy(
  spec: ReleaseSpec,
  transition: ComponentTransition | undefined,
  step: Step,
): readonly Station[] {
  const { component, version } = step;
  const old = before(spec, step);
  if (old !== undefined && turnsFlags(transition, old, version))
    return sharesTo(spec, component, old, version).slice(0, 1).map(deed);
  if (transition === undefined) return observed(step);
  const isDeployed = spec.plan.steps.some(({ id }) => id === `deploy ${component}@${version}`);
  const off = isDeployed ? [] : offBefore(spec, component, version).map(deed);
  return [...off, ...startOf(transition, built(step), builtOf(old))];
}

/** A flag climbs its shares while those without it grow fewer: as a version does, but nothing of it runs that could be drained. */
function endsBy(
  spec: ReleaseSpec,
  transition: ComponentTransition | undefined,
  step: Step,
): readonly Station[] {
  const next = after(spec, step);
  if (next !== undefined && turnsFlags(transition, step.version, next)) {
    if (transition?.by !== "flag") return [];
    const shares = sharesTo(spec, step.component, step.version, next);
    return shares.flatMap((share, index): Station[] => {
      const rung = transition.strategy.rungs.find(({ weight }) => weight === share.weight);
      return [
        ...(index === 0 ? [] : [deed(share)]),
        ...(rung === undefined ? [] : [{ kind: "bake", rung } as const]),
      ];
    });
  }
  if (transition === undefined) return observed(step);
  return endOf(transition, built(step), builtOf(next));
}

/** The step of the version that is deployed: a flag that is off is no version of its own to those who deploy and route. */
function built(step: Step): Step {
  return { ...step, version: builtLabel(step.version) };
}

function builtOf(version: string | undefined): string | undefined {
  return version === undefined ? undefined : builtLabel(version);
}

/**
 * Where servers change their version, the last process of the old one has ended when the last set has; where none of them
 * has changed it, there is no such process.
 */
function goneOf(
  transition: ComponentTransition | undefined,
  step: Step,
  next: string | undefined,
): readonly Station[] {
  if (transition === undefined || transition.by === "people") return observed(step);
  const { component, version } = built(step);
  if (replacesAtOnce(transition.kind) && !keepsBothSets(transition)) return [];
  if (transition.strategy.sets?.length === 0) return [];
  const last = rollOf(transition.strategy, { component, version: builtOf(next), replaces: version }, "last");
  return [deed(last ?? { kind: "retire", component, version })];
}

function startOf(transition: ComponentTransition, step: Step, old: string | undefined): readonly Station[] {
  const { by, kind, strategy, checks } = transition;
  const { component, version } = step;
  if (by === "people") return observed(step);
  if (keepsBothSets(transition)) return assetStart(step);
  if (replacesAtOnce(kind))
    return [deed({ kind: "activate", component, version, ...(old === undefined ? {} : { replaces: old }) })];
  const verify = deed({ kind: "verify", component, version });
  if (by === "deployer") return deployerStart(transition, step, old);
  const [first] = strategy.rungs;
  const users = checks.internalUsers;
  const rehearsal =
    checks.rehearsesRollback && old !== undefined ? [deed({ kind: "rehearse", component, version })] : [];
  const pin = users.length === 0 ? [] : [deed({ kind: "pin", component, version, users })];
  // Without an old version there is nobody to share with: the first rung is everybody.
  const weight = old === undefined ? 10_000 : (first?.weight ?? 10_000);
  return [verify, ...rehearsal, ...pin, deed({ kind: "weigh", component, version, ...rest(old), weight })];
}

/** The old version ends when the new one has climbed its ladder: what begins with `start` goes on here. */
function endOf(transition: ComponentTransition, step: Step, next: string | undefined): readonly Station[] {
  const { by, kind, strategy } = transition;
  const { component, version } = step;
  if (by === "people") return observed(step);
  if (replacesAtOnce(kind) && !keepsBothSets(transition)) return [];
  if (by === "deployer") return deployerEnd(transition, step, next);
  if (next === undefined) return [deed({ kind: "drain", component, version })];
  const climb = strategy.rungs.flatMap((rung, index): Station[] => {
    const weigh = (weight: number) =>
      deed({ kind: "weigh", component, version: next, ...rest(version), weight });
    const roll = rollOf(strategy, { component, version: next, replaces: version }, index);
    const set = roll === undefined ? [] : [weigh(weightWithout(strategy, index)), deed(roll)];
    return [...set, ...(index === 0 ? [] : [weigh(rung.weight)]), { kind: "bake", rung }];
  });
  return [...climb, deed({ kind: "drain", component, version })];
}

/** There is no old one beside the new: a migration is applied, a value is set. Nothing of it runs that could be looked at or ended. */
export function replacesAtOnce(kind: Kind): boolean {
  return kind === "schema" || kind === "store" || kind === "assets" || kind === "flags" || kind === "config";
}

/** Files of old and new lie side by side as long as the plan says that pages may ask for them. */
export function keepsBothSets({ kind, checks }: ComponentTransition): boolean {
  return kind === "assets" && checks.assets !== undefined;
}

/** A component that is not there, or down: the plan has moments of it, and there is nothing to do. */
function isNobody(version: string): boolean {
  return version === ABSENT || version === DOWN;
}

function observed(step: Step): readonly Station[] {
  return [deed({ kind: "observe", step: step.id })];
}

function deed(each: Deed): Station {
  return { kind: "deed", deed: each };
}

function rest(label: string | undefined): { rest?: string } {
  return label === undefined ? {} : { rest: label };
}

/** The version of the component that the plan starts before this one, or the one that it began with. */
function before(spec: ReleaseSpec, step: Step): string | undefined {
  const chain = chainOf(spec, step.component);
  return chain[chain.indexOf(step.version) - 1];
}

function after(spec: ReleaseSpec, step: Step): string | undefined {
  const chain = chainOf(spec, step.component);
  const at = chain.indexOf(step.version);
  return at < 0 ? undefined : chain[at + 1];
}

/** The versions of a component in the order in which users get them. */
export function chainOf({ plan }: Pick<ReleaseSpec, "plan">, component: string): readonly string[] {
  const first = plan.from[component];
  const starts = plan.stages
    .flat()
    .flatMap((id) =>
      plan.steps.filter((step) => step.id === id && step.kind === "start" && step.component === component),
    )
    .map(({ version }) => version);
  const chain = first === undefined ? starts : [first, ...starts.filter((version) => version !== first)];
  return chain.filter((version) => !isNobody(version));
}
