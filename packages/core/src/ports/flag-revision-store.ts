/** A state that a file of features had, as every replica knows it. */
export interface SharedFlagRevision {
  /** Of kind flags; of crossfade.yaml. */
  readonly component: string;
  /** Counts up; there may be gaps. */
  readonly revision: number;
  readonly atMs: number;
  readonly by: string;
  readonly why: string;
  readonly text: string;
}

/** What files of features were, in an order that all replicas agree on. Append-only. */
export interface FlagRevisionStore {
  /** Those after `after`, in order. */
  flagRevisions(component: string, after: number): Promise<readonly SharedFlagRevision[]>;
  /** False: there is one with this number, or a later one; nothing was written. */
  addFlagRevision(revision: SharedFlagRevision): Promise<boolean>;
}
