import { notVerified, type Outcome } from "@crossfade/core";
import { fetchAssets } from "./fetching.ts";
import { endpointsOf, liveOf, withMembers } from "./members.ts";
import {
  evidenceKey,
  nameOf,
  type PerformingRouter,
  routersOf,
  type Target,
  type Work,
} from "./performing.ts";
import { whyUnready } from "./readiness.ts";
import { atEach, changeRouter } from "./router-change.ts";
import { syntheticRequest } from "./synthetic-request.ts";

/** Who is not ready for so long has failed. */
const readyWithinMs = 300_000;
const lookEveryMs = 1_000;
const soakLookMs = 5_000;

/** Kept, so that a control plane that is started anew does not begin the soak anew. */
interface Verified {
  readonly sinceMs: number;
  /** Ready in a row, and since then never found otherwise. */
  readonly readyMs?: number;
}

/**
 * While nobody meets it: ready so often in a row, dark for so long, and right answers to synthetic requests. Whatever goes
 * wrong in between begins it anew.
 */
export async function verify(work: Work, target: Target): Promise<Outcome> {
  const { spec, nowMs } = work.context;
  const checks = spec.transitions[target.component]?.checks;
  if (checks === undefined) return { kind: "done" };
  if (checks.assets !== undefined) return fetchAssets(work, target, checks.assets.edge);
  const live = await liveOf(work);
  const endpoints = endpointsOf(live, target);
  const isRouted = spec.transitions[target.component]?.by === "router";
  const routers = isRouted ? routersOf(work, target.component) : [];
  if (isRouted && endpoints.length === 0) return unknownPlace(target);
  await atEach(routers, (router) =>
    changeRouter(work, router, { change: (state) => withMembers(state, live, [target]) }),
  );
  const before = await readVerified(work, target);
  const times = before.readyMs === undefined ? checks.readyTimes : Math.min(1, checks.readyTimes);
  const problem = await whyUnready(work, target, { endpoints, times });
  if (problem !== undefined) return unready(work, target, before, problem);
  const readyMs = before.readyMs ?? nowMs;
  await keepVerified(work, target, { ...before, readyMs });
  const leftMs = readyMs + checks.soakMs - nowMs;
  if (leftMs > 0)
    return {
      kind: "pending",
      againInMs: Math.min(leftMs, soakLookMs),
      why: `${nameOf(target)} is ready and stays dark for another ${secondsText(leftMs)}`,
    };
  const wrong = await wrongAnswer(work, routers, target, checks.syntheticPaths);
  if (wrong !== undefined) {
    await keepVerified(work, target, { sinceMs: nowMs });
    return { kind: "failed", why: wrong };
  }
  return { kind: "done", note: noteOf(work, target, endpoints.length, checks.syntheticPaths) };
}

/** The first synthetic request that was not answered as it should be. */
async function wrongAnswer(
  work: Work,
  routers: readonly PerformingRouter[],
  target: Target,
  paths: readonly string[],
): Promise<string | undefined> {
  for (const path of paths)
    for (const router of routers) {
      const { problem } = await syntheticRequest(work, router, target, path);
      if (problem !== undefined) return `${path} of ${nameOf(target)} through ${router.id}: ${problem}`;
    }
  return undefined;
}

function unknownPlace({ component, version }: Target): Outcome {
  return {
    kind: "failed",
    why: `Nobody said where ${component} ${version} runs: \`crossfade deployed ${component}@${version} --endpoint URL\``,
  };
}

async function unready(work: Work, target: Target, before: Verified, why: string): Promise<Outcome> {
  const { nowMs } = work.context;
  // Whoever was ready and is not any more has its time again.
  const sinceMs = before.readyMs === undefined ? before.sinceMs : nowMs;
  await keepVerified(work, target, { sinceMs });
  if (nowMs - sinceMs > readyWithinMs) return { kind: "failed", why };
  return { kind: "pending", againInMs: lookEveryMs, why: `${nameOf(target)} is not ready: ${why}` };
}

function noteOf(work: Work, { component }: Target, instances: number, paths: readonly string[]): string {
  const checks = work.context.spec.transitions[component]?.checks;
  const where = routersOf(work, component)
    .map(({ id }) => id)
    .join(", ");
  const said = [
    ...(instances > 0 && checks !== undefined && checks.readyTimes > 0
      ? [
          `ready ${checks.readyTimes === 1 ? "once" : `${checks.readyTimes} times`} on ${instances} ${instances === 1 ? "instance" : "instances"}`,
        ]
      : []),
    ...(checks !== undefined && checks.soakMs > 0 ? [`dark for ${secondsText(checks.soakMs)}`] : []),
    ...(where === "" ? [] : paths.map((path) => `${path} answered through ${where}`)),
  ];
  return said.join(", ") || `${notVerified}: it has no address that could be asked`;
}

function secondsText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds >= 120 ? `${Math.round(seconds / 60)} min` : `${seconds} s`;
}

async function readVerified(work: Work, target: Target): Promise<Verified> {
  const kept = await work.evidence.evidence(keyOf(work, target));
  return (kept as Verified | null | undefined) ?? { sinceMs: work.context.nowMs };
}

async function keepVerified(work: Work, target: Target, verified: Verified): Promise<void> {
  await work.evidence.keepEvidence(keyOf(work, target), verified);
}

function keyOf(work: Work, { component, version }: Target): string {
  return evidenceKey(work, "dark", component, version);
}
