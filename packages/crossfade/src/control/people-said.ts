import {
  type Approval,
  CrossfadeError,
  noSaid,
  type ReleaseEvent,
  type ReleaseProgress,
  type StoredRelease,
} from "@crossfade/core";
import type { AnswerRequest, ApproveRequest, DenyRequest } from "../wire/requests.ts";

/** What people say to a release → what is written down. Said twice is said once. None of these writes. */

export interface Said {
  readonly by: string;
  readonly nowMs: number;
}

/** CF_RELEASE_PHASE, CF_APPROVAL_NOT_ASKED, CF_PLAN_CHANGED, CF_APPROVAL_OWN */
export function approved(
  { spec, progress }: StoredRelease,
  { role, planHash }: ApproveRequest,
  { by, nowMs, lastsMs }: Said & { readonly lastsMs: number },
): readonly ReleaseEvent[] {
  needOpen(spec.id, progress, "approve");
  needAsked(spec, role);
  if (planHash !== spec.planHash)
    throw new CrossfadeError("CF_PLAN_CHANGED", { release: spec.id, shown: planHash, now: spec.planHash });
  needOther(spec, progress, by);
  const counts = (each: Approval) =>
    each.by === by && each.role === role && each.planHash === planHash && nowMs < each.expiresMs;
  if (progress.approvals.some(counts)) return [];
  return [{ kind: "approved", approval: { role, by, planHash, atMs: nowMs, expiresMs: nowMs + lastsMs } }];
}

/** CF_RELEASE_PHASE, CF_APPROVAL_NOT_ASKED */
export function denied(
  { spec, progress }: StoredRelease,
  { role, why }: DenyRequest,
): readonly ReleaseEvent[] {
  needOpen(spec.id, progress, "deny");
  needAsked(spec, role);
  return [{ kind: "approval-denied", role, why }];
}

/** CF_RELEASE_PHASE, CF_ANSWER_UNKNOWN, CF_ANSWER_AUTOMATIC */
export function answered(
  { spec, progress }: StoredRelease,
  { item, answer, note }: AnswerRequest,
  by: string,
): readonly ReleaseEvent[] {
  needOpen(spec.id, progress, "answer for");
  const rule = spec.checklist.find(({ id }) => id === item);
  if (rule === undefined && !isOfPlan(spec, item)) {
    const human = spec.checklist.filter(({ kind }) => kind === "human").map(({ id }) => id);
    throw new CrossfadeError("CF_ANSWER_UNKNOWN", { release: spec.id, item, known: listed(human) });
  }
  if (rule?.kind === "automatic") throw new CrossfadeError("CF_ANSWER_AUTOMATIC", { release: spec.id, item });
  const last = Object.hasOwn(progress.answers, item) ? progress.answers[item] : undefined;
  if (last !== undefined && last.by === by && last.answer === answer && last.note === note) return [];
  const said: ReleaseEvent = { kind: "answered", item, answer, ...(note === undefined ? {} : { note }) };
  return answer === "yes" && endsOwnHold({ spec, progress }, item, by) ? [said, { kind: "resumed" }] : [said];
}

/**
 * Whoever held the release by a no, and says yes now, has nothing against it any more. It stays on hold where somebody or
 * something else held it, where another item is answered with no, or where a step has failed too often to go on by itself.
 */
function endsOwnHold(
  { spec, progress }: Pick<StoredRelease, "spec" | "progress">,
  item: string,
  by: string,
): boolean {
  const { hold, answers, steps } = progress;
  const before = Object.hasOwn(answers, item) ? answers[item] : undefined;
  if (hold === undefined || before?.answer !== "no" || before.by !== by) return false;
  const text = spec.checklist.find(({ id }) => id === item)?.text ?? item;
  if (hold.by !== by || !hold.why.startsWith(`${noSaid}${text}`)) return false;
  const others = Object.entries(answers).filter(([id, { answer }]) => id !== item && answer === "no");
  const failed = Object.values(steps).some(
    ({ doneMs, trouble }) => doneMs === undefined && (trouble?.attempts ?? 0) >= spec.settings.maxAttempts,
  );
  return others.length === 0 && !failed;
}

/** A step or a wait: where nobody but a person can see that it is done, a person says so. */
function isOfPlan({ plan }: StoredRelease["spec"], item: string): boolean {
  return [...plan.steps, ...plan.waits].some(({ id }) => id === item);
}

/** Four eyes are two people. */
function needOther(
  { id, createdBy, selfApproval }: StoredRelease["spec"],
  { startedBy }: ReleaseProgress,
  by: string,
): void {
  if (selfApproval !== true && (by === createdBy || by === startedBy))
    throw new CrossfadeError("CF_APPROVAL_OWN", { release: id, person: by });
}

/** It has not ended, and is not being taken back. CF_RELEASE_PHASE */
export function needOpen(release: string, { phase }: ReleaseProgress, deed: string): void {
  if (phase !== "draft" && phase !== "running")
    throw new CrossfadeError("CF_RELEASE_PHASE", { release, phase, deed });
}

function needAsked({ id, approvals }: StoredRelease["spec"], role: string): void {
  if (approvals.some((rule) => rule.role === role)) return;
  const known = listed(approvals.map((rule) => rule.role));
  throw new CrossfadeError("CF_APPROVAL_NOT_ASKED", { release: id, role, known });
}

/** As part of a sentence. */
export function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
