import type { LiveVersion, ReleaseBasis, ReleaseProgress, ReleaseSpec } from "@crossfade/core";

/** What a way back is made from. */
export interface WayBackAsk {
  readonly spec: ReleaseSpec;
  readonly progress: ReleaseProgress;
  readonly basis: ReleaseBasis;
  /** Where versions run now. */
  readonly live: readonly LiveVersion[];
  /** Of the release that leads back. */
  readonly id: string;
  readonly by: string;
  readonly nowMs: number;
}
