import { type Bin, LogHistogram } from "../statistics/log-histogram.ts";
import { bucketCount } from "./bucket.ts";
import type { SecondRow, SeriesKey } from "./measures.ts";
import type { UserTimes } from "./user-times.ts";

/** One answered request, as evidence. */
export interface Answered {
  /** s since 1970. */
  readonly second: number;
  /** 0 to 9,999. Absent: the request is counted, its user is not. */
  readonly bucket?: number;
  /** `error`: 5xx, or not answered by the version. `aborted`: given up by who asked. */
  readonly outcome: "ok" | "error" | "aborted";
  /** Up to the first byte of the answer. Absent: there was none. */
  readonly latencyMs?: number;
  /** Of the instance. Absent: none was reached. */
  readonly ageS?: number;
}

const seen = 1;
const failed = 2;
const firstSlow = 4;
/** Thresholds whose bit fits beside the other two. */
export const maxThresholds = 13;

interface SeriesOptions {
  readonly thresholdsMs: readonly number[];
  readonly warmUpS: number;
  readonly keptS: number;
  /** Of all series of the component. */
  readonly times: UserTimes;
}

type Open = { -readonly [key in keyof Omit<SecondRow, keyof SeriesKey | "slow">]: SecondRow[key] } & {
  slow: number[];
};

/** What is known of one route of one version: rows of seconds, how long answers took, and which buckets were counted already. */
export class Series {
  readonly key: SeriesKey;
  readonly #thresholdsMs: readonly number[];
  readonly #warmUpS: number;
  readonly #keptS: number;
  readonly #times: UserTimes;
  readonly #flags = new Uint16Array(bucketCount);
  readonly #histogram = new LogHistogram();
  #rows: SecondRow[] = [];
  #open: Open | undefined;
  #anewFromS: number | undefined;

  constructor(key: SeriesKey, { thresholdsMs, warmUpS, keptS, times }: SeriesOptions) {
    this.key = key;
    this.#thresholdsMs = thresholdsMs.slice(0, maxThresholds);
    this.#warmUpS = warmUpS;
    this.#keptS = keptS;
    this.#times = times;
  }

  note({ second, bucket, outcome, latencyMs, ageS }: Answered): void {
    if (this.#anewFromS !== undefined && second >= this.#anewFromS) {
      this.#flags.fill(0);
      this.#anewFromS = undefined;
    }
    const row = this.#rowOf(second);
    row.requests++;
    const isCold = ageS !== undefined && ageS < this.#warmUpS;
    let flags = seen;
    if (outcome === "error") {
      row.errors++;
      flags |= failed;
    } else if (outcome === "aborted") row.aborted++;
    if (latencyMs !== undefined) {
      this.#histogram.add(latencyMs);
      flags |= this.#slowness(latencyMs);
    }
    if (ageS !== undefined) row.youngestS = Math.min(ageS, row.youngestS ?? ageS);
    if (isCold) {
      row.cold = (row.cold ?? 0) + 1;
      // Who was here was here; how it went is no evidence.
      flags = seen;
    }
    if (bucket === undefined) return;
    if (!isCold) this.#times.note(second, bucket, outcome === "error", latencyMs);
    const before = this.#flags[bucket] ?? 0;
    const fresh = flags & ~before;
    if (fresh === 0) return;
    this.#flags[bucket] = before | flags;
    this.#count(row, fresh);
  }

  /** From that second on every bucket counts once more in each column; before, nobody has been counted for it. */
  restart(fromS: number): void {
    this.#anewFromS = fromS;
  }

  /** Complete seconds from `fromS` up to, and without, `toS`. */
  rows(fromS: number, toS: number): SecondRow[] {
    const open = this.#open;
    const all =
      open === undefined ? this.#rows : [...this.#rows, { ...this.key, ...open, slow: [...open.slow] }];
    return all.filter(({ second }) => second >= fromS && second < toS);
  }

  get requests(): number {
    return this.#histogram.total;
  }

  bins(): Bin[] {
    return this.#histogram.bins();
  }

  #slowness(latencyMs: number): number {
    let flags = 0;
    for (let index = 0; index < this.#thresholdsMs.length; index++) {
      if (latencyMs <= (this.#thresholdsMs[index] ?? 0)) break;
      flags |= firstSlow << index;
    }
    return flags;
  }

  #count(row: Open, fresh: number): void {
    if ((fresh & seen) !== 0) row.exposed++;
    if ((fresh & failed) !== 0) row.failed++;
    for (let index = 0; index < row.slow.length; index++)
      if ((fresh & (firstSlow << index)) !== 0) row.slow[index] = (row.slow[index] ?? 0) + 1;
  }

  /** The row of this second; one that comes late is counted in the second that is open. */
  #rowOf(second: number): Open {
    const open = this.#open;
    if (open !== undefined && second <= open.second) return open;
    if (open !== undefined) this.#keep({ ...this.key, ...open }, second);
    const fresh = {
      second,
      requests: 0,
      errors: 0,
      aborted: 0,
      exposed: 0,
      failed: 0,
      slow: new Array<number>(this.#thresholdsMs.length).fill(0),
    };
    this.#open = fresh;
    return fresh;
  }

  /** Half of the kept seconds are let go at a time, so that keeping a row costs nothing. */
  #keep(row: SecondRow, nowS: number): void {
    this.#rows.push(row);
    if ((this.#rows[0]?.second ?? nowS) < nowS - 2 * this.#keptS)
      this.#rows = this.#rows.filter(({ second }) => second >= nowS - this.#keptS);
  }
}
