import type { SecondRow } from "../traffic/measures.ts";

/** What a version did in one second, over the routes that are compared. */
export interface ArmSecond {
  readonly requests: number;
  readonly errors: number;
  /** Users (buckets) seen for the first time since users were last counted anew. */
  readonly exposed: number;
  /** Users with their first error. */
  readonly failed: number;
  /** Users with their first answer above each threshold. */
  readonly slow: readonly number[];
  /** Of the requests: answered by instances that were still warming up. They fail nobody and make nobody slow. */
  readonly cold?: number;
}

/** Old and new over the same second. */
export interface ComparedSecond {
  /** s since 1970. */
  readonly second: number;
  readonly candidate: ArmSecond;
  readonly baseline: ArmSecond;
}

/** Rows of two versions, `fromS` up to and without `toS`; seconds without a request of either are left out. */
export interface ComparedTraffic {
  readonly fromS: number;
  readonly toS: number;
  readonly seconds: readonly ComparedSecond[];
  /** Answers that each router lost since it began to count. Absent: none. */
  readonly lost?: readonly number[];
}

export interface ComparedVersions {
  readonly component: string;
  readonly candidate: string;
  readonly baseline: string;
  /** Only this named route; without it all routes together. */
  readonly route?: string;
}

interface MeasuredSeconds {
  readonly fromS: number;
  readonly toS: number;
  readonly seconds: readonly SecondRow[];
  readonly lost?: number;
}

/**
 * Rows of one router, or of several with the same split, as seconds of two versions. Rows of the same second and version
 * are added up, in any order; only seconds that every router has measured are taken.
 */
export function comparedTraffic(
  routers: readonly MeasuredSeconds[],
  versions: ComparedVersions,
): ComparedTraffic {
  const fromS = Math.max(...routers.map((each) => each.fromS));
  const toS = Math.max(fromS, Math.min(...routers.map((each) => each.toS)));
  const seconds = new Map<number, { candidate: ArmSecond; baseline: ArmSecond }>();
  for (const row of routers.flatMap((each) => each.seconds)) {
    const arm = armOf(row, versions);
    if (arm === undefined || row.second < fromS || row.second >= toS) continue;
    const known = seconds.get(row.second) ?? { candidate: nothing, baseline: nothing };
    seconds.set(row.second, { ...known, [arm]: sum(known[arm], row) });
  }
  const all = [...seconds].map(([second, arms]) => ({ second, ...arms }));
  const lost = routers.map((each) => each.lost ?? 0);
  const isWhole = lost.every((each) => each === 0);
  return { fromS, toS, seconds: all.sort((a, b) => a.second - b.second), ...(isWhole ? {} : { lost }) };
}

const nothing: ArmSecond = { requests: 0, errors: 0, exposed: 0, failed: 0, slow: [] };

function armOf(row: SecondRow, versions: ComparedVersions): "candidate" | "baseline" | undefined {
  if (row.component !== versions.component) return undefined;
  if (versions.route !== undefined && row.route !== versions.route) return undefined;
  if (row.label === versions.candidate) return "candidate";
  return row.label === versions.baseline ? "baseline" : undefined;
}

function sum(one: ArmSecond, other: ArmSecond): ArmSecond {
  const cold = (one.cold ?? 0) + (other.cold ?? 0);
  const longer = one.slow.length > other.slow.length ? one.slow : other.slow;
  return {
    requests: one.requests + other.requests,
    errors: one.errors + other.errors,
    exposed: one.exposed + other.exposed,
    failed: one.failed + other.failed,
    slow: longer.map((_, index) => (one.slow[index] ?? 0) + (other.slow[index] ?? 0)),
    ...(cold > 0 ? { cold } : {}),
  };
}
