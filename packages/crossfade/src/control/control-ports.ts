import type {
  DeployAnswer,
  DeployOrder,
  Kind,
  LiveVersion,
  MeasuredTraffic,
  NewVersion,
  ReleaseBasis,
  ReleaseSpec,
  RouterReading,
} from "@crossfade/core";
import type { RampRules } from "../release/flag-ramp.ts";
import type { Proposal } from "../wire/views.ts";

/** One running instance of the system, as far as the use cases have to know it. */
export interface ControlEnvironment {
  readonly id: string;
  readonly components: readonly { readonly id: string; readonly kind: Kind }[];
  readonly routers: readonly StatusRouter[];
  /** For so long a yes counts. */
  readonly approvalsLastMs: number;
  /** Asks whoever deploys the component; it has a deadline of its own. Absent: nobody can be asked. */
  readonly measure?: (order: DeployOrder) => Promise<DeployAnswer>;
  /** What it asks of a flag that climbs; absent: nothing beside the flag itself. */
  readonly ramps?: RampRules;
}

export interface StatusRouter {
  readonly id: string;
  /** What it routes. */
  readonly components: readonly string[];
  /** It has a deadline of its own. */
  read(): Promise<RouterReading>;
  /** What it has counted, and the seconds since then (s since 1970); it has a deadline of its own. */
  measure?(sinceS: number): Promise<MeasuredTraffic>;
}

/** Analysis, planner and environment put together, by `main`: what a release would be. Writes nothing. */
export interface Drafts {
  /** CF_VERSION_UNKNOWN, CF_MOVE_UNKNOWN and whatever else stands between it and a plan. */
  draft(ask: DraftAsk): Promise<Draft>;
}

export interface DraftAsk {
  readonly environment: string;
  /** Component to label. */
  readonly to: Readonly<Record<string, string>>;
  readonly choose: readonly string[];
  readonly id: string;
  /** Who wants it: their own approval may not count. */
  readonly by: string;
  readonly live: readonly LiveVersion[];
  readonly nowMs: number;
}

/** `draft` is missing where the proposal is refused. Its `planHash` is that of the proposal: what people approve. */
export interface Draft {
  readonly proposal: Proposal;
  readonly draft?: {
    readonly spec: ReleaseSpec;
    readonly basis: ReleaseBasis;
    /** States of a schema that the release passes through: where it may be left, and the next one has to begin. */
    readonly states?: readonly NewVersion[];
  };
}
