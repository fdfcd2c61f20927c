import type { Dispatcher } from "undici";
import type { LiveInstance } from "./live-instance.ts";
import type { LiveVersion } from "./live-version.ts";

/** Whoever waits for what an instance says. */
export interface Listener {
  answerBegins(status: number, raw: readonly Buffer[], message: string): void;
  /** False: no more for now; `resume` asks for it. */
  answerGoesOn(chunk: Buffer): boolean;
  answerEnds(): void;
  attemptFailed(error: Error, how: { readonly wasSent: boolean; readonly hasByte: boolean }): void;
}

/**
 * One try to have one instance answer. What it takes of the instance it gives back exactly once, also if nobody listens any
 * more. It speaks undici's inner handler interface: the outer one (`onRequestStart` …) is a wrapper round it that makes an
 * object of every answer's headers, a twentieth of all that a request costs.
 */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly instance: LiveInstance;
  readonly #version: LiveVersion;
  readonly #client: Dispatcher;
  #listener: Listener | undefined;
  #abort: ((reason?: Error) => void) | undefined = undefined;
  #resume: (() => void) | undefined = undefined;
  #hasByte = false;
  #isRequest = true;
  #isOver = false;

  constructor(instance: LiveInstance, version: LiveVersion, listener: Listener) {
    this.instance = instance;
    this.#version = version;
    this.#listener = listener;
    this.#client = instance.connections.acquire();
    instance.requests++;
  }

  send(options: Dispatcher.DispatchOptions): void {
    this.#client.dispatch(options, this);
  }

  /** Nobody waits for it any more. */
  abandon(): void {
    this.#listener = undefined;
    this.#abort?.(abandoned);
  }

  /** From now on it is counted as a stream, by whoever keeps the stream. */
  becomesStream(): void {
    this.#isRequest = false;
    this.instance.requests--;
  }

  resume(): void {
    this.#resume?.();
  }

  onConnect(abort: (reason?: Error) => void): void {
    this.#abort = abort;
    if (this.#listener === undefined) abort(abandoned);
  }

  onResponseStarted(): void {
    this.#hasByte = true;
  }

  onHeaders(status: number, raw: readonly Buffer[], resume: () => void, message: string): boolean {
    this.#resume = resume;
    // A hint such as 103 is for this connection; the answer is still to come.
    if (status >= 200) this.#listener?.answerBegins(status, raw, message);
    return true;
  }

  onData(chunk: Buffer): boolean {
    return this.#listener?.answerGoesOn(chunk) ?? true;
  }

  onComplete(): void {
    this.#giveBack();
    this.#listener?.answerEnds();
  }

  onError(error: Error): void {
    this.#giveBack();
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.attemptFailed(error, { wasSent: this.#abort !== undefined, hasByte: this.#hasByte });
  }

  #giveBack(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.instance.connections.release(this.#client);
    if (!this.#isRequest) return;
    this.instance.requests--;
    this.#version.changed();
  }
}

const abandoned = new Error("nobody waits for the answer");
