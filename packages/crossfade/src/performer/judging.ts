import {
  chainOf,
  type Effect,
  type Gate,
  judgementKey,
  type LatestJudgement,
  type Outcome,
  trafficGate,
} from "@crossfade/core";
import { type Compared, compare, readLearnt } from "./comparing.ts";
import { httpGate } from "./http-gate.ts";
import { routersOf, type Work } from "./performing.ts";
import { type RouterEvidence, routerEvidence } from "./router-evidence.ts";
import { weightsGate } from "./weights-gate.ts";

type Judge = Extract<Effect, { readonly kind: "judge" }>;
type Read = Extract<RouterEvidence, { readonly kind: "read" }>;

/** The measured split is that of the last minute. */
const shownS = 60;

/**
 * What is asked of a rung: do the routers do what is wanted, is the new version worse than the old, do the addresses answer
 * that have to. Who could not be asked has not said yes.
 */
export async function judge(work: Work, effect: Judge): Promise<Outcome> {
  const { spec } = work.context;
  const compared = comparedAt(work, effect.step);
  if (compared === undefined)
    return { kind: "failed", why: `${effect.step} has no two versions to compare.` };
  const { component, candidate } = compared;
  const { comparison } = await readLearnt(work, compared);
  const nowS = Math.floor(work.context.nowMs / 1_000);
  const sinceS = Math.max(Math.floor(effect.sinceMs / 1_000), nowS - shownS);
  const fromS = Math.min(comparison?.throughS ?? 0, sinceS);
  const evidence = await Promise.all(
    routersOf(work, component).map((router) => routerEvidence(router, component, fromS)),
  );
  const weights = await weightsGate(work, { component, version: candidate }, evidence, sinceS);
  if (weights.kind === "taken-over") return { kind: "taken-over", component, weights: weights.weights };
  const gates: Gate[] = [weights.gate];
  if (spec.gates.traffic !== undefined) gates.push(await comparisonGate(work, effect, compared, evidence));
  gates.push(...(await Promise.all(spec.gates.http.map((check) => httpGate(work, check)))));
  const latest: LatestJudgement = { station: effect.station, atMs: work.context.nowMs, gates };
  await work.evidence.keepEvidence(judgementKey(spec.id, effect.step), latest);
  return { kind: "judged", gates };
}

async function comparisonGate(
  work: Work,
  { rung, sinceMs }: Judge,
  compared: Compared,
  evidence: readonly RouterEvidence[],
): Promise<Gate> {
  const { spec, nowMs } = work.context;
  const settings = spec.gates.traffic;
  const read = evidence.filter((each): each is Read => each.kind === "read" && each.measured !== undefined);
  const missing = evidence.find((each) => each.kind !== "read" || each.measured === undefined);
  if (settings === undefined || read.length === 0 || missing !== undefined) return unmeasured(missing);
  const { comparison } = await compare(work, compared, { read, options: settings.comparison, sinceMs });
  const { component, candidate, baseline } = compared;
  if (comparison === undefined)
    return {
      name: "errors and latency",
      result: "wait",
      reason: `It is not known yet how fast ${component} ${baseline} is.`,
      missing: `more answers of ${component} ${baseline}`,
    };
  const moment = {
    nowS: Math.floor(nowMs / 1_000),
    stageSinceS: Math.floor(sinceMs / 1_000),
    stageLimitS: Math.ceil((rung.bakeMs + rung.timeoutMs) / 1_000),
    attempt: spec.attempts?.[component] ?? 1,
  };
  const names = { candidate: `${component} ${candidate}`, baseline: `${component} ${baseline}` };
  return trafficGate(comparison, moment, names, settings.limits);
}

function unmeasured(missing: RouterEvidence | undefined): Gate {
  const name = "errors and latency";
  if (missing?.kind === "moving")
    return { name, result: "wait", reason: `${missing.router.id} is being changed at this moment` };
  const reason =
    missing === undefined ? "no router sends users to it" : (missing.why ?? "nothing is measured");
  return { name, result: "inconclusive", reason, missing: "what the routers have counted" };
}

/** A version climbs while the one before it ends. */
function comparedAt({ context }: Work, id: string): Compared | undefined {
  const step = context.spec.plan.steps.find((each) => each.id === id);
  if (step === undefined) return undefined;
  const chain = chainOf(context.spec, step.component);
  const at = chain.indexOf(step.version);
  const [baseline, candidate] =
    step.kind === "end" ? [step.version, chain[at + 1]] : [chain[at - 1], step.version];
  if (baseline === undefined || candidate === undefined) return undefined;
  return { component: step.component, candidate, baseline };
}
