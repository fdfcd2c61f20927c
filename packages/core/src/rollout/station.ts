import type { Kind } from "../model/component.ts";
import { ABSENT } from "../model/version.ts";
import { DOWN } from "../planner/mirror.ts";
import type { Step } from "../planner/plan.ts";
import type { ComponentTransition, ReleaseSpec, Rung } from "./release-spec.ts";

/** What the shell can be asked to do. Each is performed at least once, is idempotent, and is read back. */
export type Deed =
  /** The version runs, or lies ready, and serves nobody. */
  | { readonly kind: "deploy"; readonly component: string; readonly version: string }
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
  /** It serves as a whole: a migration is applied, a worker resumed, a schedule handed over. */
  | {
      readonly kind: "activate";
      readonly component: string;
      readonly version: string;
      /** The version that is not there any more once this is done: a schema before a migration, a value before another. */
      readonly replaces?: string;
    }
  | { readonly kind: "deactivate"; readonly component: string; readonly version: string }
  /** No weight, no pin, and its open streams are ended. */
  | { readonly kind: "drain"; readonly component: string; readonly version: string }
  /** Its last process ends. */
  | { readonly kind: "retire"; readonly component: string; readonly version: string }
  /** A rewrite, a purge, a drained queue, a cut-off: done by the user's command or confirmed by a person. */
  | { readonly kind: "operate"; readonly step: string }
  /** Nobody here can make it so; it is looked for. */
  | { readonly kind: "observe"; readonly step: string };

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
      return transition?.by === "people"
        ? [deed({ kind: "observe", step: step.id })]
        : [deed({ kind: "deploy", component, version })];
    case "start":
      return transition === undefined ? observed(step) : startOf(transition, step, before(spec, step));
    case "end":
      return transition === undefined ? observed(step) : endOf(transition, step, after(spec, step));
    case "gone":
      return goneOf(transition, step);
  }
}

function goneOf(transition: ComponentTransition | undefined, step: Step): readonly Station[] {
  if (transition === undefined || transition.by === "people") return observed(step);
  const { component, version } = step;
  return replacesAtOnce(transition.kind) ? [] : [deed({ kind: "retire", component, version })];
}

function startOf(
  { by, kind, strategy, checks }: ComponentTransition,
  step: Step,
  old: string | undefined,
): readonly Station[] {
  const { component, version } = step;
  if (by === "people") return observed(step);
  if (replacesAtOnce(kind))
    return [deed({ kind: "activate", component, version, ...(old === undefined ? {} : { replaces: old }) })];
  const verify = deed({ kind: "verify", component, version });
  if (by === "deployer") return [verify, deed({ kind: "activate", component, version })];
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
function endOf(
  { by, kind, strategy }: ComponentTransition,
  step: Step,
  next: string | undefined,
): readonly Station[] {
  const { component, version } = step;
  if (by === "people") return observed(step);
  if (replacesAtOnce(kind)) return [];
  if (by === "deployer") return [deed({ kind: "deactivate", component, version })];
  if (next === undefined) return [deed({ kind: "drain", component, version })];
  const climb = strategy.rungs.flatMap((rung, index): Station[] => {
    const weigh = deed({ kind: "weigh", component, version: next, ...rest(version), weight: rung.weight });
    return [...(index === 0 ? [] : [weigh]), { kind: "bake", rung }];
  });
  return [...climb, deed({ kind: "drain", component, version })];
}

/** There is no old one beside the new: a migration is applied, a value is set. Nothing of it runs that could be looked at or ended. */
export function replacesAtOnce(kind: Kind): boolean {
  return kind === "schema" || kind === "store" || kind === "assets" || kind === "flags" || kind === "config";
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
export function chainOf({ plan }: ReleaseSpec, component: string): readonly string[] {
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
