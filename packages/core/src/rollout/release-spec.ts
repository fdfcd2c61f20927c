import type { Verdict } from "../finding/verdict.ts";
import type { Kind } from "../model/component.ts";
import type { FlaggedVersion, System } from "../model/system.ts";
import type { VersionLabel } from "../model/version.ts";
import type { Plan } from "../planner/plan.ts";
import type { ApprovalRule } from "../policy/approvals.ts";
import type { Calendar } from "../policy/windows.ts";
import type { ComparisonOptions } from "../statistics/comparison-state.ts";
import type { TrafficGateLimits } from "../statistics/gate-limits.ts";

/** A release, as it was decided: what it does and under which rules. It never changes; another plan is another release. */
export interface ReleaseSpec {
  readonly releaseSchema: 1;
  readonly id: string;
  readonly environment: string;
  readonly plan: Plan;
  /** Hash over the plan and the digests below: what people approve. */
  readonly planHash: string;
  /** By component that moves. */
  readonly transitions: Readonly<Record<string, ComponentTransition>>;
  readonly approvals: readonly ApprovalRule[];
  /** Who made it. Neither their yes nor that of whoever starts it counts as an approval, unless `selfApproval`. */
  readonly createdBy?: string;
  readonly selfApproval?: boolean;
  readonly calendar: Calendar;
  readonly settings: ReleaseSettings;
  readonly gates: GateSettings;
  /** Versions that go out with flags off: whose steps turn which flags. */
  readonly flags?: readonly FlaggedVersion[];
  /** It moves no version: a flag of this component's file climbs its shares. */
  readonly ramps?: string;
  /** The release that this one takes back. */
  readonly takesBack?: string;
  /** By component: how often this very artefact was released before, and this time. All attempts share one budget of false alarms. */
  readonly attempts?: Readonly<Record<string, number>>;
  /** By version id: digest of what was published, contracts and artefact; approvals are bound to them too. */
  readonly digests: Readonly<Record<string, string>>;
  /** What has to be so before users are moved. */
  readonly checklist: readonly ChecklistRule[];
  /** Whom to call, as a person reads it. */
  readonly contacts: readonly string[];
}

/** What is asked on every rung. */
export interface GateSettings {
  /** Old against new, as routers count them. Absent: not asked. */
  readonly traffic?: { readonly comparison: ComparisonOptions; readonly limits: TrafficGateLimits };
  readonly http: readonly HttpCheck[];
  /** Whatever the old version does. Absent: there are none. */
  readonly limits?: readonly ShareLimit[];
}

/** The largest share of a component's users, whichever version they have, who may meet an error on a rung, or a slow answer. */
export interface ShareLimit {
  readonly component: string;
  /** Absent: it is about errors. One of the thresholds by which its routers count. */
  readonly slowerThanMs?: number;
  /** Above 0, at most a half. */
  readonly share: number;
}

/** An address that has to answer so. It fails after `failures` wrong answers in a row. */
export interface HttpCheck {
  readonly name: string;
  readonly url: string;
  readonly status: number;
  readonly timeoutMs: number;
  readonly failures: number;
}

/** One line of the checklist. A machine answers the automatic ones, a named person the others. */
export interface ChecklistRule {
  readonly id: string;
  readonly text: string;
  readonly kind: "automatic" | "human";
}

/** What a release was planned from: needed to plan the way back from wherever it stands. */
export interface ReleaseBasis {
  readonly system: System;
  /** Link, sender version, receiver version to verdict. */
  readonly verdicts: readonly (readonly [string, VersionLabel, VersionLabel, Verdict])[];
  /** The report that people were shown, as text. */
  readonly report: string;
}

/** How one component moves. */
export interface ComponentTransition {
  readonly component: string;
  readonly kind: Kind;
  /**
   * `router`: users by weight. `deployer`: started and ended as a whole. `people`: nobody here can move it; it is observed.
   * `flag`: not a component but a flag of that name; its versions are shares of the users, "off", "25%".
   */
  readonly by: "router" | "deployer" | "people" | "flag";
  readonly strategy: Strategy;
  /** Before any user: asked of the new version while it is dark. */
  readonly checks: DarkChecks;
  /** Of a job: it runs once and has to succeed before the schedule is its own. */
  readonly runsFirst?: true;
  /** It was to be moved in rungs, and is moved as a whole after all: why, as a sentence. */
  readonly asAWhole?: string;
}

/** So many of all consumers of a worker take messages. */
export interface Consumers {
  readonly count: number;
  readonly of: number;
}

/** Weights in buckets of 10,000, growing; the last rung is 10,000. Blue-green is one rung. A worker's are shares of its consumers. */
export interface Strategy {
  readonly rungs: readonly Rung[];
  /**
   * Addresses of the servers of the old version, which get the new one in place, a set after the other. As many as rungs;
   * the last is updated once the old version has no users. Absent: the new version runs beside the old. Empty, of a way
   * back: none of its servers has been updated.
   */
  readonly sets?: readonly (readonly string[])[];
}

export interface Rung {
  readonly weight: number;
  /** Of a worker: so many consumers of the new version, the rest of the old. On every rung or on none. */
  readonly consumers?: Consumers;
  /** Shown to users for at least so long before the next. */
  readonly bakeMs: number;
  /** Evidence that stays inconclusive for so long holds the release. */
  readonly timeoutMs: number;
  readonly promotion: "automatic" | "manual";
  /** No evidence is asked for: users are moved, and that is it. */
  readonly unwatched?: true;
}

export interface DarkChecks {
  /** Ready answers in a row. 0: not asked. */
  readonly readyTimes: number;
  /** Runs dark for so long before its first user. */
  readonly soakMs: number;
  /** A path of the new version that has to answer 2xx or 3xx, through the router with a tester's pin. */
  readonly syntheticPaths: readonly string[];
  /** A user that nobody is gets the new version and the old one again, and the time that takes is kept. */
  readonly rehearsesRollback: boolean;
  /** User keys that get it before everybody else. */
  readonly internalUsers: readonly string[];
  /** Of a set of files: both sets are kept while a release is under way, and every file is fetched before a page names it. */
  readonly assets?: AssetCheck;
}

export interface AssetCheck {
  /** Where users fetch them: "https://cdn.example/static". Absent: nobody has said, and nothing is fetched. */
  readonly edge?: string;
}

export interface ReleaseSettings {
  /** An effect that fails so often holds the release. */
  readonly maxAttempts: number;
  /** Wait after the first failure; it doubles. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** Gates are asked so often. */
  readonly judgeEveryMs: number;
  /** Once it has no users, an old version stays for so long, so that one can go back to it at once. */
  readonly retainMs: number;
  /** What a gate said counts for so long; then it has to be asked again. */
  readonly judgementLastsMs: number;
}

export const defaultReleaseSettings: ReleaseSettings = {
  maxAttempts: 8,
  retryMs: 1_000,
  maxRetryMs: 60_000,
  judgeEveryMs: 1_000,
  retainMs: 3_600_000,
  judgementLastsMs: 90_000,
};
