import type { Kind } from "../model/component.ts";
import type { Plan } from "../planner/plan.ts";
import type { ApprovalRule } from "../policy/approvals.ts";
import type { Calendar } from "../policy/windows.ts";

/** A release, as it was decided: what it does and under which rules. It never changes; another plan is another release. */
export interface ReleaseSpec {
  readonly releaseSchema: 1;
  readonly id: string;
  readonly environment: string;
  readonly plan: Plan;
  /** Hash over the plan's canonical JSON: what people approve. */
  readonly planHash: string;
  /** By component that moves. */
  readonly transitions: Readonly<Record<string, ComponentTransition>>;
  readonly approvals: readonly ApprovalRule[];
  readonly calendar: Calendar;
  readonly settings: ReleaseSettings;
}

/** How one component moves. */
export interface ComponentTransition {
  readonly component: string;
  readonly kind: Kind;
  /** `router`: users by weight. `deployer`: started and ended as a whole. `people`: nobody here can move it; it is observed. */
  readonly by: "router" | "deployer" | "people";
  readonly strategy: Strategy;
  /** Before any user: asked of the new version while it is dark. */
  readonly checks: DarkChecks;
}

/** Weights in buckets of 10,000, growing; the last rung is 10,000. Blue-green is one rung. */
export interface Strategy {
  readonly rungs: readonly Rung[];
}

export interface Rung {
  readonly weight: number;
  /** Shown to users for at least so long before the next. */
  readonly bakeMs: number;
  /** Evidence that stays inconclusive for so long holds the release. */
  readonly timeoutMs: number;
  readonly promotion: "automatic" | "manual";
}

export interface DarkChecks {
  /** Ready answers in a row. 0: not asked. */
  readonly readyTimes: number;
  /** Runs dark for so long before its first user. */
  readonly soakMs: number;
  /** User keys that get it before everybody else. */
  readonly internalUsers: readonly string[];
}

export interface ReleaseSettings {
  /** An effect that fails so often holds the release. */
  readonly maxAttempts: number;
  /** Wait after the first failure; it doubles. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** Gates are asked so often. */
  readonly judgeEveryMs: number;
  /** What a gate said counts for so long; then it has to be asked again. */
  readonly judgementLastsMs: number;
}

export const defaultReleaseSettings: ReleaseSettings = {
  maxAttempts: 8,
  retryMs: 1_000,
  maxRetryMs: 60_000,
  judgeEveryMs: 1_000,
  judgementLastsMs: 90_000,
};
