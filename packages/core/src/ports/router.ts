import type { MeasuredTraffic } from "../traffic/measures.ts";
import type { RouterState, VersionStage } from "../traffic/router-state.ts";

/** What a router can promise. What a plan needs and a router lacks is an error when planning. */
export interface RouterCapabilities {
  /** A user stays with a version while its weight grows. */
  readonly sticky: boolean;
  /** The users of a weight are those of every other router with this capability. */
  readonly sameUsers: boolean;
  /** A weight of 1 % is 1 % of the buckets, not "about". */
  readonly exact: boolean;
  /** All weights of one change take effect in the same moment. */
  readonly atomic: boolean;
  /** A weight is changed without starting the router anew. */
  readonly reloadFree: boolean;
  readonly errorsByVersion: boolean;
  readonly histogram: boolean;
  readonly pins: boolean;
  readonly drain: boolean;
  /** A WebSocket or event stream that has to end is told to come again; without it, it is cut. */
  readonly politeEnd: boolean;
  /** It refuses a state whose generation is not newer. */
  readonly fenced: boolean;
  /** Instances change their version while it runs. Absent: that takes a reload. */
  readonly movesInstances?: boolean;
}

/** A router, as it is read back: never what it was told, always what it does. */
export interface RouterReading {
  /** What it works by. */
  readonly state: RouterState;
  readonly versions: readonly VersionReading[];
  /** When this process of the router began, ms since 1970. */
  readonly runningSinceMs: number;
}

export interface VersionReading {
  readonly component: string;
  readonly label: string;
  /** `closed`: told to close, and nothing of it is open any more. */
  readonly stage: VersionStage | "closed";
  readonly instances: readonly InstanceReading[];
}

export interface InstanceReading {
  readonly url: string;
  readonly out: boolean;
  /** `unknown`: nobody has asked it yet. */
  readonly health: "ready" | "unready" | "unknown";
  readonly whyUnready?: string;
  /** Requests in hand, streams (WebSocket, server-sent events, upgrades) not counted. */
  readonly requests: number;
  readonly streams: number;
}

/** What is drained: a version, or one of its instances. */
export interface DrainTarget {
  readonly component: string;
  readonly label: string;
  readonly instance?: string;
}

/**
 * Sends users to versions. One model for all routers: weights are buckets, and who gets which version is `chooseVersion`.
 * Every call has a deadline of its own and throws CF_ROUTER_UNREACHABLE beyond it.
 */
export interface Router {
  readonly capabilities: RouterCapabilities;
  read(): Promise<RouterReading>;
  /** What `apply` would do, one sentence each; CF_ROUTER_LACKS for what this router cannot do. Changes nothing. */
  plan(desired: RouterState): Promise<readonly string[]>;
  /** Makes it so; idempotent for the same state. CF_ROUTER_STALE where the router knows a newer, or another, state. */
  apply(desired: RouterState): Promise<void>;
  /** Reads back. One sentence for each thing that is not as desired; none: it is. */
  verify(desired: RouterState): Promise<readonly string[]>;
  /**
   * Whole seconds from `sinceS` (s since 1970) on, as many as are kept; and, where it is asked for, users since a whole second,
   * however long ago.
   */
  measure(sinceS: number, usersSinceS?: number): Promise<MeasuredTraffic>;
  /** Ends what is still open there, politely, then for good; resolves to what is open after `withinMs`. */
  drain(
    target: DrainTarget,
    withinMs: number,
  ): Promise<{ readonly requests: number; readonly streams: number }>;
  close(): Promise<void>;
}
