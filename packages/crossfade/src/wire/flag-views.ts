import type { Conflict, FindingId, Link, Plan, StageRow } from "@crossfade/core";

/** What the API says about feature flags. Times are ms since 1970 UTC. */
export interface FlagList {
  readonly component: string;
  /** Beside crossfade.yaml. */
  readonly file: string;
  readonly revision: number;
  readonly sinceMs: number;
  /** Absent: the file is what is served. */
  readonly trouble?: FlagTrouble;
  readonly flags: readonly FlagLine[];
  readonly clients: FlagClients;
}

/** Who is connected now, and has heard of the revision that is served. */
export interface FlagClients {
  /** Clients that hold a stream open. */
  readonly connected: number;
  /** Of those, how many have asked again since. */
  readonly confirmed: number;
  /** Providers that evaluate by themselves. */
  readonly streams: number;
  /** Of those, to how many the definitions were written: that they are in use, nobody tells. */
  readonly written: number;
}

/** The file cannot be used as it is now; the revision before it is served. */
export interface FlagTrouble {
  readonly sinceMs: number;
  readonly complaints: readonly FlagComplaint[];
}

export interface FlagComplaint {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface FlagLine {
  readonly key: string;
  readonly enabled: boolean;
  /** "off for everyone", "25% of users, 2 rules". */
  readonly audience: string;
  readonly description?: string;
  readonly owner?: string;
  readonly type?: string;
  readonly lifecycle?: string;
  /** A day; it may be over. */
  readonly expires?: string;
  /** Why it should go by now, each a sentence without its end. */
  readonly stale?: readonly string[];
}

export interface FlagView {
  readonly component: string;
  readonly revision: number;
  readonly flag: FlagLine;
  /** The feature as the file has it. */
  readonly feature: unknown;
  /** As flagd has it. */
  readonly definition: unknown;
  readonly clients: FlagClients;
}

export interface FlagExplanation {
  readonly component: string;
  readonly environment: string;
  readonly revision: number;
  readonly key: string;
  readonly variant?: string;
  readonly value?: unknown;
  readonly steps: readonly { readonly part: string; readonly says: string; readonly decides: boolean }[];
  /** Lowest live version of each service there, as it was put into the context. */
  readonly live: Readonly<Record<string, string>>;
}

export interface FlagRevision {
  readonly revision: number;
  readonly atMs: number;
  /** A person; "the file" where somebody changed it by other means. */
  readonly by: string;
  readonly why: string;
  /** Lines that went ("- …") and came ("+ …"), as far as they fit. */
  readonly diff: readonly string[];
}

export interface FlagHistory {
  readonly component: string;
  /** The newest first. */
  readonly revisions: readonly FlagRevision[];
  /** Of the newest. */
  readonly clients: FlagClients;
}

export interface FlagChanged {
  readonly component: string;
  /** Absent: nothing was to change. */
  readonly change?: FlagRevision;
  readonly revision: number;
}

/** The whole file. */
export interface FlagFileText {
  readonly component: string;
  readonly revision: number;
  readonly text: string;
}

/** Who reads one flag, of the versions that were published. */
export interface FlagReader {
  readonly component: string;
  /** Its versions live on where nobody can end them: pages, apps. */
  readonly isClient: boolean;
  /** The first and the last published version that reads it. */
  readonly first: string;
  readonly last: string;
  /** Whether the newest published version still reads it. */
  readonly isRead: boolean;
  /** Each default with the versions that pass it, the oldest first. */
  readonly defaults: readonly {
    readonly value?: unknown;
    readonly isTold: boolean;
    readonly versions: readonly string[];
  }[];
  /** Where, in the last version that reads it. */
  readonly at: readonly string[];
  /** Versions that read it and are there in some environment. */
  readonly live: readonly string[];
}

export interface FlagReaders {
  readonly component: string;
  /** Every flag that the file has or that a version reads. */
  readonly flags: readonly {
    readonly key: string;
    readonly isServed: boolean;
    readonly readers: readonly FlagReader[];
  }[];
  /** What cannot be told, of the newest version of each component and of those that are live. */
  readonly uncertain: readonly { readonly version: string; readonly why: string; readonly key?: string }[];
}

export const retirementSteps = [
  "pin",
  "code-default",
  "clients",
  "wait",
  "servers",
  "tombstone",
  "delete",
] as const;
export type RetirementStepId = (typeof retirementSteps)[number];

export interface RetirementStep {
  readonly id: RetirementStepId;
  /** done · next: the first that is not · later: its turn has not come. */
  readonly state: "done" | "next" | "later";
  readonly title: string;
  readonly sinceMs?: number;
  /** Not before then, as far as it is known now. */
  readonly notBeforeMs?: number;
  /** What stands in its way; for the next step, nothing: it can be done now. */
  readonly blockedBy: readonly string[];
  /** What to do. */
  readonly todo?: string;
  /** Number of its stage in the plan, or of the one that it holds up; absent where the plan has nothing to do. */
  readonly stage?: number;
  /** Ids of the plan's waits before that stage that are not over, each at the first step that waits for its moment. */
  readonly waitsFor?: readonly string[];
}

/** The plan of a retirement, in the shape of `planning` of a report. */
export type RetirementPlanning = RetirementTerms &
  (
    | { readonly kind: "proven" | "unproven"; readonly plan: Plan; readonly stages: readonly StageRow[] }
    | { readonly kind: "impossible"; readonly conflicts: readonly [Conflict, ...Conflict[]] }
  );

interface RetirementTerms {
  /** Who meets whom: code the flag's file, clients the servers. */
  readonly links: readonly Pick<Link, "id" | "sender" | "receiver">[];
  /** Why two versions must not meet, by finding. */
  readonly reasons: Readonly<Record<FindingId, string>>;
}

/** The way out of a flag, each step held against what is known. */
export interface FlagRetirement {
  readonly component: string;
  readonly key: string;
  readonly revision: number;
  /** What everyone gets for good; absent while that depends on who asks. */
  readonly final?: { readonly variant: string; readonly value?: unknown };
  readonly steps: readonly RetirementStep[];
  /** From the flag as it was to a file without it; absent when it is gone. */
  readonly planning?: RetirementPlanning;
  /** Whoever asked for it within the time that has to be quiet. */
  readonly asked: readonly FlagAsker[];
  /** Questions are counted since then. */
  readonly countedSinceMs: number;
  readonly quietMs: number;
  /** Percent of the questions of a component's versions. */
  readonly cutOff: number;
}

export interface FlagAsker {
  /** "web@2.3.1"; "?": it does not say what it is. */
  readonly who: string;
  /** By its key, or with all flags at once. */
  readonly by: "key" | "all";
  readonly lastMs: number;
  readonly count: number;
}
