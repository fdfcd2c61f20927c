import type { FindingId } from "../finding/verdict.ts";
import type { PairRef } from "../model/system.ts";
import type { VersionLabel } from "../model/version.ts";
import type { ConflictKind } from "./constraint.ts";
import type { Plan, StepId } from "./plan.ts";

/** A moment in an explanation: "gone web@1.8.3", "start api@2.0.0". */
export interface MomentRef {
  readonly step: StepId;
  readonly component: string;
  readonly version: VersionLabel;
}

/** One "this before that" in an explanation. */
export interface Because {
  readonly before: MomentRef;
  readonly after: MomentRef;
  /** The way the component moves, where no finding forces it. */
  readonly rule?: string;
  readonly pair?: PairRef;
  readonly findings: readonly FindingId[];
}

/** Why no order exists. */
export type Conflict =
  | { readonly kind: ConflictKind; readonly pair: PairRef; readonly findings: readonly FindingId[] }
  /** A version that never ends stands where the next must start: it is endless, or a pin keeps it. */
  | {
      readonly kind: "blocked";
      readonly component: string;
      readonly version: VersionLabel;
      readonly why: "endless" | "kept";
    }
  | { readonly kind: "cycle"; readonly because: readonly Because[] }
  | { readonly kind: "pairs"; readonly pairs: readonly PairRef[]; readonly findings: readonly FindingId[] };

export type Planning =
  | { readonly kind: "proven" | "unproven"; readonly plan: Plan }
  | { readonly kind: "impossible"; readonly conflicts: readonly [Conflict, ...Conflict[]] };
