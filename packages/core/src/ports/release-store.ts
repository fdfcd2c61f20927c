import type { JournalEntry, ReleaseEvent } from "../rollout/journal.ts";
import type { ReleaseProgress } from "../rollout/progress.ts";
import type { ReleaseBasis, ReleaseSpec } from "../rollout/release-spec.ts";

/** Where releases live. What it has acknowledged survives the death of every process. */
export interface ReleaseStore {
  /** CF_RELEASE_EXISTS for an id that is taken. */
  create(spec: ReleaseSpec, basis?: ReleaseBasis): Promise<void>;
  /** What it was planned from; undefined where that was not kept. */
  basis(id: string): Promise<ReleaseBasis | undefined>;
  read(id: string): Promise<StoredRelease | undefined>;
  /** Entries after `afterSeq`, in order. */
  journal(id: string, afterSeq?: number): Promise<readonly JournalEntry[]>;
  /** The newest first, at most 200. */
  list(environment?: string): Promise<readonly ReleaseLine[]>;
  /**
   * A release that is due, for this holder alone and for this long; the one that waits longest first. Undefined: none is
   * due, or its plan is of a schema that this build does not know.
   */
  claim(holder: string, leaseMs: number): Promise<Lease | undefined>;
  /** More time; false: somebody else has it. */
  renew(lease: Lease, leaseMs: number): Promise<boolean>;
  /** Gives it back as it was when `seenSeq` was its last entry: due at `nextAtMs`, or at once if there are newer ones. */
  release(lease: Lease, seen: { readonly seq: number; readonly nextAtMs?: number }): Promise<void>;
  /**
   * Writes all events or none, after exactly `expectedSeq`; and, with a lease, only while nobody else has claimed. It is
   * due at once.
   */
  append(entry: Append): Promise<AppendResult>;
  /** Calls back when something may be due; a hint, no more. Returns what ends it. */
  onWake(wake: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface StoredRelease {
  readonly spec: ReleaseSpec;
  readonly progress: ReleaseProgress;
}

export interface ReleaseLine {
  readonly id: string;
  readonly environment: string;
  readonly phase: ReleaseProgress["phase"];
  readonly createdMs: number;
}

export interface Lease {
  readonly release: string;
  /** Grows with each claim: whoever comes with an older one is too late. */
  readonly fence: number;
  /** The store's clock, which all replicas share. */
  readonly nowMs: number;
}

export interface Append {
  readonly release: string;
  readonly expectedSeq: number;
  readonly actor: string;
  readonly events: readonly ReleaseEvent[];
  readonly fence?: number;
}

/** `moved`: others wrote meanwhile. `fenced`: others have claimed it. Nothing was written then. */
export type AppendResult =
  | { readonly kind: "written"; readonly entries: readonly JournalEntry[] }
  | { readonly kind: "moved" | "fenced" };
