import type { Effect } from "../rollout/advance.ts";
import type { Gate } from "../rollout/gate.ts";
import type { ReleaseProgress } from "../rollout/progress.ts";
import type { ReleaseSpec } from "../rollout/release-spec.ts";
import type { Weights } from "../traffic/split.ts";

/** What became of an effect. */
export type Outcome =
  /** It is so, as read back. `note`: what was seen, one sentence, for the journal. */
  | { readonly kind: "done"; readonly note?: string }
  /** Not yet; nothing is wrong. `why`: what it waits for, and what a person can do about it. */
  | { readonly kind: "pending"; readonly againInMs: number; readonly why?: string }
  | { readonly kind: "failed"; readonly why: string; readonly final?: boolean }
  | { readonly kind: "judged"; readonly gates: readonly Gate[] }
  /** A person set other weights at the router: theirs count from now on. Buckets by label. */
  | { readonly kind: "taken-over"; readonly component: string; readonly weights: Weights };

export interface PerformContext {
  readonly spec: ReleaseSpec;
  /** As of the last look. */
  readonly progress: ReleaseProgress;
  /** Of the lease: targets that know fences refuse an older one. */
  readonly fence: number;
  readonly nowMs: number;
  /** Asks the store whether this lease still holds: to be asked right before a target without fences is changed. */
  readonly isOurs: () => Promise<boolean>;
  /** Calls back when the effect is no longer wanted. */
  readonly onUnwanted: (stop: () => void) => void;
}

/**
 * Does what the engine asks for. Every call has a deadline of its own; asked again for what is so already, it is done.
 * What it throws is a failure that is tried again.
 */
export interface Performer {
  perform(effect: Effect, context: PerformContext): Promise<Outcome>;
}
