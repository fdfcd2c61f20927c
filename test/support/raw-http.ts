import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A TCP connection that says exactly what it is told, and keeps what it hears. */
export class RawConnection {
  readonly socket: Socket;
  #heard = Buffer.alloc(0);
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  constructor(port: number) {
    this.socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    this.socket.on("data", (chunk) => {
      this.#heard = Buffer.concat([this.#heard, chunk]);
      this.#wake();
    });
    this.socket.on("end", () => this.socket.end());
    this.socket.on("error", () => undefined);
    this.socket.on("close", () => {
      this.#isClosed = true;
      this.#wake();
    });
    onTestFinished(() => {
      this.socket.destroy();
    });
  }

  say(text: string | Buffer): this {
    this.socket.write(typeof text === "string" ? Buffer.from(text, "latin1") : text);
    return this;
  }

  get heard(): string {
    return this.#heard.toString("latin1");
  }

  get bytes(): Buffer {
    return this.#heard;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** What was heard, as soon as it has this in it; or when the other side closes. */
  until(text: string | RegExp): Promise<string> {
    return this.#wait(() => (typeof text === "string" ? this.heard.includes(text) : text.test(this.heard)));
  }

  /** All that was heard, when the connection is closed. */
  closed(): Promise<string> {
    return this.#wait(() => false);
  }

  async #wait(isThere: () => boolean): Promise<string> {
    while (!this.#isClosed && !isThere())
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    return this.heard;
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
