import {
  type InstanceReading,
  leaveVersion,
  type Outcome,
  type RouterReading,
  type RouterState,
  setInstance,
  trafficOf,
  versionOf,
  weightsOf,
  withoutInstances,
} from "@crossfade/core";
import { endpointsOf, liveOf } from "./members.ts";
import {
  evidenceKey,
  nameOf,
  type PerformingRouter,
  routersOf,
  type Target,
  type Work,
} from "./performing.ts";
import { atEach, changeRouter } from "./router-change.ts";

/** What is open on a server has so long to end by itself, then it is cut. */
const drainWithinMs = 30_000;
const lookEveryMs = 1_000;

/**
 * These servers of a version get nothing new, and have nothing in hand any more. While users have the version, they leave
 * only where all the others serve. Undefined: it is so; else what it waits for.
 */
export async function leaveBalancer(
  work: Work,
  target: Target,
  servers: readonly string[],
): Promise<Outcome | undefined> {
  const routers = routersOf(work, target.component);
  const away = await atEach(routers, async (router) =>
    whoIsAway(router, await router.router.read(), target, servers),
  );
  const why = away.find((each) => each !== undefined);
  if (why !== undefined) return { kind: "pending", againInMs: lookEveryMs, why };
  const open = await atEach(routers, (router) => outAt(work, router, target, servers));
  const left = open.reduce((sum, each) => sum + each, 0);
  if (left === 0) return undefined;
  return {
    kind: "pending",
    againInMs: lookEveryMs,
    why: `${left} ${left === 1 ? "request or stream is" : "requests and streams are"} still open on servers of ${nameOf(target)} that leave`,
  };
}

/** A set leaves only while everybody else carries the load. What has begun to leave goes on. */
function whoIsAway(
  router: PerformingRouter,
  { state, versions }: RouterReading,
  { component, version }: Target,
  servers: readonly string[],
): string | undefined {
  const weights = Object.hasOwn(state.components, component)
    ? weightsOf(trafficOf(state, component).split)
    : {};
  const own = versions.filter((each) => each.component === component);
  const leaving = own.find(({ label }) => label === version)?.instances ?? [];
  const hasBegun = leaving.some(({ url, out }) => out && servers.includes(url));
  if ((weights[version] ?? 0) === 0 || hasBegun) return undefined;
  const others = own
    .filter(({ label }) => (weights[label] ?? 0) > 0)
    .flatMap(({ instances }) => instances)
    .filter(({ url }) => !servers.includes(url));
  const missing = others.find((each) => !serves(router, each));
  if (missing === undefined) return undefined;
  const how = missing.out ? "is out of the balancer" : "is not ready";
  return `${missing.url} ${how} at ${router.id}: a set leaves only while all other servers of ${component} serve`;
}

/** Where nobody asks an instance how it is, one that was never asked will do. */
export function serves({ healthPath }: PerformingRouter, { out, health }: InstanceReading): boolean {
  return !out && (health === "ready" || (health === "unknown" && healthPath === undefined));
}

/** How many requests and streams are left on them. */
async function outAt(
  work: Work,
  router: PerformingRouter,
  { component, version: label }: Target,
  servers: readonly string[],
): Promise<number> {
  const here = (state: RouterState) =>
    instancesOf(state, { component, version: label }).filter(({ url }) => servers.includes(url));
  let taken: readonly string[] = [];
  const { state } = await changeRouter(work, router, {
    change: (before) => {
      taken = here(before).flatMap(({ url, out }) => (out === true ? [] : [url]));
      return taken.reduce((next, url) => setInstance(next, { component, label, url, out: true }), before);
    },
    remember: async () => {
      const known = await readTaken(work, router, component);
      await work.evidence.keepEvidence(takenKey(work, router, component), [...new Set([...known, ...taken])]);
    },
  });
  const open = await Promise.all(
    here(state).map(({ url }) => router.router.drain({ component, label, instance: url }, drainWithinMs)),
  );
  return open.reduce((sum, { requests, streams }) => sum + requests + streams, 0);
}

/** They are instances of the version no more; without any left, routers do not know the version any more. */
export async function leaveVersionAt(
  work: Work,
  target: Target,
  { servers, isLast }: { readonly servers: readonly string[]; readonly isLast: boolean },
): Promise<void> {
  const name = { component: target.component, label: target.version };
  await atEach(routersOf(work, target.component), (router) =>
    changeRouter(work, router, {
      change: (state) => (isLast ? leaveVersion(state, name) : withoutInstances(state, name, servers)),
    }),
  );
}

/** What this release took out of the balancer, and what still is a server of the version, is back. */
export async function rejoin(work: Work, target: Target): Promise<Outcome> {
  const { component, version: label } = target;
  const servers = endpointsOf(await liveOf(work), target);
  const back = await atEach(routersOf(work, component), async (router) => {
    const taken = (await readTaken(work, router, component)).filter((url) => servers.includes(url));
    let returned = 0;
    await changeRouter(work, router, {
      change: (state) => {
        const out = instancesOf(state, target).filter(
          (each) => each.out === true && taken.includes(each.url),
        );
        returned = out.length;
        return out.reduce((next, { url }) => setInstance(next, { component, label, url, out: false }), state);
      },
    });
    return returned;
  });
  const most = Math.max(0, ...back);
  return {
    kind: "done",
    note: `${most} ${most === 1 ? "server" : "servers"} of ${nameOf(target)} came back`,
  };
}

function instancesOf(state: RouterState, { component, version }: Target) {
  const traffic = Object.hasOwn(state.components, component) ? state.components[component] : undefined;
  return (traffic === undefined ? undefined : versionOf(traffic, version))?.instances ?? [];
}

/** A person may have taken out others; those stay out. */
async function readTaken(
  work: Work,
  router: PerformingRouter,
  component: string,
): Promise<readonly string[]> {
  const kept = await work.evidence.evidence(takenKey(work, router, component));
  return (kept as readonly string[] | null | undefined) ?? [];
}

function takenKey(work: Work, { id }: PerformingRouter, component: string): string {
  return evidenceKey(work, "taken-out", id, component);
}
