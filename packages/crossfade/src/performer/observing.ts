import {
  builtLabel,
  type DeployAnswer,
  type LeftCount,
  leftKey,
  type Outcome,
  type Step,
  type Wait,
} from "@crossfade/core";
import { ordered } from "./deploying.ts";
import { liveOf } from "./members.ts";
import type { Work } from "./performing.ts";

const lookEveryMs = 5_000;
/** Asking may cost whoever is asked: a query over a whole table, say. */
const measureEveryMs = 15_000;

/** Nobody here can make it so: it is so when somebody has told it, as a fact or by name. */
export async function observe(work: Work, id: string): Promise<Outcome> {
  const { progress, spec } = work.context;
  const step = spec.plan.steps.find((each) => each.id === id);
  if (step === undefined) return { kind: "failed", why: `The plan has no step ${id}.`, final: true };
  const answer = Object.hasOwn(progress.answers, id) ? progress.answers[id] : undefined;
  if (answer?.answer === "yes") return { kind: "done", note: `${answer.by} says so` };
  if (await isTold(work, step)) return { kind: "done", note: "it was reported" };
  return {
    kind: "pending",
    againInMs: lookEveryMs,
    why: `Waits until somebody says that this has happened: ${id}. Nobody here can do it.`,
  };
}

async function isTold(work: Work, { kind, component, version: label }: Step): Promise<boolean> {
  const version = builtLabel(label);
  const live = (await liveOf(work)).find((each) => each.component === component && each.label === version);
  if (kind === "deploy") return live !== undefined;
  if (kind === "start") return live?.phase === "released";
  if (kind === "end") return live?.phase === "ended";
  if (kind !== "gone") return false;
  // Not to be there is not to have gone: somebody has to have seen it go.
  const facts = await work.facts.facts(work.context.spec.environment);
  return facts.some(
    ({ fact }) =>
      fact.kind === "gone" && fact.component === component && fact.label === version && live === undefined,
  );
}

/** Is anything left? Only an answer that says "nothing" is one; no answer, or another, leaves it unknown. */
export async function measure(work: Work, id: string, { id: wait, before, link }: Wait): Promise<Outcome> {
  const step = work.context.spec.plan.steps.find((each) => each.id === before);
  if (step === undefined) return { kind: "failed", why: `The plan has no step ${before}.`, final: true };
  const { component, version } = step;
  const onLink = link === undefined ? {} : { link };
  const answer = await ordered(work, "measure", { id, component, version, step: wait }, onLink);
  if (answer.kind === "done" && answer.left !== undefined) await keepLeft(work, wait, answer);
  if (answer.kind === "done" && answer.empty === true)
    return { kind: "done", ...(answer.note === undefined ? {} : { note: answer.note }) };
  if (answer.kind === "failed") return { kind: "pending", againInMs: measureEveryMs, why: answer.why };
  const why = answer.kind === "pending" ? answer.why : leftText(answer);
  return {
    kind: "pending",
    againInMs: answer.kind === "pending" ? Math.max(answer.againInMs, lookEveryMs) : measureEveryMs,
    ...(why === undefined ? {} : { why }),
  };
}

function leftText({ left, what = "messages, rows or values" }: LeftAnswer): string {
  return left === undefined || left === 0 ? "nobody says that nothing is left" : `${left} ${what} are left`;
}

type LeftAnswer = Pick<Extract<DeployAnswer, { readonly kind: "done" }>, "left" | "what">;

/** For people who look: how much it was when it was counted last. */
async function keepLeft(work: Work, wait: string, { left, what }: LeftAnswer): Promise<void> {
  const { spec, nowMs } = work.context;
  if (left === undefined) return;
  const count: LeftCount = { left, atMs: nowMs, ...(what === undefined ? {} : { what }) };
  await work.evidence.keepEvidence(leftKey(spec.id, wait), count);
}
