import type {
  Approval,
  Consumers,
  FactEntry,
  Gate,
  Grant,
  JournalEntry,
  KnownToken,
  LivePhase,
  Plan,
  PublishedVersion,
  ReleaseProgress,
  WayBack,
} from "@crossfade/core";

/** What the API answers: plain JSON, the same for the command line, the page and whoever else reads it. Times are ms since 1970 UTC. */
export interface Me {
  readonly person: string;
  readonly grants: readonly Grant[];
}

export interface Published {
  readonly version: PublishedVersion;
  /** False: the very same was there already. */
  readonly isNew: boolean;
}

export interface Deployed {
  readonly entries: readonly FactEntry[];
}

/** Deployed or released? What every version of an environment is, and who sees it. */
export interface EnvironmentStatus {
  readonly statusSchema: 1;
  readonly environment: string;
  readonly atMs: number;
  readonly components: readonly ComponentStatus[];
  readonly routers: readonly RouterStatus[];
  /** Releases that are not over. */
  readonly releases: readonly { readonly id: string; readonly phase: ReleaseProgress["phase"] }[];
}

export interface ComponentStatus {
  readonly component: string;
  readonly versions: readonly VersionStatus[];
}

export interface VersionStatus {
  readonly label: string;
  readonly phase: LivePhase;
  /** Absent: a router serves it, and nobody has said that it was deployed. */
  readonly deployedMs?: number;
  readonly startedMs?: number;
  readonly endpoints: readonly string[];
  /** Who sees it: of a routed component the share of users as read back; else by its phase; unknown where nobody could be asked. */
  readonly seenBy:
    | {
        readonly kind: "share";
        readonly share: number;
        readonly pinned: number;
        readonly router: string;
        readonly readBackMs: number;
      }
    | {
        readonly kind: "everybody" | "nobody";
        /** Who said so, and when; absent where it follows from its phase. */
        readonly router?: string;
        readonly readBackMs?: number;
      }
    | { readonly kind: "unknown"; readonly why: string };
}

export interface RouterStatus {
  readonly router: string;
  readonly reachable: boolean;
  readonly why?: string;
}

/** A release as it stands, with everything that a person needs to decide. */
export interface ReleaseView {
  readonly releaseSchema: 1;
  readonly id: string;
  readonly environment: string;
  readonly phase: ReleaseProgress["phase"];
  readonly seq: number;
  readonly createdMs: number;
  readonly atMs: number;
  readonly planHash: string;
  /** The release that this one takes back. */
  readonly takesBack?: string;
  readonly from: Plan["from"];
  readonly to: Plan["to"];
  /** Unknown pairs that the plan rests on: it is unproven where there are some. */
  readonly unknowns: number;
  readonly startAtMs?: number;
  readonly hold?: { readonly why: string; readonly by: string; readonly sinceMs: number };
  readonly undo?: { readonly why: string; readonly done: number; readonly deeds: readonly string[] };
  readonly stages: readonly (readonly StepView[])[];
  readonly approvals: {
    readonly required: readonly { readonly role: string; readonly count: number }[];
    readonly given: readonly Approval[];
    readonly missing: readonly { readonly role: string; readonly missing: number }[];
  };
  readonly window: { readonly open: boolean; readonly why?: string; readonly opensAtMs?: number };
  readonly checklist: readonly ChecklistItemView[];
  readonly contacts: readonly string[];
  /** Both ways back, always. */
  readonly wayBack: { readonly abort: string; readonly rollback: string; readonly now: WayBack };
  /** What one can do now, as commands. */
  readonly next: readonly { readonly command: string; readonly why: string }[];
}

export interface StepView {
  readonly id: string;
  readonly kind: string;
  readonly component: string;
  readonly version: string;
  readonly state: "waiting" | "active" | "done";
  readonly begunMs?: number;
  readonly doneMs?: number;
  /** What it does now, or waits for: one sentence. */
  readonly now?: string;
  /** While users are on a rung. */
  readonly rung?: RungView;
  readonly trouble?: { readonly why: string; readonly attempts: number; readonly nextTryMs: number };
  readonly wayBack: WayBack;
  /** What was seen when it was done. */
  readonly notes: readonly string[];
}

export interface RungView {
  /** Buckets of 10,000, as asked for. */
  readonly weight: number;
  /** Of a worker, whose `weight` is their share. */
  readonly consumers?: Consumers;
  readonly sinceMs: number;
  /** How long users have been on it, and how long they have to be. */
  readonly bakedMs: number;
  readonly bakeMs: number;
  readonly promotion: "automatic" | "manual";
  readonly promotedBy?: string;
  readonly gates: readonly Gate[];
  readonly judgedMs?: number;
}

export interface ChecklistItemView {
  readonly id: string;
  readonly text: string;
  readonly kind: "automatic" | "human";
  readonly state: "yes" | "no" | "open";
  /** What shows it, or who said it. */
  readonly because?: string;
}

export interface ReleaseList {
  readonly releases: readonly {
    readonly id: string;
    readonly environment: string;
    readonly phase: ReleaseProgress["phase"];
    readonly createdMs: number;
    readonly moves: readonly string[];
  }[];
}

/** What a release would be: its plan, or why there is none. */
export interface Proposal {
  readonly kind: "proven" | "unproven" | "refused";
  readonly planHash?: string;
  readonly plan?: Plan;
  /** The whole report as text, as `crossfade plan` shows it. */
  readonly report: string;
}

export type Created =
  | { readonly kind: "created"; readonly release: ReleaseView; readonly proposal: Proposal }
  | { readonly kind: "proposed"; readonly proposal: Proposal };

/** What going back would do, before anybody does it. */
export interface WayBackView {
  readonly release: string;
  readonly kind: "free" | "costs" | "impossible";
  /** To be named when it is asked for. */
  readonly planHash?: string;
  /** What goes back, in this order. */
  readonly order: readonly {
    readonly step: string;
    readonly waits: readonly string[];
    readonly way: WayBack;
  }[];
  /** Who is moved, counted at the routers just now. */
  readonly counted?: readonly string[];
  /** What it strands, or waits for. */
  readonly costs: readonly string[];
  readonly impossible: readonly string[];
}

export type RolledBack =
  | { readonly kind: "created"; readonly release: ReleaseView; readonly wayBack: WayBackView }
  | { readonly kind: "proposed"; readonly wayBack: WayBackView };

export interface Journal {
  readonly entries: readonly JournalEntry[];
}

export type TokenView = Omit<KnownToken, "hash">;
export interface TokenMade {
  readonly token: string;
  readonly known: TokenView;
}
