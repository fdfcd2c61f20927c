/** Something happened, or so much time has passed. What is given while nobody waits is kept for who comes. */
export class Signal {
  #isGiven = false;
  #wake: (() => void) | undefined;

  give(): void {
    this.#isGiven = true;
    this.#wake?.();
  }

  async taken(withinMs: number): Promise<void> {
    if (!this.#isGiven)
      await new Promise<void>((done) => {
        const timer = setTimeout(done, withinMs);
        this.#wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    this.#wake = undefined;
    this.#isGiven = false;
  }
}
