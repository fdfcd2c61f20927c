/** 128 + SIGINT, as shells count. */
const interrupted = 130;

/** How this program is told to end. Most verbs have nothing to end in order: they end at once. */
export class Stop {
  readonly #controller = new AbortController();
  #isInOrder = false;
  #isByTerminal = false;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The verb that runs ends by itself, in order, when the signal comes. */
  inOrder(): void {
    this.#isInOrder = true;
  }

  /** Somebody at a terminal wants it: Ctrl-C. */
  get isByTerminal(): boolean {
    return this.#isByTerminal;
  }

  now(exitCode: number): void {
    this.#isByTerminal = exitCode === interrupted;
    this.#controller.abort();
    if (!this.#isInOrder) process.exit(exitCode);
  }
}
