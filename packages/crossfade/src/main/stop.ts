/** How this program is told to end. Most verbs have nothing to end in order: they end at once. */
export class Stop {
  readonly #controller = new AbortController();
  #isInOrder = false;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The verb that runs ends by itself, in order, when the signal comes. */
  inOrder(): void {
    this.#isInOrder = true;
  }

  now(exitCode: number): void {
    this.#controller.abort();
    if (!this.#isInOrder) process.exit(exitCode);
  }
}
