/** One event of a stream (WHATWG HTML, server-sent events). */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** Thrown for an event that is longer than the limit. */
export class EventTooLongError extends Error {}

/**
 * Texts as they come in, in pieces that end anywhere, to events. Comments and `retry` are read over: how long one waits is
 * the client's own business.
 */
export class EventReader {
  readonly #maxLength: number;
  #rest = "";
  #id: string | undefined;
  #event = "";
  #data: string[] = [];
  #length = 0;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** The events that this piece completes. */
  read(piece: string): readonly StreamEvent[] {
    const events: StreamEvent[] = [];
    const text = this.#rest + piece;
    let from = 0;
    for (const match of text.matchAll(/\r\n|\n|\r/g)) {
      // A \r at the very end may be the first half of \r\n.
      if (match[0] === "\r" && match.index === text.length - 1) break;
      const done = this.#line(text.slice(from, match.index));
      if (done !== undefined) events.push(done);
      from = match.index + match[0].length;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length + this.#length > this.#maxLength) throw new EventTooLongError();
    return events;
  }

  #line(line: string): StreamEvent | undefined {
    if (line === "") return this.#complete();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#event = value;
    if (field === "id" && !value.includes("\u0000")) this.#id = value;
    if (field === "data") {
      this.#data.push(value);
      this.#length += value.length;
    }
    return undefined;
  }

  #complete(): StreamEvent | undefined {
    const data = this.#data;
    const event = this.#event === "" ? "message" : this.#event;
    this.#data = [];
    this.#event = "";
    this.#length = 0;
    return data.length === 0 ? undefined : { id: this.#id, event, data: data.join("\n") };
  }
}
