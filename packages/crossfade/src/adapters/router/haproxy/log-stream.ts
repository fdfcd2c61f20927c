/** A message that says it is longer is none of ours: the connection is given up. */
const maxMessageBytes = 8_192;

/**
 * Takes a stream apart into messages: each begins with its length in bytes, in digits, and a blank. Source: RFC 6587, 3.4.1
 * "Octet Counting".
 */
export class LogStream {
  #rest: Buffer = Buffer.alloc(0);

  /** The messages that are complete now; undefined: this stream speaks another language. */
  take(chunk: Buffer): readonly string[] | undefined {
    const all = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const messages: string[] = [];
    let at = 0;
    for (;;) {
      const blank = all.indexOf(0x20, at);
      if (blank < 0 || blank - at > 5) {
        if (all.length - at > 5) return undefined;
        break;
      }
      const length = Number(all.toString("latin1", at, blank));
      if (!(length > 0 && length <= maxMessageBytes)) return undefined;
      if (all.length < blank + 1 + length) break;
      messages.push(all.toString("latin1", blank + 1, blank + 1 + length));
      at = blank + 1 + length;
    }
    this.#rest = all.subarray(at);
    return messages;
  }
}
