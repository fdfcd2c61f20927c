import type { Fact, FactEntry } from "../environment/facts.ts";

/** What is known of each environment: who runs, who serves, who is gone. Append-only. */
export interface FactStore {
  /** Writes those that tell something new, in order; returns them. Releases of the environment that are on their way are due. */
  record(environment: string, actor: string, facts: readonly Fact[]): Promise<readonly FactEntry[]>;
  /** Entries after `afterSeq`, in order. */
  facts(environment: string, afterSeq?: number): Promise<readonly FactEntry[]>;
}
