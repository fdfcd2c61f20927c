import type { Cache, Hash, Revision, RevisionSet, Validator } from "@crossfade/core";
import type { SystemConfig } from "../config/system-config.ts";

/** Everything the analysis needs; it reads no file and no clock. */
export interface AnalysisInput {
  readonly revisions: RevisionSet;
  /** crossfade.yaml of each revision that has a readable one of its own. That of `to` must be there. */
  readonly configs: ReadonlyMap<Revision, SystemConfig>;
  readonly validator: Validator;
  readonly hash: Hash;
  /** What earlier runs found. A new Map remembers within this one. */
  readonly cache: Cache;
  /** Versions of which only what they wrote remains. */
  readonly left: readonly { readonly component: string; readonly label: string }[];
  /** Ids of moves that the user chose. */
  readonly choose: readonly string[];
  /** Also the pictures of the release, moment by moment: they cost time that only who draws them should pay. */
  readonly scenes?: boolean;
  /** Of findings whose id begins so also who meets when, and the lines in documents of any size: to explain them. */
  readonly explain?: string;
  /** Also how the parts travel, for a forecast. */
  readonly delivery?: boolean;
}
