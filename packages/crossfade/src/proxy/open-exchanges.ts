import type { LiveInstance } from "./live-instance.ts";
import type { LiveVersion } from "./live-version.ts";

/** A member of the list; it carries its own links, so that joining and leaving allocate nothing. */
export interface Linked {
  before: Linked | undefined;
  after: Linked | undefined;
  readonly beganMs: number;
  /** Looks at its timeouts. */
  sweep(nowMs: number): void;
  cut(): void;
  /** Whether an instance of this version, or this one of them, has it. */
  isOf(version: LiveVersion, instance: LiveInstance | undefined): boolean;
}

/** All requests in hand, in a doubly linked list. */
export class OpenExchanges {
  #first: Linked | undefined;
  size = 0;
  #whenEmpty: (() => void) | undefined;

  add(exchange: Linked): void {
    exchange.after = this.#first;
    if (this.#first !== undefined) this.#first.before = exchange;
    this.#first = exchange;
    this.size++;
  }

  remove(exchange: Linked): void {
    if (exchange.before === undefined && this.#first !== exchange) return;
    if (exchange.before === undefined) this.#first = exchange.after;
    else exchange.before.after = exchange.after;
    if (exchange.after !== undefined) exchange.after.before = exchange.before;
    exchange.before = undefined;
    exchange.after = undefined;
    this.size--;
    if (this.size === 0) this.#whenEmpty?.();
  }

  /** Resolves when there is none. */
  empty(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenEmpty = resolve;
    });
  }

  /** Each may leave the list while it is looked at. */
  *[Symbol.iterator](): Generator<Linked> {
    let exchange = this.#first;
    while (exchange !== undefined) {
      const next = exchange.after;
      yield exchange;
      exchange = next;
    }
  }
}
