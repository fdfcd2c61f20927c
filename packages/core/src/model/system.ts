import type { Component, Group } from "./component.ts";
import type { Link } from "./link.ts";
import type { VersionLabel } from "./version.ts";

/** A step that ends leftovers on purpose; it runs after the writers of `versions` are gone. */
export interface Clearing {
  readonly id: string;
  /** `rewrite` turns the leftovers into those of version `as`; `purge` deletes them; `drain` waits until they are read. */
  readonly kind: "rewrite" | "purge" | "drain";
  readonly link: string;
  readonly versions: readonly VersionLabel[];
  /** Only for `rewrite`: the sender version whose shape the rewritten values have. They stay for ever. */
  readonly as?: VersionLabel;
}

/** A person or a rule declares a sender version gone on one link. What it wrote before lingers on. */
export interface CutOff {
  readonly link: string;
  readonly version: VersionLabel;
}

/** A version pair on a link. */
export interface PairRef {
  readonly link: string;
  readonly sender: VersionLabel;
  readonly receiver: VersionLabel;
}

/** A version of which part is behind flags that the versions before it do not have. */
export interface FlaggedVersion {
  readonly component: string;
  readonly version: VersionLabel;
  /** Its label while all of them are off. */
  readonly off: VersionLabel;
  readonly keys: readonly string[];
  /** What the flags need of services: links of their own once they are turned by the plan; the table has their verdicts. */
  readonly needs?: readonly Link[];
}

/** Everything that is released together, with the release that is asked for (the chains). */
export interface System {
  readonly id: string;
  readonly components: readonly Component[];
  readonly links: readonly Link[];
  readonly groups: readonly Group[];
  readonly clearings: readonly Clearing[];
  readonly cutOffs: readonly CutOff[];
  /** Pairs that a waiver or an accepted risk takes out of the reckoning; they are still shown. */
  readonly accepted: readonly PairRef[];
  /** Versions whose contracts say what they do while their new flags are off: those states have verdicts of their own. */
  readonly flagged?: readonly FlaggedVersion[];
  /** Versions that do not exist yet and are compatible with what they meet by obligation (bridges, flags switched off). */
  readonly promised: readonly { readonly component: string; readonly version: VersionLabel }[];
}
