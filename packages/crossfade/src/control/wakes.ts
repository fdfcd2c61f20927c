import type { ReleaseStore } from "@crossfade/core";

/** What is missed by a hint is found by looking. */
const pollMs = 1_000;

/** One ear at the store for all who wait: each of its own may be a connection to the database. */
export class Wakes {
  readonly #store: Pick<ReleaseStore, "onWake">;
  readonly #waiting = new Set<() => void>();
  #ending: Promise<() => Promise<void>> | undefined;

  constructor(store: Pick<ReleaseStore, "onWake">) {
    this.#store = store;
  }

  /** A wait that has begun before it is waited for: what happens in between is not missed. */
  next(signal: AbortSignal): Promise<void> {
    this.#listen();
    return new Promise((done) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        done();
      };
      const timer = setTimeout(wake, pollMs);
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake);
      if (signal.aborted) wake();
    });
  }

  async close(): Promise<void> {
    const end = await this.#ending?.catch(() => undefined);
    for (const wake of [...this.#waiting]) wake();
    await end?.();
  }

  /** A store that cannot be heard is looked at; the next who waits tries again. */
  #listen(): void {
    this.#ending ??= this.#store.onWake(() => {
      for (const wake of [...this.#waiting]) wake();
    });
    this.#ending.catch(() => {
      this.#ending = undefined;
    });
  }
}
