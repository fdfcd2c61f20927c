import {
  type ComponentTransition,
  type Plan,
  type ReleaseSpec,
  type ReleaseWayBack,
  type Rung,
  rollingRungs,
  type Step,
  type Strategy,
} from "@crossfade/core";
import { setsBack, standingServers } from "./server-sets.ts";
import type { WayBackAsk } from "./way-back-ask.ts";

/** All at once, or set by set, and no evidence is waited for. */
const rung: Omit<Rung, "weight"> = { bakeMs: 0, timeoutMs: 0, promotion: "automatic", unwatched: true };
const everybody: Strategy = { rungs: [{ weight: 10_000, ...rung }] };
/** Its servers are the old version's still: nobody is told to deploy or to end anything. */
const noServer: Strategy = { ...everybody, sets: [] };

/**
 * The way back with one thing more to do: servers that were updated before a release was stopped serve nobody, and the old
 * version, which has its users back, lacks them. Its last step is that the new version is gone from them. The same way where
 * there are none.
 */
export function withServersBack(ask: WayBackAsk, way: ReleaseWayBack): ReleaseWayBack {
  const { plan } = way;
  if (plan === undefined) return way;
  const stranded = Object.keys(ask.spec.transitions).flatMap((component) => {
    const version = ask.spec.plan.to[component];
    const id = `gone ${component}@${version}`;
    const isPlanned = plan.steps.some((step) => step.id === id || isStart(step, component));
    return version === undefined || isPlanned || idleServers(ask, component).length === 0
      ? []
      : [{ id, kind: "gone" as const, component, version }];
  });
  if (stranded.length === 0) return way;
  const ids = stranded.map(({ id }) => id);
  const free = Object.fromEntries(ids.map((id) => [id, "free" as const]));
  const wayBack: Plan["wayBack"] = { ...plan.wayBack, ...free };
  return {
    ...way,
    plan: { ...plan, steps: [...plan.steps, ...stranded], stages: [...plan.stages, ids], wayBack },
  };
}

function isStart({ kind, component }: Step, of: string): boolean {
  return kind === "start" && component === of;
}

/** Servers that an old version with all its users lacks. */
function idleServers(ask: WayBackAsk, component: string): readonly string[] {
  const standing = standingServers(ask, component);
  return standing === undefined ? [] : [...standing.fresh, ...standing.between];
}

/** How a component goes back: in sets where it came in sets. */
export function strategyBack(
  ask: WayBackAsk,
  plan: Plan,
  { component, strategy }: ComponentTransition,
): Strategy {
  if (strategy.sets === undefined) return everybody;
  const moves = plan.steps.some((step) => isStart(step, component));
  const standing = standingServers(ask, component);
  const idle = idleServers(ask, component);
  if (!moves && idle.length === 0) return noServer;
  if (standing === undefined) return everybody;
  const sets = moves ? setsBack(standing, strategy.sets.length) : [idle];
  return sets === undefined || sets.flat().length === 0
    ? everybody
    : { rungs: rollingRungs(sets, rung), sets };
}

/** What people want to know before: servers are deployed anew. */
export function serverCosts({ transitions, plan }: ReleaseSpec): readonly string[] {
  return Object.values(transitions).flatMap(({ component, strategy: { sets } }) => {
    const step = plan.steps.find((each) => each.component === component);
    if (sets === undefined || sets.length === 0 || step === undefined) return [];
    const servers = sets.flat().length;
    const inSets = sets.length === 1 ? "" : `, in ${sets.length} sets`;
    return [
      `${component}@${plan.to[component]} is deployed again on ${servers} ${servers === 1 ? "server" : "servers"}${inSets}.`,
    ];
  });
}
