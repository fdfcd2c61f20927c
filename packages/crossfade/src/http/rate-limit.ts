export interface Rate {
  readonly perSecond: number;
  /** What may come at once after a rest. */
  readonly burst: number;
}

interface Bucket {
  readonly left: number;
  readonly atMs: number;
}

/** Token buckets by key. What is not asked for the longest is forgotten first, which only ever allows more. */
export class RateLimit {
  readonly #rate: Rate;
  readonly #maxKeys: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate, maxKeys: number) {
    this.#rate = rate;
    this.#maxKeys = maxKeys;
  }

  /** Takes one. False: there is none left. */
  take(key: string, nowMs: number): boolean {
    const left = this.#left(key, nowMs);
    const isThere = left >= 1;
    this.#keep(key, { left: isThere ? left - 1 : left, atMs: nowMs });
    return isThere;
  }

  /** Whole seconds until there is one again, at least 1. */
  secondsUntilNext(key: string, nowMs: number): number {
    return Math.max(1, Math.ceil((1 - this.#left(key, nowMs)) / this.#rate.perSecond));
  }

  #left(key: string, nowMs: number): number {
    const { burst, perSecond } = this.#rate;
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return burst;
    return Math.min(burst, bucket.left + (Math.max(0, nowMs - bucket.atMs) / 1_000) * perSecond);
  }

  #keep(key: string, bucket: Bucket): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size <= this.#maxKeys) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
