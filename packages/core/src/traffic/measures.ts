/** What a router has counted. Rows of one second and series are unique; a second without a request has no row. */
export interface MeasuredTraffic {
  /** The first second that is complete and still kept; s since 1970. */
  readonly fromS: number;
  /** Up to, and without. */
  readonly toS: number;
  /** By component: the first whole second since which users are counted anew, because the split changed. */
  readonly usersSinceS?: Readonly<Record<string, number>>;
  readonly seconds: readonly SecondRow[];
  /** Since the router began or the salt changed, per series. */
  readonly latencies: readonly LatencyRow[];
  /** Calls by the version of who calls, since the router began. */
  readonly pairs: readonly PairRow[];
  /** Requests that a tester's pin sent where they went, since the router began. They are in none of the other rows. */
  readonly testers?: readonly TesterRow[];
  /** Absent: they were not asked for, or the router cannot tell. */
  readonly users?: CountedUsers;
  /** Requests that were answered and are in none of the rows, as far as the router knows. Absent: there are none. */
  readonly lost?: number;
}

/** A component's version and one of its named routes; "" is what no named route matches. */
export interface SeriesKey {
  readonly component: string;
  readonly label: string;
  readonly route: string;
}

/** One second of one series. The unit of evidence is the user's bucket: each counts once in each column. */
export interface SecondRow extends SeriesKey {
  readonly second: number;
  readonly requests: number;
  /** Answered 5xx, or not answered by the version. */
  readonly errors: number;
  /** Given up by who asked. */
  readonly aborted: number;
  /** Of the requests: answered by an instance that was still warming up. They fail nobody and make nobody slow. */
  readonly cold?: number;
  /** Buckets that were here for the first time since the split changed. */
  readonly exposed: number;
  /** Buckets with their first error. */
  readonly failed: number;
  /** Buckets with their first answer slower than each of the thresholds. */
  readonly slow: readonly number[];
  /** Age of the youngest instance that answered, in seconds. Absent: none was reached. */
  readonly youngestS?: number;
}

export interface LatencyRow extends SeriesKey {
  readonly requests: number;
  /** Bins of a log-histogram of milliseconds up to the first byte of the answer: bin and count, empty bins left out. */
  readonly bins: readonly (readonly [bin: number, count: number])[];
}

/** How one version of a client fares with one version of a component. */
export interface PairRow {
  readonly component: string;
  readonly label: string;
  /** As the header `x-client-version` says: "web/1.8.0". */
  readonly client: string;
  readonly requests: number;
  readonly errors: number;
  /** Buckets of users that were here of late, each once: there are at least so many users. Absent: the router does not know. */
  readonly recent?: { readonly users: number; readonly sinceS: number };
}

/** What testers asked of a version: nobody's evidence, as no user met the version because of it. */
export interface TesterRow {
  readonly component: string;
  readonly label: string;
  readonly requests: number;
  readonly errors: number;
}

/** Users since a moment. */
export interface CountedUsers {
  /** What was answered from this whole second on is known: later than asked for where the router began in it, or later. */
  readonly sinceS: number;
  /** Components of which there was any request at all. */
  readonly rows: readonly UsersRow[];
}

/**
 * Users of a component, all versions together, each once in each column: the unit is the bucket. What an instance that was
 * still warming up has answered is not in it, nor what testers asked.
 */
export interface UsersRow {
  readonly component: string;
  /** Counted from this whole second on: later than asked for where buckets were other users before. */
  readonly sinceS: number;
  /** The last second with an answer. Absent: there was none. */
  readonly lastS?: number;
  /** Buckets that were answered. */
  readonly users: number;
  /** Buckets with an error. */
  readonly failed: number;
  /** Buckets with an answer above each threshold of the router, in ms. */
  readonly slow: readonly (readonly [thresholdMs: number, users: number])[];
}

/** Milliseconds. A bucket counts as slow at each that its answer took longer than. */
export const defaultLatencyThresholdsMs: readonly number[] = [50, 100, 250, 500, 1_000, 2_500, 5_000];
