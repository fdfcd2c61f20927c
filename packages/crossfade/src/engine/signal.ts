import type { Timers } from "./timers.ts";

/** Something happened, or so much time has passed. What is given while nobody waits is kept for who comes. */
export class Signal {
  readonly #timers: Timers;
  #isGiven = false;
  #wake: (() => void) | undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  give(): void {
    this.#isGiven = true;
    this.#wake?.();
  }

  async taken(withinMs: number): Promise<void> {
    if (!this.#isGiven)
      await new Promise<void>((done) => {
        const forget = this.#timers.after(withinMs, done);
        this.#wake = () => {
          forget();
          done();
        };
      });
    this.#wake = undefined;
    this.#isGiven = false;
  }
}
