/**
 * Where the frames of one direction of a WebSocket begin and end (RFC 6455, section 5.2), whatever pieces they arrive in.
 * Only headers are looked at. A frame of our own may be put in wherever a frame has just ended.
 */
export class WebSocketFrames {
  /** Bytes of the frame's payload that are still to come. */
  #payloadLeft = 0;
  /** What is here of a header that is not complete, and how long it will be. */
  readonly #header = new Uint8Array(maxHeaderLength);
  #headerLength = 0;

  get isBetweenFrames(): boolean {
    return this.#payloadLeft === 0 && this.#headerLength === 0;
  }

  /** Looks at what passes. Returns how many of its bytes lie before the last boundary in it, -1: there is none in it. */
  push(chunk: Uint8Array): number {
    let at = 0;
    let boundary = -1;
    while (at < chunk.length) {
      if (this.#payloadLeft > 0) {
        const taken = Math.min(this.#payloadLeft, chunk.length - at);
        this.#payloadLeft -= taken;
        at += taken;
      } else {
        this.#header[this.#headerLength++] = chunk[at++] as number;
        if (this.#headerLength === headerLengthOf(this.#header, this.#headerLength)) this.#endHeader();
      }
      if (this.isBetweenFrames) boundary = at;
    }
    return boundary;
  }

  #endHeader(): void {
    const view = new DataView(this.#header.buffer);
    const length = (this.#header[1] as number) & 0x7f;
    if (length < 126) this.#payloadLeft = length;
    else this.#payloadLeft = length === 126 ? view.getUint16(2) : Number(view.getBigUint64(2));
    this.#headerLength = 0;
  }
}

const maxHeaderLength = 14;

/** Bytes of the header that begins so; two are enough to tell. */
function headerLengthOf(header: Uint8Array, known: number): number {
  if (known < 2) return 2;
  const second = header[1] as number;
  const length = second & 0x7f;
  const extended = length === 126 ? 2 : length === 127 ? 8 : 0;
  return 2 + extended + (second & 0x80 ? 4 : 0);
}

/** The server's close frame: final, opcode 8, two bytes of payload, the code (1012: the service restarts). */
export function closeFrame(code: number): Buffer {
  return Buffer.from([0x88, 2, code >> 8, code & 0xff]);
}

export const serviceRestart = 1012;
