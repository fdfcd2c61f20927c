import type { Step } from "../planner/plan.ts";
import type { ComponentTransition, Consumers, Rung } from "./release-spec.ts";

/** Stations of what a deployer moves: consumer by consumer, after one run, or as a whole. They are among those of `Station`. */
type Station =
  | { readonly kind: "deed"; readonly deed: Deed }
  | { readonly kind: "bake"; readonly rung: Rung };

interface Deed {
  readonly kind: "verify" | "run" | "activate" | "deactivate";
  readonly component: string;
  readonly version: string;
  readonly consumers?: Consumers;
}

/** Of a worker the first rung, where there is an old version to share with; what follows is in `deployerEnd`. */
export function deployerStart(
  transition: ComponentTransition,
  { component, version }: Pick<Step, "component" | "version">,
  old: string | undefined,
): readonly Station[] {
  const verify = deed({ kind: "verify", component, version });
  const run = transition.runsFirst === true ? [deed({ kind: "run", component, version })] : [];
  const [first] = consumerLadder(transition);
  const activate =
    first === undefined || old === undefined
      ? [deed({ kind: "activate", component, version })]
      : shared(component, { fresh: version, old }, first);
  return [verify, ...run, ...activate];
}

/** The old version ends when the new one has climbed its ladder, if it has one. */
export function deployerEnd(
  transition: ComponentTransition,
  { component, version }: Pick<Step, "component" | "version">,
  next: string | undefined,
): readonly Station[] {
  const end = deed({ kind: "deactivate", component, version });
  if (next === undefined || consumerLadder(transition).length === 0) return [end];
  const climb = transition.strategy.rungs.flatMap((rung, index): readonly Station[] => {
    const { consumers } = rung;
    if (consumers === undefined) return [];
    const more = index === 0 ? [] : shared(component, { fresh: next, old: version }, consumers);
    return [...more, { kind: "bake", rung }];
  });
  return [...climb, end];
}

/** Files are looked at where users fetch them, then pages may name them; the old ones stay. */
export function assetStart({ component, version }: Pick<Step, "component" | "version">): readonly Station[] {
  return [deed({ kind: "verify", component, version }), deed({ kind: "activate", component, version })];
}

/** How many consumers the new version has on each rung; none: it is moved as a whole. */
export function consumerLadder({ by, strategy }: ComponentTransition): readonly Consumers[] {
  if (by !== "deployer") return [];
  const ladder = strategy.rungs.flatMap(({ consumers }) => consumers ?? []);
  return ladder.length === strategy.rungs.length ? ladder : [];
}

/** The new version first: messages wait less for one consumer too many than for one too few. The sum stays what it was. */
function shared(
  component: string,
  { fresh, old }: { readonly fresh: string; readonly old: string },
  { count, of }: Consumers,
): readonly Station[] {
  return [
    deed({ kind: "activate", component, version: fresh, consumers: { count, of } }),
    deed({ kind: "deactivate", component, version: old, consumers: { count: of - count, of } }),
  ];
}

function deed(each: Deed): Station {
  return { kind: "deed", deed: each };
}
