import type { ControlStore } from "@crossfade/core";

export interface StoreUnderTest {
  /** Gives the same one again: another replica, or the same after a restart. */
  readonly open: () => Promise<ControlStore>;
  /** Several may be open at once. */
  readonly replicas: boolean;
}
