import type { StepId } from "../planner/plan.ts";
import type { Approval } from "../policy/approvals.ts";
import type { Calendar } from "../policy/windows.ts";
import type { Weights } from "../traffic/split.ts";
import type { Gate } from "./gate.ts";

/**
 * What can happen to a release. The journal of these is the truth; its state is folded from it. A kind is never changed,
 * only joined by another.
 */
export type ReleaseEvent =
  /** People want it to begin, now or then. */
  | { readonly kind: "start-asked"; readonly atMs: number }
  | { readonly kind: "approved"; readonly approval: Approval }
  | { readonly kind: "approval-denied"; readonly role: string; readonly why: string }
  /** Everything that the step waits for has happened. */
  | { readonly kind: "begun"; readonly step: StepId }
  /** A station's deed was performed and read back. */
  | {
      readonly kind: "did";
      readonly step: StepId;
      readonly station: number;
      /** What was seen. */
      readonly note?: string;
    }
  | {
      readonly kind: "failed";
      readonly step: StepId;
      readonly station: number;
      readonly why: string;
      /** Trying again does not help. */
      readonly final: boolean;
    }
  /** Not done yet, and nothing is wrong: what it waits for, and what a person can do. Written where that is news. */
  | { readonly kind: "pending"; readonly step: StepId; readonly station: number; readonly why: string }
  | {
      readonly kind: "judged";
      readonly step: StepId;
      readonly station: number;
      readonly gates: readonly Gate[];
    }
  /** A person says: go on from here, if no evidence is against it. */
  | { readonly kind: "promotion-asked"; readonly step: StepId; readonly station: number }
  /** A person answers for going on, whatever the evidence says. */
  | { readonly kind: "overridden"; readonly step: StepId; readonly station: number; readonly why: string }
  /** A person says: nobody goes back to this old version any more, it need not stay. */
  | { readonly kind: "let-go"; readonly step: StepId }
  | { readonly kind: "promoted"; readonly step: StepId; readonly station: number }
  | { readonly kind: "finished"; readonly step: StepId }
  /** Measured: nothing is left of what the wait is for. */
  | { readonly kind: "cleared"; readonly wait: string }
  | { readonly kind: "held"; readonly why: string }
  | { readonly kind: "resumed" }
  /** A person set other weights at a router: they are what is wanted from now on. Buckets by label. */
  | { readonly kind: "taken-over"; readonly component: string; readonly weights: Weights }
  /** A person answers an item of the checklist. */
  | {
      readonly kind: "answered";
      readonly item: string;
      readonly answer: "yes" | "no";
      readonly note?: string;
    }
  /** The environment lets users be moved at other times than before. */
  | { readonly kind: "calendar-changed"; readonly calendar: Calendar }
  /** The steps in progress are taken back. */
  | { readonly kind: "aborted"; readonly why: string }
  | { readonly kind: "undid"; readonly deed: number }
  | { readonly kind: "undo-failed"; readonly deed: number; readonly why: string }
  | { readonly kind: "ended"; readonly how: "completed" | "aborted" };

/** One line of the journal. */
export interface JournalEntry {
  /** From 1, without a gap. */
  readonly seq: number;
  readonly atMs: number;
  /** A person, "engine", or "crossfade.yaml". */
  readonly actor: string;
  readonly event: ReleaseEvent;
}
