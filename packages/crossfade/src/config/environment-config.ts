import type { ApprovalRule, HttpCheck, ShareLimit } from "@crossfade/core";
import type { Position } from "./position.ts";

/** One running instance of the system, with every default filled in. */
export interface ConfigEnvironment {
  readonly id: string;
  readonly routers: readonly string[];
  /** By component. Absent: external. */
  readonly deploy: Readonly<Record<string, ConfigDeployer>>;
  /** By component of kind assets: where users fetch its files, without a slash at the end. */
  readonly edges: Readonly<Record<string, string>>;
  readonly approvals: readonly ApprovalRule[];
  readonly approvalsLastMs: number;
  /** Whoever created or started a release may approve it too. */
  readonly selfApproval: boolean;
  /** Absent: users may be moved at any time. */
  readonly windows?: readonly ConfigWindow[];
  readonly freezes: readonly ConfigFreeze[];
  readonly contacts: readonly string[];
  readonly strategy: ConfigStrategy;
  /** By component, whole: what the file leaves out there is as in `strategy`. */
  readonly strategies: Readonly<Record<string, ConfigStrategy>>;
  readonly dark: ConfigDark;
  readonly gates: ConfigGates;
  readonly retainMs: number;
  /** Items that people answer, beside those that every release has. Absent: the usual ones, where people are asked at all. */
  readonly checklist?: readonly { readonly id: string; readonly text: string }[];
  readonly notify: readonly ConfigNotify[];
  /** Hosts, or host and port, that may be called; lower case. Never empty where an address is named. */
  readonly outbound: readonly string[];
  readonly at: Position;
}

export type ConfigDeployer =
  /** Action, component and version are added at the end. Run in the folder of crossfade.yaml. */
  | {
      readonly kind: "command";
      readonly argv: readonly string[];
      /** Names of variables of the control plane that it gets, too. */
      readonly variables: readonly string[];
      readonly timeoutMs: number;
    }
  | {
      readonly kind: "webhook";
      readonly url: string;
      readonly timeoutMs: number;
      readonly secret?: SecretSource;
    }
  | { readonly kind: "external" };

/** Where a secret lies; the file never holds one. */
export interface SecretSource {
  readonly variable: string;
}

/** Days are those of the calendar; times of day are minutes since its midnight. */
export interface ConfigWindow {
  /** Absent: UTC, every day is worked. */
  readonly calendar?: string;
  /** 1 (Monday) to 7 (Sunday). Absent: every day that the calendar works. */
  readonly weekdays?: readonly number[];
  /** 540: nine o'clock. */
  readonly fromMinute: number;
  /** 1440: midnight. At most `fromMinute`: on the next day. */
  readonly toMinute: number;
}

export interface ConfigFreeze {
  /** Whose zone its days are in. Absent: UTC. */
  readonly calendar?: string;
  /** "2026-12-20". */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly why: string;
}

export interface ConfigStrategy {
  /** The last is everybody. */
  readonly rungs: readonly ConfigRung[];
  readonly bakeMs: number;
  readonly timeoutMs: number;
  readonly promotion: "automatic" | "manual";
  /** User keys that get it before everybody else. */
  readonly internalUsers: readonly string[];
  readonly population?: number;
  /** The servers of the old version are updated in so many sets; there are no rungs but those. */
  readonly sets?: number;
  /** False: a switch; no evidence is waited for. */
  readonly watches: boolean;
}

/** Buckets of 10,000, at most so many users, so many of a worker's consumers, or one run of a job. */
export type ConfigRung =
  | { readonly kind: "share"; readonly weight: number }
  | { readonly kind: "users"; readonly users: number }
  | { readonly kind: "consumers"; readonly count: number; readonly of: number }
  | { readonly kind: "run" };

export interface ConfigDark {
  readonly readyTimes: number;
  readonly soakMs: number;
  readonly syntheticPaths: readonly string[];
  readonly rehearses: boolean;
}

export interface ConfigGates {
  /** Old and new are compared by what routers count. */
  readonly traffic: boolean;
  /** So many times the errors of the old version are no harm yet. */
  readonly tolerance: number;
  /** The largest share of users that may meet an error, 0 to 1. */
  readonly objective?: number;
  readonly minRequests: number;
  readonly http: readonly HttpCheck[];
  readonly limits: readonly ShareLimit[];
}

export interface ConfigNotify {
  readonly name: string;
  readonly url: string;
  readonly secret?: SecretSource;
}
