import { bucketCount } from "./bucket.ts";

/** One window; what is told reaches back over the one before it, too: 5 to 10 minutes. */
export const recentWindowS = 300;
const bitsOfWord = 32;

interface Window {
  /** Whole windows since 1970. */
  index: number;
  readonly bits: Uint32Array;
}

/** Buckets that were here of late, each counted once. Users share buckets, so there are at least as many users. */
export class RecentUsers {
  #current: Window = emptyWindow(-1);
  #before: Window = emptyWindow(-2);

  /** `second` since 1970. What is older than both windows is not counted. */
  note(second: number, bucket: number): void {
    const index = Math.floor(second / recentWindowS);
    if (index > this.#current.index) this.#turn(index);
    const window =
      index === this.#current.index ? this.#current : index === this.#before.index ? this.#before : undefined;
    if (window === undefined) return;
    const word = bucket >>> 5;
    window.bits[word] = (window.bits[word] ?? 0) | (1 << (bucket & 31));
  }

  /** How many, and since when, s since 1970. */
  seen(nowS: number): { readonly users: number; readonly sinceS: number } {
    const first = Math.floor(nowS / recentWindowS) - 1;
    const windows = [this.#current, this.#before].filter(({ index }) => index >= first);
    let users = 0;
    for (let word = 0; word < this.#current.bits.length; word++)
      users += ones(windows.reduce((bits, each) => bits | (each.bits[word] ?? 0), 0));
    return { users, sinceS: first * recentWindowS };
  }

  #turn(index: number): void {
    const free = this.#before;
    this.#before = this.#current;
    free.index = index;
    free.bits.fill(0);
    this.#current = free;
  }
}

function emptyWindow(index: number): Window {
  return { index, bits: new Uint32Array(Math.ceil(bucketCount / bitsOfWord)) };
}

/** Bits that are set, of 32 (Hacker's Delight, figure 5-2). */
function ones(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return (((left + (left >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
