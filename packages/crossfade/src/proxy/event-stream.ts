const cr = 13;
const lf = 10;

/**
 * Where the events of a `text/event-stream` end: behind an empty line, which CR, LF or CRLF may end (WHATWG HTML,
 * "Parsing an event stream"). Something of our own may be put in only there.
 */
export class EventBoundaries {
  /** The line that is open has nothing in it. The stream begins between events. */
  #isLineEmpty = true;
  /** The line before was empty, or there is none. */
  #isBetween = true;
  #wasCr = false;

  get isBetweenEvents(): boolean {
    return this.#isBetween && this.#isLineEmpty;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length > tail) {
      this.#isLineEmpty = false;
      this.#isBetween = false;
      this.#wasCr = false;
    }
    for (let at = Math.max(0, chunk.length - tail); at < chunk.length; at++) this.#byte(chunk[at] as number);
  }

  #byte(byte: number): void {
    if (byte === lf && this.#wasCr) {
      this.#wasCr = false;
      return;
    }
    this.#wasCr = byte === cr;
    if (byte === cr || byte === lf) {
      this.#isBetween = this.#isLineEmpty;
      this.#isLineEmpty = true;
    } else {
      this.#isLineEmpty = false;
      this.#isBetween = false;
    }
  }
}

/** The last bytes of a piece tell where it ends: an empty line has at most four of them, and one more comes before it. */
const tail = 8;

/** Tells the page that it had better come again, before its stream ends. */
export const reconnectEvent = Buffer.from("event: cf-reconnect\ndata: {}\n\n");
