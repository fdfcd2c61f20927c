import { bucketCount } from "./bucket.ts";
import type { UsersRow } from "./measures.ts";

/**
 * When each bucket of a component's users was here last, when it last had an error, and when an answer above each threshold:
 * so that users can be counted since any moment, each once, whatever happened to the split. 40 kB a column.
 */
export class UserTimes {
  readonly #component: string;
  readonly #thresholdsMs: readonly number[];
  readonly #seen = new Uint32Array(bucketCount);
  readonly #failed = new Uint32Array(bucketCount);
  readonly #slow: readonly Uint32Array[];
  #fromS: number;
  #lastS = 0;

  /** `thresholdsMs` ascending. `fromS`: the first whole second that is counted, s since 1970. */
  constructor(component: string, thresholdsMs: readonly number[], fromS: number) {
    this.#component = component;
    this.#thresholdsMs = thresholdsMs;
    this.#slow = thresholdsMs.map(() => new Uint32Array(bucketCount));
    this.#fromS = fromS;
  }

  /** One answer. `latencyMs` absent: there was none. */
  note(second: number, bucket: number, isError: boolean, latencyMs: number | undefined): void {
    this.#lastS = Math.max(second, this.#lastS);
    later(this.#seen, bucket, second);
    if (isError) later(this.#failed, bucket, second);
    if (latencyMs === undefined) return;
    for (let index = 0; index < this.#slow.length; index++) {
      const column = this.#slow[index];
      if (column === undefined || latencyMs <= (this.#thresholdsMs[index] ?? 0)) return;
      later(column, bucket, second);
    }
  }

  /** The buckets are other users from that second on. */
  clear(fromS: number): void {
    for (const column of [this.#seen, this.#failed, ...this.#slow]) column.fill(0);
    this.#fromS = fromS;
    this.#lastS = 0;
  }

  since(sinceS: number): UsersRow {
    // 0 is never.
    const fromS = Math.max(1, sinceS, this.#fromS);
    return {
      component: this.#component,
      sinceS: fromS,
      ...(this.#lastS < fromS ? {} : { lastS: this.#lastS }),
      users: countSince(this.#seen, fromS),
      failed: countSince(this.#failed, fromS),
      slow: this.#slow.map((column, index) => [this.#thresholdsMs[index] ?? 0, countSince(column, fromS)]),
    };
  }
}

/** A line of a log may come late. */
function later(column: Uint32Array, bucket: number, second: number): void {
  if ((column[bucket] ?? 0) < second) column[bucket] = second;
}

function countSince(column: Uint32Array, fromS: number): number {
  let count = 0;
  for (let bucket = 0; bucket < column.length; bucket++) if ((column[bucket] ?? 0) >= fromS) count++;
  return count;
}
