import type { Effect } from "../rollout/advance.ts";
import type { Gate } from "../rollout/gate.ts";
import type { ReleaseSpec } from "../rollout/release-spec.ts";

/** What became of an effect. */
export type Outcome =
  /** It is so, as read back. */
  | { readonly kind: "done" }
  /** Not yet; nothing is wrong. */
  | { readonly kind: "pending"; readonly againInMs: number }
  | { readonly kind: "failed"; readonly why: string; readonly final?: boolean }
  | { readonly kind: "judged"; readonly gates: readonly Gate[] };

export interface PerformContext {
  readonly spec: ReleaseSpec;
  /** Of the lease: targets that know fences refuse an older one. */
  readonly fence: number;
  readonly nowMs: number;
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
