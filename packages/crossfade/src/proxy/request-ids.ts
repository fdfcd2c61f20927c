/** Names requests: a part that is this run's own, and a count. */
export class RequestIds {
  readonly #run: string;
  #count = 0;

  constructor(run: string) {
    this.#run = run;
  }

  next(): string {
    return `${this.#run}-${this.#count++}`;
  }
}
