import {
  CrossfadeError,
  type DeployOrder,
  type Fact,
  joinVersion,
  type LiveVersion,
  type Outcome,
  type RollDeed,
  withoutInstances,
} from "@crossfade/core";
import { leaveBalancer, leaveVersionAt, serves } from "./balancer-leaving.ts";
import { countBetweenRungs } from "./between-rungs.ts";
import { fact, ordered, recorded } from "./deploying.ts";
import { endpointsOf, liveOf } from "./members.ts";
import { evidenceKey, nameOf, routersOf, type Target, type Work } from "./performing.ts";
import { whyUnready } from "./readiness.ts";
import { atEach, changeRouter } from "./router-change.ts";

/** Who is not ready for so long has failed. */
const readyWithinMs = 300_000;
const lookEveryMs = 1_000;
const joinedLookMs = 250;

/** What is kept of a set, so that whoever goes on with it knows how it began. */
interface RolledSet {
  /** Where the new version ran before. */
  readonly before: readonly string[];
  /** Since when its servers are asked whether they are ready. */
  readonly askedSinceMs?: number;
}

/** A set, as the facts have it now. */
interface Place {
  readonly old: Target;
  readonly fresh: Target;
  /** Of the old version, without this set and those before it. */
  readonly rest: readonly string[];
  readonly updated: readonly string[];
  /** Nothing has to be deployed: its servers run the new version, and the old one knows nothing of them. */
  readonly isDone: boolean;
}

/**
 * A set of servers changes its version: it leaves the balancer, is the old version's no more, is updated by the deployer,
 * shows that it is ready, and comes back as instances of the new version. Each step is read back before the next, and an
 * address is never an instance of both.
 */
export async function roll(work: Work, id: string, deed: RollDeed): Promise<Outcome> {
  const live = await liveOf(work);
  const place = placeOf(work, live, deed);
  const unfit = whyUnfit(work, live, deed, place);
  if (unfit !== undefined) return { kind: "failed", why: unfit, final: true };
  const begun = await readSet(work, deed, place.updated);
  if (!place.isDone) {
    const waits = (await counted(work, deed)) ?? (await left(work, deed, place));
    if (waits !== undefined) return waits;
  }
  const answer = place.isDone
    ? { kind: "done" as const, endpoints: deed.servers }
    : await ordered(work, "deploy", { id, ...place.fresh, roll: orderOf(deed, begun) });
  if (answer.kind !== "done") return answer;
  const endpoints = answer.endpoints ?? deed.servers;
  const wrong = whyWrong(deed, place, endpoints);
  if (wrong !== undefined) return { kind: "failed", why: wrong };
  return (await notReady(work, deed, begun, endpoints)) ?? (await back(work, deed, place, endpoints));
}

function placeOf(work: Work, live: readonly LiveVersion[], deed: RollDeed): Place {
  const { component, version, replaces, servers } = deed;
  const [old, fresh] = [
    { component, version: replaces },
    { component, version },
  ];
  const had = endpointsOf(live, old);
  const past = new Set(setsOf(work, deed).slice(0, deed.set).flat());
  const updated = endpointsOf(live, fresh);
  return {
    old,
    fresh,
    rest: had.filter((url) => !past.has(url)),
    updated,
    isDone: servers.every((url) => updated.includes(url) && !had.includes(url)),
  };
}

function setsOf({ context }: Work, { component, servers }: RollDeed): readonly (readonly string[])[] {
  return context.spec.transitions[component]?.strategy.sets ?? [servers];
}

/** What the release was made for has changed meanwhile: nobody here can know what is right. */
function whyUnfit(
  work: Work,
  live: readonly LiveVersion[],
  deed: RollDeed,
  { old, fresh, rest, updated }: Place,
): string | undefined {
  const known = new Set(setsOf(work, deed).flat());
  const stranger = rest.find((url) => !known.has(url));
  if (stranger !== undefined)
    return `${stranger} runs ${nameOf(old)} and is in no set: servers have changed since this release was made. Abort it, and make another.`;
  const both = rest.find((url) => updated.includes(url));
  if (both !== undefined)
    return `${both} is told to run ${nameOf(old)} and ${nameOf(fresh)}: say with \`crossfade deployed\` where each runs.`;
  const other = live.find(
    ({ component, label, endpoints }) =>
      component === deed.component &&
      label !== old.version &&
      label !== fresh.version &&
      endpoints.some((url) => deed.servers.includes(url)),
  );
  return other === undefined
    ? undefined
    : `Servers of this set run ${other.component} ${other.label} by now: another release has been there.`;
}

/** Before the first set nobody has the new version, before the last nobody the old one. */
function counted(
  work: Work,
  { component, version: candidate, replaces: baseline, set, sets }: RollDeed,
): Promise<Outcome | undefined> {
  return set > 1 && set < sets
    ? countBetweenRungs(work, { component, candidate, baseline })
    : Promise.resolve(undefined);
}

