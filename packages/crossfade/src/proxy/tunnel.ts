import type { Socket } from "node:net";
import type { LiveInstance } from "./live-instance.ts";
import type { LiveVersion, OpenStream } from "./live-version.ts";
import { closeFrame, serviceRestart, WebSocketFrames } from "./websocket-frames.ts";

export interface TunnelEnds {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly instance: LiveInstance;
  readonly version: LiveVersion;
  readonly politeEndMs: number;
  /** Something passed. */
  readonly moved: () => void;
  /** Both sides are gone. */
  readonly ended: () => void;
}

/**
 * An open WebSocket: bytes pass as they are, both ways, no faster than the slower side takes them. The frames towards the
 * client are followed, so that a close frame of our own can be put in between two of them.
 */
export class Tunnel implements OpenStream {
  readonly instance: LiveInstance;
  readonly #ends: TunnelEnds;
  readonly #frames = new WebSocketFrames();
  #isEnding = false;
  #saidGoodbye = false;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(ends: TunnelEnds) {
    this.#ends = ends;
    this.instance = ends.instance;
  }

  /** `early`: what came with the handshake, from either side. */
  open(early: { readonly fromClient: Buffer; readonly fromUpstream: Buffer }): void {
    const { client, upstream, version } = this.#ends;
    for (const socket of [client, upstream]) {
      socket.setTimeout(0);
      socket.setNoDelay(true);
      socket.setKeepAlive(true, keepAliveMs);
      socket.on("error", () => socket.destroy());
    }
    client.on("close", () => this.cut());
    upstream.on("close", () => this.#instanceLeft());
    client.on("data", (chunk) => this.#fromClient(chunk));
    client.on("end", () => upstream.end());
    client.on("drain", () => upstream.resume());
    upstream.on("data", (chunk) => this.#fromUpstream(chunk));
    upstream.on("end", () => client.end());
    upstream.on("drain", () => client.resume());
    version.opened(this);
    if (early.fromClient.length > 0) this.#fromClient(early.fromClient);
    if (early.fromUpstream.length > 0) this.#fromUpstream(early.fromUpstream);
    client.resume();
    upstream.resume();
  }

  endPolitely(): void {
    if (this.#isOver || this.#isEnding) return;
    this.#isEnding = true;
    if (this.#frames.isBetweenFrames) this.#sayGoodbye();
  }

  endAtOnce(): void {
    const { client, upstream } = this.#ends;
    if (!this.#saidGoodbye && this.#frames.isBetweenFrames) client.end(closeFrame(serviceRestart));
    else client.destroy();
    this.#saidGoodbye = true;
    upstream.destroy();
    this.#over();
  }

  cut(): void {
    clearTimeout(this.#timer);
    this.#ends.client.destroy();
    this.#ends.upstream.destroy();
    this.#over();
  }

  /** What it said last still reaches the client, if that takes it soon. */
  #instanceLeft(): void {
    const { client } = this.#ends;
    client.destroySoon();
    if (!client.destroyed) this.#cutLater();
    this.#over();
  }

  #cutLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.cut(), this.#ends.politeEndMs);
  }

  #fromClient(chunk: Buffer): void {
    const { client, upstream, moved } = this.#ends;
    moved();
    if (!upstream.write(chunk)) client.pause();
  }

  #fromUpstream(chunk: Buffer): void {
    // After our close frame the client may not get anything more.
    if (this.#saidGoodbye) return;
    const { client, upstream, moved } = this.#ends;
    moved();
    const boundary = this.#frames.push(chunk);
    if (this.#isEnding && boundary >= 0) {
      client.write(chunk.subarray(0, boundary));
      this.#sayGoodbye();
    } else if (!client.write(chunk)) upstream.pause();
  }

  /** The client answers with a close frame of its own, which reaches the instance: both sides end as they should. */
  #sayGoodbye(): void {
    this.#saidGoodbye = true;
    this.#ends.client.write(closeFrame(serviceRestart));
    this.#ends.upstream.resume();
    this.#cutLater();
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ends.version.closed(this);
    this.#ends.ended();
  }
}

/** A peer that vanished without a word is noticed after it. */
const keepAliveMs = 60_000;
