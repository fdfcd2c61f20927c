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
}

/** Milliseconds. A bucket counts as slow at each that its answer took longer than. */
export const defaultLatencyThresholdsMs: readonly number[] = [50, 100, 250, 500, 1_000, 2_500, 5_000];