/** Out of the balancer, nothing in hand, and no instances of the old version any more. */
async function left(work: Work, deed: RollDeed, { old, rest }: Place): Promise<Outcome | undefined> {
  const waits = await leaveBalancer(work, old, deed.servers);
  if (waits !== undefined) return waits;
  const { spec, isOurs } = work.context;
  // Routers are told by others too what runs where: from here on nobody may say that these servers are the old version's.
  if (!(await isOurs())) throw new CrossfadeError("CF_LEASE_LOST", { release: spec.id });
  const isThere = (await liveOf(work)).some(
    ({ component, label }) => component === old.component && label === old.version,
  );
  if (isThere) await recorded(work, { kind: "deployed", ...fact(old), endpoints: rest });
  await leaveVersionAt(work, old, { servers: deed.servers, isLast: rest.length === 0 });
  return undefined;
}

function orderOf(
  { set, sets, servers: replaces }: RollDeed,
  { before: updated }: RolledSet,
): Pick<DeployOrder, "set" | "sets" | "replaces" | "updated"> {
  return { set, sets, replaces, updated };
}

function whyWrong(
  deed: RollDeed,
  { old, fresh, rest }: Place,
  endpoints: readonly string[],
): string | undefined {
  if (endpoints.length === 0)
    return `Set ${deed.set} of ${nameOf(fresh)} is deployed, but nobody said where.`;
  const both = endpoints.find((url) => rest.includes(url));
  return both === undefined
    ? undefined
    : `The deployer says that ${nameOf(fresh)} answers at ${both}, which still serves as ${nameOf(old)}.`;
}

async function notReady(
  work: Work,
  deed: RollDeed,
  begun: RolledSet,
  endpoints: readonly string[],
): Promise<Outcome | undefined> {
  const { spec, nowMs } = work.context;
  const times = spec.transitions[deed.component]?.checks.readyTimes ?? 0;
  const why = await whyUnready(work, deed, { endpoints, times });
  const sinceMs = begun.askedSinceMs ?? nowMs;
  if (why === undefined) return undefined;
  const isLate = nowMs - sinceMs > readyWithinMs;
  const { askedSinceMs: _, ...afresh } = begun;
  // Whoever tries again has the whole time again.
  await work.evidence.keepEvidence(setKey(work, deed), isLate ? afresh : { ...begun, askedSinceMs: sinceMs });
  if (isLate) return { kind: "failed", why };
  return {
    kind: "pending",
    againInMs: lookEveryMs,
    why: `Set ${deed.set} of ${deed.sets} is not ready: ${why}`,
  };
}

/** They are the new version's: the environment knows it, routers send them users, and find them ready. */
async function back(
  work: Work,
  deed: RollDeed,
  { old, fresh, rest, updated }: Place,
  endpoints: readonly string[],
): Promise<Outcome> {
  const { spec, isOurs } = work.context;
  if (!(await isOurs())) throw new CrossfadeError("CF_LEASE_LOST", { release: spec.id });
  const all = [...new Set([...updated, ...endpoints])];
  const gone: readonly Fact[] = rest.length === 0 ? [{ kind: "gone", ...fact(old) }] : [];
  await recorded(work, { kind: "deployed", ...fact(fresh), endpoints: all }, ...gone);
  const routers = routersOf(work, deed.component);
  const waited = await atEach(routers, async (router) => {
    const { versions } = await changeRouter(work, router, {
      change: (state) =>
        joinVersion(withoutInstances(state, fact(old), endpoints), {
          ...fact(fresh),
          urls: all,
          salt: spec.id,
          isWanted: true,
        }),
    });
    const own = versions.find(
      ({ component, label }) => component === deed.component && label === deed.version,
    );
    return own?.instances.find((each) => endpoints.includes(each.url) && !serves(router, each))?.url;
  });
  const unready = waited.find((each) => each !== undefined);
  if (unready !== undefined)
    return { kind: "pending", againInMs: joinedLookMs, why: `Routers have not found ${unready} ready yet.` };
  const count = `${endpoints.length} ${endpoints.length === 1 ? "server runs" : "servers run"}`;
  return {
    kind: "done",
    note: `set ${deed.set} of ${deed.sets}: ${count} ${nameOf(fresh)}, ${endpoints.join(", ")}`,
  };
}

async function readSet(work: Work, deed: RollDeed, updated: readonly string[]): Promise<RolledSet> {
  const kept = (await work.evidence.evidence(setKey(work, deed))) as RolledSet | null | undefined;
  if (kept !== null && kept !== undefined) return kept;
  const begun: RolledSet = { before: updated.filter((url) => !deed.servers.includes(url)) };
  await work.evidence.keepEvidence(setKey(work, deed), begun);
  return begun;
}

function setKey(work: Work, { component, version, set }: RollDeed): string {
  return evidenceKey(work, "set", component, version, String(set));
}
