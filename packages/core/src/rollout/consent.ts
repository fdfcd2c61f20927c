import { type Approval, type MissingApproval, missingApprovals } from "../policy/approvals.ts";
import type { ReleaseProgress } from "./progress.ts";
import type { ChecklistRule, ReleaseSpec } from "./release-spec.ts";

/** What people still have to say before users may be moved. */
export interface MissingConsent {
  readonly approvals: readonly MissingApproval[];
  /** Items that nobody has said yes to, or somebody no. */
  readonly items: readonly ChecklistRule[];
}

export function missingConsent(spec: ReleaseSpec, progress: ReleaseProgress, nowMs: number): MissingConsent {
  const { planHash } = spec;
  return {
    approvals: missingApprovals(spec.approvals, countingApprovals(spec, progress), { planHash, nowMs }),
    items: spec.checklist.filter(({ id, kind }) => kind === "human" && answerOf(progress, id) !== "yes"),
  };
}

/** Four eyes are two people: whoever made or started a release does not approve it. */
export function countingApprovals(spec: ReleaseSpec, progress: ReleaseProgress): readonly Approval[] {
  if (spec.selfApproval === true) return progress.approvals;
  return progress.approvals.filter(({ by }) => by !== spec.createdBy && by !== progress.startedBy);
}

function answerOf({ answers }: ReleaseProgress, item: string): "yes" | "no" | undefined {
  return Object.hasOwn(answers, item) ? answers[item]?.answer : undefined;
}
