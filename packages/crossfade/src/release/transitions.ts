import {
  bucketsOf,
  type ComponentTransition,
  type DarkChecks,
  type Kind,
  type LiveVersion,
  type Plan,
  type Rung,
  rollingRungs,
  type Strategy,
} from "@crossfade/core";
import type { ConfigEnvironment, ConfigRung, ConfigStrategy } from "../config/environment-config.ts";
import { whyNotBeside } from "./beside.ts";
import type { ReleaseRouter } from "./release-router.ts";
import { serverSets } from "./server-sets.ts";

const everybody = 10_000;

export interface MovingPart {
  readonly id: string;
  readonly kind: Kind;
}

export interface TransitionsInput {
  readonly components: readonly MovingPart[];
  readonly routers: readonly ReleaseRouter[];
  /** Where versions run now. */
  readonly live: readonly LiveVersion[];
}

/** How each component that the plan touches moves: who moves it, in which rungs, and what it has to show before. CF_SETS_IMPOSSIBLE */
export function transitionsOf(
  plan: Plan,
  environment: ConfigEnvironment,
  { components, routers, live }: TransitionsInput,
): Readonly<Record<string, ComponentTransition>> {
  const touched = new Set(plan.steps.map(({ component }) => component));
  const routed = new Set(routers.flatMap((each) => each.components));
  const found = components
    .filter(({ id }) => touched.has(id))
    .map((part): ComponentTransition => {
      const by = moverOf(part, routed);
      const strategy = Object.hasOwn(environment.strategies, part.id)
        ? environment.strategies[part.id]
        : undefined;
      const own = strategy ?? environment.strategy;
      return {
        component: part.id,
        kind: part.kind,
        by,
        ...ladderOf({ component: part.id, plan, live }, { by, own }),
        checks: checksOf(part, by, environment, own),
      };
    });
  return Object.fromEntries(found.map((each) => [each.component, each]));
}

/** The store, or the user, decides when a client moves; a third party decides for itself. */
const movedByPeople: readonly Kind[] = ["add-in", "extension", "mobile", "desktop", "external"];

function moverOf({ id, kind }: MovingPart, routed: ReadonlySet<string>): ComponentTransition["by"] {
  if (movedByPeople.includes(kind)) return "people";
  return (kind === "service" || kind === "web") && routed.has(id) ? "router" : "deployer";
}

const asAWhole: Strategy = {
  rungs: [{ weight: everybody, bakeMs: 0, timeoutMs: 0, promotion: "automatic" }],
};

type Ladder = Pick<ComponentTransition, "strategy" | "asAWhole" | "runsFirst">;

/** Users climb by a router; consumers of a worker by its deployer, where both versions may be at work at once. */
function ladderOf(
  moving: Parameters<typeof serverSets>[0],
  { by, own }: { readonly by: ComponentTransition["by"]; readonly own: ConfigStrategy },
): Ladder {
  if (by === "router") return { strategy: strategyOf(own, moving) };
  if (by === "people") return { strategy: asAWhole };
  if (own.rungs.some(({ kind }) => kind === "run")) return { strategy: asAWhole, runsFirst: true };
  if (!own.rungs.some(({ kind }) => kind === "consumers")) return { strategy: asAWhole };
  const why = whyNotBeside(moving.plan, moving.component);
  return why === undefined ? { strategy: strategyOf(own, moving) } : { strategy: asAWhole, asAWhole: why };
}

function strategyOf(
  { rungs, population, bakeMs, timeoutMs, promotion, watches, sets: count }: ConfigStrategy,
  moving: Parameters<typeof serverSets>[0],
): Strategy {
  const sets = count === undefined ? undefined : serverSets(moving, count);
  if (sets !== undefined) return { rungs: rollingRungs(sets, { bakeMs, timeoutMs, promotion }), sets };
  return {
    rungs: rungs.map(
      (rung): Rung => ({
        ...shareOf(rung, population ?? 0),
        bakeMs,
        timeoutMs,
        promotion,
        ...(watches ? {} : { unwatched: true }),
      }),
    ),
  };
}

function shareOf(rung: ConfigRung, population: number): Pick<Rung, "weight" | "consumers"> {
  switch (rung.kind) {
    case "share":
      return { weight: rung.weight };
    case "users":
      return { weight: bucketsOf(rung.users, population) };
    case "consumers":
      return {
        weight: Math.floor((rung.count * everybody) / rung.of),
        consumers: { count: rung.count, of: rung.of },
      };
    case "run":
      return { weight: everybody };
  }
}

/** Synthetic requests and internal users come through a router; what has none is only asked whether it is ready. */
function checksOf(
  { id, kind }: MovingPart,
  by: ComponentTransition["by"],
  { dark, edges }: ConfigEnvironment,
  { internalUsers }: ConfigStrategy,
): DarkChecks {
  const isRouted = by === "router";
  const edge = Object.hasOwn(edges, id) ? edges[id] : undefined;
  return {
    readyTimes: dark.readyTimes,
    soakMs: dark.soakMs,
    syntheticPaths: isRouted ? dark.syntheticPaths : [],
    rehearsesRollback: isRouted && dark.rehearses,
    internalUsers: isRouted ? internalUsers : [],
    ...(kind === "assets" ? { assets: edge === undefined ? {} : { edge } } : {}),
  };
}
