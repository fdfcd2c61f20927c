import type { ReleaseView } from "../wire/views.ts";

export interface EventStreamOptions {
  readonly views: AsyncGenerator<ReleaseView>;
  readonly heartbeatMs: number;
  readonly slowClientMs: number;
  /** Asked with each heartbeat; rejects when whoever listens may no longer. */
  readonly stillAllowed: () => Promise<unknown>;
  /** Cuts the connection of a client that reads nothing: ending politely would wait for it. */
  readonly cut: () => void;
  /** Once, however it ends. */
  readonly onEnd: () => void;
}

/** How soon a browser comes back after a lost connection. */
const reconnectMs = 1_000;

/**
 * Server-sent events: `release` with a ReleaseView, its id the release's last entry. Written only as fast as the client
 * reads: whoever is slow gets the newest state next, not all of them, and whoever reads nothing at all is let go.
 */
export function eventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const source = new EventSourceText(options);
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => source.pull(controller),
      cancel: () => source.end(),
    },
    // Nothing is made ahead of its reader.
    { highWaterMark: 0 },
  );
}

const encoder = new TextEncoder();

class EventSourceText {
  readonly #options: EventStreamOptions;
  #next: Promise<IteratorResult<ReleaseView>> | undefined;
  #slow: NodeJS.Timeout | undefined;
  #isOpen = false;
  #hasEnded = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    clearTimeout(this.#slow);
    try {
      const text = await this.#text();
      if (text === undefined || this.#hasEnded) {
        this.end();
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(text));
      this.#slow = setTimeout(() => {
        this.end();
        controller.close();
        this.#options.cut();
      }, this.#options.slowClientMs);
    } catch {
      // Headers are sent: all that is left to say is that it ends. The client comes back and is told why.
      this.end();
      controller.close();
    }
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#slow);
    this.#options.onEnd();
  }

  /** What comes next on the wire; undefined: nothing any more. */
  async #text(): Promise<string | undefined> {
    if (!this.#isOpen) {
      this.#isOpen = true;
      return `retry: ${reconnectMs}\n\n`;
    }
    this.#next ??= this.#options.views.next();
    const result = await this.#orHeartbeat(this.#next);
    if (result === undefined) {
      await this.#options.stillAllowed();
      return ": still here\n\n";
    }
    this.#next = undefined;
    if (result.done === true) return undefined;
    return `event: release\nid: ${result.value.seq}\ndata: ${JSON.stringify(result.value)}\n\n`;
  }

  async #orHeartbeat<T>(next: Promise<T>): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const beat = new Promise<undefined>((done) => {
      timer = setTimeout(() => done(undefined), this.#options.heartbeatMs);
    });
    return Promise.race([next, beat]).finally(() => clearTimeout(timer));
  }
}
