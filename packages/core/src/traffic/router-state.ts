import type { Split } from "./split.ts";

/**
 * What a router is told, whole: which versions there are, who gets which, who is pinned. It is the desired state; what a
 * router really does is read back from it. The newer generation wins, and a router refuses any other: whoever was away
 * for a while and comes back with an old plan does no harm.
 */
export interface RouterState {
  readonly stateSchema: 1;
  /** The router's id; tester pins are issued for one router. */
  readonly router: string;
  /** Counts every change, from 1. The fence. */
  readonly generation: number;
  /** By component id. */
  readonly components: Readonly<Record<string, ComponentTraffic>>;
}

export interface ComponentTraffic {
  /** One a release, the same for all of its components. */
  readonly salt: string;
  /** Candidates first: the order in which the split gives and takes. */
  readonly versions: readonly VersionTraffic[];
  readonly split: Split;
  /** User key to label: who gets a version whatever the bucket. */
  readonly userPins: Readonly<Record<string, string>>;
  /** Ids of tester pins that no longer count. */
  readonly revokedPins: readonly string[];
  /** Requests are held until somebody resumes, or until then (ms since 1970); then they are answered 503. */
  readonly heldUntilMs?: number;
}

/**
 * candidate: dark; only a tester's pin reaches it · active: it may get users · draining: no new users; affinity pins and
 * open streams stay · closing: streams are ended politely, then cut · blocked: nothing reaches it, at once, by any pin.
 */
export type VersionStage = "candidate" | "active" | "draining" | "closing" | "blocked";

export interface VersionTraffic {
  readonly label: string;
  readonly stage: VersionStage;
  readonly instances: readonly InstanceTraffic[];
}

export interface InstanceTraffic {
  /** "http://10.0.0.7:8080": scheme, host, port; no path. */
  readonly url: string;
  /** Taken out of the balancer by somebody: it gets no new request, and what it has in hand ends. */
  readonly out?: true;
}

/** Named limits of a state; a router refuses what is beyond them. */
export const routerLimits = {
  maxComponents: 64,
  maxVersions: 16,
  maxInstances: 64,
  maxSegments: 64,
  maxUserPins: 10_000,
  maxRevokedPins: 1_000,
  maxLabelLength: 128,
  maxUserKeyLength: 512,
} as const;

export function versionOf(traffic: ComponentTraffic, label: string): VersionTraffic | undefined {
  return traffic.versions.find((version) => version.label === label);
}
