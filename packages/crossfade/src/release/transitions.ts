import {
  bucketsOf,
  type ComponentTransition,
  type DarkChecks,
  type Kind,
  type Plan,
  type Rung,
  type Strategy,
} from "@crossfade/core";
import type { ConfigEnvironment, ConfigStrategy } from "../config/environment-config.ts";
import type { ReleaseRouter } from "./release-router.ts";

const everybody = 10_000;

export interface MovingPart {
  readonly id: string;
  readonly kind: Kind;
}

/** How each component that the plan touches moves: who moves it, in which rungs, and what it has to show before. */
export function transitionsOf(
  plan: Plan,
  environment: ConfigEnvironment,
  { components, routers }: { components: readonly MovingPart[]; routers: readonly ReleaseRouter[] },
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
        strategy: by === "router" ? strategyOf(own) : asAWhole,
        checks: checksOf(by, environment, own),
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

function strategyOf({ rungs, population, bakeMs, timeoutMs, promotion, watches }: ConfigStrategy): Strategy {
  return {
    rungs: rungs.map(
      (rung): Rung => ({
        weight: rung.kind === "share" ? rung.weight : bucketsOf(rung.users, population ?? 0),
        bakeMs,
        timeoutMs,
        promotion,
        ...(watches ? {} : { unwatched: true }),
      }),
    ),
  };
}

/** Synthetic requests and internal users come through a router; what has none is only asked whether it is ready. */
function checksOf(
  by: ComponentTransition["by"],
  { dark }: ConfigEnvironment,
  { internalUsers }: ConfigStrategy,
): DarkChecks {
  const isRouted = by === "router";
  return {
    readyTimes: dark.readyTimes,
    soakMs: dark.soakMs,
    syntheticPaths: isRouted ? dark.syntheticPaths : [],
    rehearsesRollback: isRouted && dark.rehearses,
    internalUsers: isRouted ? internalUsers : [],
  };
}
