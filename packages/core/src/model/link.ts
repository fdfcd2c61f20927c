import type { VersionLabel } from "./version.ts";

export const media = ["direct", "queue", "store", "schema", "assets", "flags"] as const;
export type Medium = (typeof media)[number];

/** How long what a sender wrote stays readable after its last process is gone. */
export type Linger =
  | { readonly kind: "none" }
  | { readonly kind: "for"; readonly ms: number }
  | { readonly kind: "for-ever" };

/** A directed relation: who sends, who receives, over which medium. */
export interface Link {
  readonly id: string;
  readonly sender: string;
  readonly receiver: string;
  readonly medium: Medium;
  readonly linger: Linger;
  /** `routed`: only traffic reaches the receiver (direct, assets). `attached`: a running process already reads. */
  readonly inbound: "routed" | "attached";
  /** Pins, sender version to the only receiver version it meets. */
  readonly affinity?: ReadonlyMap<VersionLabel, VersionLabel>;
  /** Attested: a dark process of either end neither sends nor reads here. */
  readonly silentUnlessServing: boolean;
  /** Sender versions of which no process is left but output still is (aborted attempts, earlier releases). */
  readonly leftoversOnly: readonly VersionLabel[];
  /** The receiver may write back or forward what it read in the shape it read: values outlive any finite linger. */
  readonly carries: boolean;
}
