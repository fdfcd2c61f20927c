import type { ServerResponse } from "node:http";
import type { ErrorCode } from "@crossfade/core";
import type { AnswerHead } from "./answer-headers.ts";
import { EventBoundaries, reconnectEvent } from "./event-stream.ts";
import { refuse } from "./refusal.ts";

/** An answer on its way to the client: no faster than the client takes it, in one piece where it is small. */
export class ClientAnswer {
  readonly #res: ServerResponse;
  /** The client takes more again. */
  readonly #drained: () => void;
  /** The length of a body that is small enough to be held until it is known to be complete; -1: none is held. */
  #wholeBytes = -1;
  #whole: Buffer | undefined = undefined;
  #boundaries: EventBoundaries | undefined = undefined;
  /** The client has not taken what was written. */
  isSlow = false;

  constructor(res: ServerResponse, drained: () => void) {
    this.#res = res;
    this.#drained = drained;
  }

  /** The connection ends with this answer. */
  isLast(): void {
    this.#res.shouldKeepAlive = false;
  }

  continue(): void {
    this.#res.writeContinue();
  }

  begin(status: number, message: string, { passed, contentLength }: AnswerHead): void {
    this.#res.writeHead(status, asciiText.test(message) ? message : "", passed);
    if (contentLength <= maxWholeBytes) this.#wholeBytes = contentLength;
  }

  /** An event stream: its headers go out at once, and places are kept at which something may be put in. */
  beginStream(isEncoded: boolean): void {
    if (!isEncoded) this.#boundaries = new EventBoundaries();
    this.#res.flushHeaders();
  }

  /** False: no more for now. */
  push(chunk: Buffer): boolean {
    if (chunk.length === this.#wholeBytes) {
      this.#whole = chunk;
      return true;
    }
    const isTaken = this.#res.write(chunk);
    this.#boundaries?.push(chunk);
    if (isTaken || this.isSlow) return isTaken;
    this.isSlow = true;
    this.#res.once("drain", () => {
      this.isSlow = false;
      this.#drained();
    });
    return false;
  }

  end(): void {
    // As text of bytes it goes out in one piece with the headers.
    if (this.#whole === undefined) this.#res.end();
    else this.#res.end(this.#whole.toString("latin1"), "latin1");
  }

  /** A stream can be ended here: no event is half out. Nothing is put into one that is encoded. */
  get isBetweenEvents(): boolean {
    return this.#boundaries?.isBetweenEvents ?? true;
  }

  endStream(): void {
    if (this.#boundaries === undefined) this.#res.end();
    else this.#res.end(reconnectEvent);
  }

  refuse(code: ErrorCode, requestId: string): void {
    refuse(this.#res, code, requestId);
  }

  cut(): void {
    this.#res.destroy();
  }
}

/** Node writes no other reason phrase, and undici has read it as UTF-8, which it need not be. */
const asciiText = /^[\t -~]*$/;

const maxWholeBytes = 8_192;
