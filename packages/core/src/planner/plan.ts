import type { FindingId } from "../finding/verdict.ts";
import type { PairRef } from "../model/system.ts";
import type { VersionLabel } from "../model/version.ts";

/** "start api@2.0.0", "gone web@1.8.3", "rewrite orders-backfill": readable, and unique in a plan. */
export type StepId = string;

/** `left`: when the plan begins no process of the version is left, only what it wrote; the step is done already. */
export type StepKind =
  | "deploy"
  | "start"
  | "end"
  | "gone"
  | "left"
  | "rewrite"
  | "purge"
  | "drain"
  | "cut-off";

export interface Step {
  readonly id: StepId;
  readonly kind: StepKind;
  readonly component: string;
  readonly version: VersionLabel;
  /** Only for rewrite, purge, drain and cut-off. */
  readonly link?: string;
  /** Steps with the same switch happen at one moment (a migration ends one schema and starts the next). */
  readonly switch?: string;
}

/**
 * `after` may happen only when `before` has happened and, for `empty` and `elapsed`, when nothing that `before`'s version
 * left on `link` can be read any more.
 * `live`: a version has started. `gone`: it has ended or its last process is gone. `empty`: its queue or store was measured
 * empty, or `lingerMs` went by. `elapsed`: only time shows it (caches, logs).
 */
export interface Wait {
  readonly id: string;
  readonly before: StepId;
  readonly after: StepId;
  readonly kind: "live" | "gone" | "empty" | "elapsed";
  readonly link?: string;
  readonly lingerMs?: number;
  /** The findings that force it. Empty: the way the component moves forces it, as `rule` says. */
  readonly because: readonly FindingId[];
  readonly rule?: string;
}

/** Whether one can go back: without any breaking contact and wait, at a price, or not at all. */
export type WayBack = "free" | "costs" | "impossible";

/** What is executed: steps and waits. A value without dates; canonical JSON of it is hashed. */
export interface Plan {
  readonly planSchema: 1;
  readonly system: string;
  readonly environment?: string;
  readonly from: Readonly<Record<string, VersionLabel>>;
  readonly to: Readonly<Record<string, VersionLabel>>;
  readonly steps: readonly Step[];
  readonly waits: readonly Wait[];
  /** The picture of it: every step in the earliest stage that its waits allow; each stage holds at least one start. */
  readonly stages: readonly (readonly StepId[])[];
  /** The way back once the step, and what it waits for, has happened. */
  readonly wayBack: Readonly<Record<StepId, WayBack>>;
  /** First steps after which the way back is no longer free. */
  readonly endOfFreeWayBack: readonly StepId[];
  /** First steps after which it is impossible. */
  readonly pointOfNoReturn: readonly StepId[];
  readonly moves: readonly string[];
  readonly waiverIds: readonly string[];
  /** Unknown pairs that no order keeps apart: they are in contact while this plan runs. Empty: the plan is proven. */
  readonly unknowns: readonly PairRef[];
  /** Unknown pairs that, from that step on, make the way back worse than it says if they break. */
  readonly wayBackUnknowns: Readonly<Record<StepId, readonly PairRef[]>>;
}
