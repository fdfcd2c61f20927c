/** A request that waits until its component is let go. */
export interface Held {
  /** Goes on, by the state of now. */
  release(): void;
  /** Nobody resumed in time. */
  expire(): void;
}

interface Hold {
  untilMs: number;
  readonly waiting: Set<Held>;
  timer: NodeJS.Timeout | undefined;
}

/** Requests of components that are held: a bounded number each, released by a new state, expired at its deadline. */
export class HeldRequests {
  readonly #holds = new Map<string, Hold>();
  readonly #maxHeld: number;
  readonly #nowMs: () => number;

  constructor(maxHeld: number, nowMs: () => number) {
    this.#maxHeld = maxHeld;
    this.#nowMs = nowMs;
  }

  /** False: the component's deadline is over, or too many wait already. */
  add(component: string, untilMs: number, request: Held): boolean {
    const leftMs = untilMs - this.#nowMs();
    if (leftMs <= 0) return false;
    const hold = this.#holds.get(component) ?? this.#begin(component, untilMs);
    if (hold.waiting.size >= this.#maxHeld) return false;
    hold.waiting.add(request);
    return true;
  }

  /** Its client left, or it was cut. */
  remove(component: string, request: Held): void {
    this.#holds.get(component)?.waiting.delete(request);
  }

  /** What the new state says of a component: until when it is held, or that it is not. */
  update(component: string, untilMs: number | undefined): void {
    const hold = this.#holds.get(component);
    if (hold === undefined || hold.untilMs === untilMs) return;
    if (untilMs !== undefined) {
      hold.untilMs = untilMs;
      this.#arm(component, hold);
      return;
    }
    this.#end(component, hold);
    for (const request of hold.waiting) request.release();
  }

  /** Components that a new state does not have are let go too; their requests find out for themselves. */
  components(): readonly string[] {
    return [...this.#holds.keys()];
  }

  expireAll(): void {
    for (const [component, hold] of [...this.#holds]) this.#expire(component, hold);
  }

  #begin(component: string, untilMs: number): Hold {
    const hold: Hold = { untilMs, waiting: new Set(), timer: undefined };
    this.#holds.set(component, hold);
    this.#arm(component, hold);
    return hold;
  }

  #arm(component: string, hold: Hold): void {
    clearTimeout(hold.timer);
    const leftMs = Math.min(maxTimerMs, Math.max(0, hold.untilMs - this.#nowMs()));
    hold.timer = setTimeout(() => {
      if (this.#nowMs() < hold.untilMs) this.#arm(component, hold);
      else this.#expire(component, hold);
    }, leftMs);
  }

  #expire(component: string, hold: Hold): void {
    this.#end(component, hold);
    for (const request of hold.waiting) request.expire();
  }

  #end(component: string, hold: Hold): void {
    clearTimeout(hold.timer);
    this.#holds.delete(component);
  }
}

/** The longest that Node's timers can wait. */
const maxTimerMs = 2 ** 31 - 1;
