import {
  builtLabel,
  chainOf,
  type Effect,
  type FlagDeed,
  type Gate,
  judgementKey,
  type LatestJudgement,
  type Outcome,
  sharesTo,
  trafficGate,
} from "@crossfade/core";
import { type Compared, compare, readLearnt } from "./comparing.ts";
import { shareGate } from "./flagging.ts";
import { httpGate } from "./http-gate.ts";
import { limitGates } from "./limit-gates.ts";
import { routersOf, type Work } from "./performing.ts";
import { type RouterEvidence, routerEvidence } from "./router-evidence.ts";
import { weightsGate } from "./weights-gate.ts";

type Judge = Extract<Effect, { readonly kind: "judge" }>;
type Read = Extract<RouterEvidence, { readonly kind: "read" }>;

/** The measured split is that of the last minute. */
const shownS = 60;

/**
 * What is asked of a rung: do the routers do what is wanted, is the new version worse than the old, are the limits kept, do the
 * addresses answer that have to. Who could not be asked has not said yes.
 */
export async function judge(work: Work, effect: Judge): Promise<Outcome> {
  const { spec } = work.context;
  const share = shareAt(work, effect);
  if (share !== undefined) return judgedFlag(work, effect, share);
  const compared = comparedAt(work, effect.step);
  if (compared === undefined)
    return { kind: "failed", why: `${effect.step} has no two versions to compare.` };
  if (effect.rung.consumers !== undefined) return judgeConsumers(work, effect, compared);
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
  gates.push(...(await limitGates(work, effect)), ...(await httpGates(work)));
  return judged(work, effect, gates);
}

function httpGates(work: Work): Promise<readonly Gate[]> {
  return Promise.all(work.context.spec.gates.http.map((check) => httpGate(work, check)));
}

async function judged(work: Work, { station, step }: Judge, gates: readonly Gate[]): Promise<Outcome> {
  const latest: LatestJudgement = { station, atMs: work.context.nowMs, gates };
  await work.evidence.keepEvidence(judgementKey(work.context.spec.id, step), latest);
  return { kind: "judged", gates };
}

/** No router sees what a worker does with its messages: addresses are asked, and the rest is said to be unknown. */
async function judgeConsumers(
  work: Work,
  effect: Judge,
  { component, candidate }: Compared,
): Promise<Outcome> {
  const { consumers } = effect.rung;
  const others = [...(await limitGates(work, effect)), ...(await httpGates(work))];
  const asked = others.length === 0 ? " and no address is asked: only time speaks for it" : "";
  const said: Gate = {
    name: "consumers",
    result: "pass",
    isNoEvidence: true,
    reason: `${consumers?.count} of ${consumers?.of} are those of ${component} ${candidate}, as its deployer says; errors and latency are not compared: no router sees its messages${asked}`,
  };
  return judged(work, effect, [said, ...others]);
}

/** What users with and without the flag meet is not told apart here: what is asked is whether the share is so, whether limits are kept by all of them, and whether addresses answer. */
async function judgedFlag(work: Work, effect: Judge, share: FlagDeed): Promise<Outcome> {
  const others = [...(await limitGates(work, effect)), ...(await httpGates(work))];
  return judged(work, effect, [shareGate(work, share), ...others]);
}

/** The share that a flag has on this rung; undefined: it is no flag that climbs. */
function shareAt({ context: { spec } }: Work, { step: id, rung }: Judge): FlagDeed | undefined {
  const step = spec.plan.steps.find((each) => each.id === id);
  if (step === undefined || spec.transitions[step.component]?.by !== "flag") return undefined;
  const chain = chainOf(spec, step.component);
  const next = chain[chain.indexOf(step.version) + 1];
  const shares = next === undefined ? [] : sharesTo(spec, step.component, step.version, next);
  return shares.find(({ weight }) => weight === rung.weight);
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
  return { component: step.component, candidate: builtLabel(candidate), baseline: builtLabel(baseline) };
}
