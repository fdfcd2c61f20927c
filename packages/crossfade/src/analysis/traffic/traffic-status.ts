import {
  bucketCount,
  type InstanceReading,
  type MeasuredTraffic,
  type RouterReading,
  type RouterState,
  type VersionReading,
  weightsOf,
  weightText,
} from "@crossfade/core";

/** Desired, actual and measured: what was asked for, what was read back, what was counted. Three things. */
export interface TrafficStatus {
  readonly router: string;
  readonly generation: number;
  readonly runningSinceMs: number;
  /** How long was counted, in whole seconds; less than was asked for where the router keeps less. Undefined: nobody counts. */
  readonly measuredS?: number;
  readonly components: readonly ComponentStatus[];
  /** What is not as desired, one sentence each. */
  readonly deviations: readonly string[];
  /** What is worth knowing and no deviation. */
  readonly notes: readonly string[];
}

export interface ComponentStatus {
  readonly id: string;
  /** Oldest first. */
  readonly versions: readonly VersionStatus[];
  readonly pinnedUsers: number;
  readonly heldUntilMs?: number;
}

export interface VersionStatus {
  readonly label: string;
  readonly stage: VersionReading["stage"];
  /** Buckets of 10,000. Undefined: the router was never told. */
  readonly desired?: number;
  readonly actual: number;
  /** Share of the component's requests, 0 to 1. Undefined: it had none. */
  readonly measured?: number;
  /** Undefined, as the two below: nothing was measured, and zeros would say that nothing happened. */
  readonly requests?: number;
  readonly errors?: number;
  readonly aborted?: number;
  /** Requests in hand and open streams of all its instances. */
  readonly inHand: number;
  readonly streams: number;
  readonly instances: readonly InstanceReading[];
}

export interface Seen {
  readonly desired: RouterState | undefined;
  readonly reading: RouterReading;
  /** What the router itself says of the difference between the two. */
  readonly differences: readonly string[];
  /** Undefined: nobody counts now; then `unmeasured` says why. */
  readonly measured: MeasuredTraffic | undefined;
  readonly unmeasured?: string;
  readonly nowMs: number;
}

/** Fewer requests tell nothing about a share. */
const leastRequests = 500;
/** A measured share is worth a note where it is off by this many standard deviations, and by this much. */
const oddDeviations = 5;
const oddShare = 0.05;

export function trafficStatus(seen: Seen): TrafficStatus {
  const { reading, measured } = seen;
  const components = componentsOf(seen);
  return {
    router: reading.state.router,
    generation: reading.state.generation,
    runningSinceMs: reading.runningSinceMs,
    ...(measured === undefined ? {} : { measuredS: Math.max(0, measured.toS - measured.fromS) }),
    components,
    deviations: [...seen.differences, ...components.flatMap(unserved)],
    notes: [
      ...(seen.unmeasured === undefined ? [] : [`Nothing is measured: ${seen.unmeasured}`]),
      ...lostNotes(measured),
      ...components.flatMap((each) => [
        ...unaskedNotes(each),
        ...heldNotes(each, seen.nowMs),
        ...oddShares(each),
      ]),
    ],
  };
}

/** What is there, from one reading alone. */
export function componentsOf({
  desired,
  reading,
  measured,
}: Pick<Seen, "reading"> & Partial<Pick<Seen, "desired" | "measured">>): readonly ComponentStatus[] {
  return Object.entries(reading.state.components).map(([id, traffic]) => {
    const actual = weightsOf(traffic.split);
    const wanted = desired?.components[id];
    const weights = wanted === undefined ? undefined : weightsOf(wanted.split);
    const rows = (measured?.seconds ?? []).filter((row) => row.component === id);
    const all = sum(rows.map((row) => row.requests));
    const versions = [...traffic.versions].reverse().map(({ label, stage }): VersionStatus => {
      const read = reading.versions.find((each) => each.component === id && each.label === label);
      const own = rows.filter((row) => row.label === label);
      const requests = sum(own.map((row) => row.requests));
      const instances = read?.instances ?? [];
      return {
        label,
        stage: read?.stage ?? stage,
        ...(weights === undefined ? {} : { desired: weights[label] ?? 0 }),
        actual: actual[label] ?? 0,
        ...(all === 0 ? {} : { measured: requests / all }),
        ...(measured === undefined
          ? {}
          : {
              requests,
              errors: sum(own.map((row) => row.errors)),
              aborted: sum(own.map((row) => row.aborted)),
            }),
        inHand: sum(instances.map((each) => each.requests)),
        streams: sum(instances.map((each) => each.streams)),
        instances,
      };
    });
    const held = traffic.heldUntilMs === undefined ? {} : { heldUntilMs: traffic.heldUntilMs };
    return { id, versions, pinnedUsers: Object.keys(traffic.userPins).length, ...held };
  });
}

export function readyOf(instances: readonly InstanceReading[]): number {
  return instances.filter(({ health, out }) => health === "ready" && !out).length;
}

/** Somebody takes its requests: one that nobody has asked for its health yet gets them, too. */
export function isServed(instances: readonly InstanceReading[]): boolean {
  return instances.some(({ health, out }) => health !== "unready" && !out);
}

function unserved({ id, versions }: ComponentStatus): readonly string[] {
  return versions
    .filter(({ actual, instances }) => actual > 0 && !isServed(instances))
    .map(
      ({ label, actual }) => `${id} ${label} has ${weightText(actual)} of the users and no ready instance.`,
    );
}

/** Nobody checks, and nothing was answered yet: neither ready nor not. */
function unaskedNotes({ id, versions }: ComponentStatus): readonly string[] {
  return versions
    .filter(({ actual, instances }) => actual > 0 && readyOf(instances) === 0 && isServed(instances))
    .map(
      ({ label }) =>
        `${id} ${label} has users, and whether its instances are ready is not known: nobody has asked them yet.`,
    );
}

/** What was measured is not all that was answered. */
function lostNotes({ lost = 0 }: Pick<MeasuredTraffic, "lost"> = {}): readonly string[] {
  if (lost === 0) return [];
  return [
    `${lost} ${lost === 1 ? "answer was" : "answers were"} given and not counted since counting began: what is measured is incomplete.`,
  ];
}

function heldNotes({ id, heldUntilMs }: ComponentStatus, nowMs: number): readonly string[] {
  if (heldUntilMs === undefined) return [];
  const leftS = Math.ceil((heldUntilMs - nowMs) / 1_000);
  if (leftS > 0) return [`${id} holds its requests for ${leftS} s more.`];
  return [`${id} was held for too long: its requests are answered 503 until somebody resumes it.`];
}

/** A share may be off for good reasons, so this is no deviation: the weight of users is kept, not that of requests. */
function oddShares({ id, versions }: ComponentStatus): readonly string[] {
  const all = sum(versions.map(({ requests = 0 }) => requests));
  if (all < leastRequests) return [];
  return versions
    .filter(({ actual, measured = 0 }) => {
      const weight = actual / bucketCount;
      const deviation = Math.sqrt((weight * (1 - weight)) / all);
      return Math.abs(measured - weight) > Math.max(oddShare, oddDeviations * deviation);
    })
    .map(
      ({ label, actual, measured = 0 }) =>
        `${id} ${label} answered ${shareText(measured)} of the requests with a weight of ${weightText(actual)}: a change within this time, pins, or few users with many requests.`,
    );
}

/** 0.0974: "9.7%". */
export function shareText(share: number): string {
  return `${Math.round(share * 1_000) / 10}%`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
