import { closingTimes, spreadOf } from "./closing-times.ts";
import type { OpenStream } from "./live-version.ts";

export interface Drained {
  /** What is open now, and is to end. */
  readonly streams: readonly OpenStream[];
  readonly isQuiet: () => boolean;
  /** Ends everything that is left, for good. */
  readonly cut: () => void;
  /** Called whenever something of it has ended. */
  readonly watchers: Set<() => void>;
}

export interface DrainTime {
  readonly withinMs: number;
  readonly politeEndMs: number;
  readonly random: () => number;
  readonly elapsedMs: () => number;
}

/** Ends streams one by one over the time that there is, then cuts what is left. */
export class Drain {
  readonly done: Promise<void>;
  readonly #target: Drained;
  readonly #elapsedMs: () => number;
  readonly #beganMs: number;
  readonly #due: readonly number[];
  #next = 0;
  #ticking: NodeJS.Timeout | undefined;
  readonly #deadline: NodeJS.Timeout;
  #resolve: () => void = () => undefined;

  constructor(target: Drained, { withinMs, politeEndMs, random, elapsedMs }: DrainTime) {
    this.#target = target;
    this.#elapsedMs = elapsedMs;
    this.#beganMs = elapsedMs();
    this.#due = closingTimes(target.streams.length, spreadOf(withinMs, politeEndMs), random);
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    target.watchers.add(this.#look);
    this.#deadline = setTimeout(() => {
      this.#target.cut();
      this.stop();
    }, withinMs);
    this.#tick();
    this.#look();
  }

  /** Leaves the rest alone. */
  stop(): void {
    clearTimeout(this.#ticking);
    clearTimeout(this.#deadline);
    this.#target.watchers.delete(this.#look);
    this.#resolve();
  }

  readonly #look = (): void => {
    if (this.#target.isQuiet()) this.stop();
  };

  #tick(): void {
    const nowMs = this.#elapsedMs() - this.#beganMs;
    while (this.#next < this.#due.length && (this.#due[this.#next] as number) <= nowMs)
      this.#target.streams[this.#next++]?.endPolitely();
    const due = this.#due[this.#next];
    if (due === undefined) return;
    this.#ticking = setTimeout(() => this.#tick(), Math.max(tickMs, due - nowMs));
  }
}

/** Thousands of streams are ended in so many steps a second, not one timer each. */
const tickMs = 10;
