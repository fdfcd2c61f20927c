import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";

export interface BodyWatch {
  /** Some of it has come. */
  bodyMoved(): void;
  bodyTooLarge(): void;
}

/**
 * A request's body on its way to an instance, as undici takes one: the few parts of a Readable that it uses. The message
 * itself is not given away: undici ends the body it is given, and with the message the client's connection would end
 * before the answer is out.
 */
export class RequestBody extends EventEmitter {
  readonly #message: IncomingMessage;
  readonly #watch: BodyWatch;
  readonly #maxBytes: number;
  #bytes = 0;
  #isFlowing = false;
  destroyed = false;
  /** The instance takes no more for now. */
  isPaused = false;

  /** `maxBytes` 0: no limit. */
  constructor(message: IncomingMessage, watch: BodyWatch, maxBytes: number) {
    super();
    this.#message = message;
    this.#watch = watch;
    this.#maxBytes = maxBytes;
  }

  pipe(): never {
    throw new Error("a request's body goes to one instance only");
  }

  resume(): this {
    if (this.destroyed) return this;
    this.isPaused = false;
    if (!this.#isFlowing) {
      this.#isFlowing = true;
      this.#message.on("data", this.#onData).on("end", this.#onEnd);
    }
    this.#message.resume();
    return this;
  }

  pause(): this {
    if (this.destroyed) return this;
    this.isPaused = true;
    this.#message.pause();
    return this;
  }

  destroy(): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.#message.off("data", this.#onData).off("end", this.#onEnd);
    this.#message.pause();
    this.emit("close");
    return this;
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#bytes += chunk.length;
    this.#watch.bodyMoved();
    if (this.#maxBytes > 0 && this.#bytes > this.#maxBytes) this.#watch.bodyTooLarge();
    else this.emit("data", chunk);
  };

  readonly #onEnd = (): void => {
    this.#watch.bodyMoved();
    this.emit("end");
  };
}

/**
 * Reads on what is left of a body that nobody wants, so that the client gets to read its answer, and cuts the connection
 * where too much is left.
 */
export function discardRest(message: IncomingMessage, maxBytes: number): void {
  if (message.complete || message.destroyed) return;
  let left = maxBytes;
  message.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) message.socket.destroy();
  });
  message.resume();
}
