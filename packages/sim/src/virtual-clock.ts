interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly act: () => void;
}

/** Time that jumps from one event to the next. Between two of them everything that was promised settles. */
export class VirtualClock {
  #nowMs: number;
  #count = 0;
  /** The last is the next. */
  readonly #queue: Due[] = [];

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Returns what forgets it. */
  after(ms: number, act: () => void): () => void {
    const due = { atMs: this.#nowMs + Math.max(0, ms), order: this.#count++, act };
    this.#queue.splice(this.#placeOf(due), 0, due);
    return () => {
      const at = this.#queue.indexOf(due);
      if (at >= 0) this.#queue.splice(at, 1);
    };
  }

  /** Until then, or until it is over: asked after every event. */
  async run(untilMs: number, isOver: () => boolean): Promise<void> {
    await settled();
    for (;;) {
      const next = this.#queue.at(-1);
      if (isOver() || next === undefined || next.atMs > untilMs) return;
      this.#queue.pop();
      this.#nowMs = next.atMs;
      next.act();
      await settled();
    }
  }

  #placeOf(due: Due): number {
    let [low, high] = [0, this.#queue.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#queue[middle];
      if (other !== undefined && isLater(other, due)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isLater(one: Due, other: Due): boolean {
  return one.atMs > other.atMs || (one.atMs === other.atMs && one.order > other.order);
}

/** Nothing in this world waits for a disk or a network: all promises are kept before the next turn of the real event loop. */
function settled(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
