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
  /** Clients that hold a stream open now, and how many of them have asked again since this revision. */
  readonly clients: { readonly connected: number; readonly confirmed: number };
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
}

export interface FlagView {
  readonly component: string;
  readonly revision: number;
  readonly flag: FlagLine;
  /** The feature as the file has it. */
  readonly feature: unknown;
  /** As flagd has it. */
  readonly definition: unknown;
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
