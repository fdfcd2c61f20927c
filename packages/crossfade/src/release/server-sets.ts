import {
  ABSENT,
  CrossfadeError,
  cutIntoSets,
  type LiveVersion,
  type Plan,
  type Strategy,
  updatedSets,
} from "@crossfade/core";
import type { WayBackAsk } from "./way-back-ask.ts";

type Sets = NonNullable<Strategy["sets"]>;

interface Moving {
  readonly component: string;
  readonly plan: Plan;
  readonly live: readonly LiveVersion[];
}

/**
 * The servers of the old version, in so many sets. Undefined: there is no old version whose servers could be updated.
 * CF_SETS_IMPOSSIBLE where they cannot be updated a set after the other.
 */
export function serverSets({ component, plan, live }: Moving, count: number): Sets | undefined {
  const old = plan.from[component];
  const starts = plan.steps.filter(({ kind, component: of }) => kind === "start" && of === component);
  if (old === undefined || old === ABSENT || starts.length === 0) return undefined;
  const servers = [...new Set(serversOf(live, component, old))];
  const refuse = (why: string) => new CrossfadeError("CF_SETS_IMPOSSIBLE", { component, sets: count, why });
  if (starts.length > 1)
    throw refuse(
      `the plan gives its users ${starts.length} versions one after the other (${starts.map(({ version }) => version).join(", ")}): release the first alone, then the next`,
    );
  const [{ version } = { version: "" }] = starts;
  if (isApart(plan, { component, old, version }))
    throw refuse(`the plan needs ${old} to be away before ${version} comes, and in sets both serve at once`);
  if (servers.length === 0) throw refuse(`nobody said where ${old} runs`);
  if (servers.length < count)
    throw refuse(`${old} runs on ${servers.length} ${servers.length === 1 ? "server" : "servers"}`);
  const twice = live.find(
    ({ component: of, label, endpoints }) =>
      of === component && label !== old && endpoints.some((url) => servers.includes(url)),
  );
  if (twice !== undefined) throw refuse(`a server of ${old} is told to run ${twice.label} too`);
  return cutIntoSets(servers, count);
}

function serversOf(live: readonly LiveVersion[], component: string, version: string): readonly string[] {
  return live.find((each) => each.component === component && each.label === version)?.endpoints ?? [];
}

/** The old version ends, or goes, before the new one starts or is there at all. */
function isApart(
  { waits }: Plan,
  { component, old, version }: { readonly component: string; readonly old: string; readonly version: string },
): boolean {
  const after = new Set([`end ${component}@${old}`, `gone ${component}@${old}`]);
  for (const each of after) for (const wait of waits) if (wait.before === each) after.add(wait.after);
  return after.has(`deploy ${component}@${version}`) || after.has(`start ${component}@${version}`);
}

/** Where the servers of one component stand that a release has updated, or begun to update. */
export interface StandingServers {
  /** Of the version that is gone back to: these stay as they are. */
  readonly old: readonly string[];
  readonly fresh: readonly string[];
  /** Out of the balancer, and nobody knows what they run: their set was stopped half-way. */
  readonly between: readonly string[];
}

/** What facts and journal say together. Undefined: this release has updated no server of the component. */
export function standingServers(
  { spec, progress, live }: Pick<WayBackAsk, "spec" | "progress" | "live">,
  component: string,
): StandingServers | undefined {
  const rolled = updatedSets(spec, progress).find((each) => each.component === component);
  const version = spec.plan.to[component];
  if (rolled === undefined || version === undefined || version === rolled.old) return undefined;
  const [old, fresh] = [serversOf(live, component, rolled.old), serversOf(live, component, version)];
  const placed = new Set(
    live.filter((each) => each.component === component).flatMap(({ endpoints }) => endpoints),
  );
  const sets = spec.transitions[component]?.strategy.sets ?? [];
  const open = sets.filter((_, index) => !rolled.done.includes(index + 1)).flat();
  return { old, fresh, between: open.filter((url) => !placed.has(url)) };
}

/**
 * The sets in which servers go back once all users have the new version: first those without users, then those that serve.
 * Undefined: too few to go one set after the other.
 */
export function setsBack({ old, fresh, between }: StandingServers, count: number): Sets | undefined {
  const idle = [...old, ...between];
  const serving = cutIntoSets(fresh, Math.max(1, idle.length === 0 ? count : count - 1));
  const sets = [...(idle.length === 0 ? [] : [idle]), ...serving];
  return sets.length < 2 ? undefined : sets;
}
