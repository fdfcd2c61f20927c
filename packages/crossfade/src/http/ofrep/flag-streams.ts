import { CrossfadeError } from "@crossfade/core";
import type { FlagNews, ServedFlags } from "../../flag-server/served-flags.ts";
import type { FlagHttpLimits } from "./flag-http-limits.ts";

const encoder = new TextEncoder();
const comment = encoder.encode(": still here\n\n");
/** How soon a client comes back after a lost connection. */
const opening = encoder.encode("retry: 1000\n\n");

export interface StreamClient {
  readonly served: ServedFlags;
  /** What it was told last; undefined: nothing yet. */
  readonly knows: string | undefined;
  /** Asked with each heartbeat; rejects when whoever listens may no longer. */
  readonly stillAllowed: () => Promise<unknown>;
  readonly cut: () => void;
}

/** Everybody who is told that flags changed. What they are told is so short that the newest takes the place of the one before. */
export class FlagStreams {
  readonly #limits: FlagHttpLimits;
  readonly #onCount: (open: number) => void;
  readonly #open = new Set<FlagStream>();
  #beat: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(limits: FlagHttpLimits, onCount: (open: number) => void = () => {}) {
    this.#limits = limits;
    this.#onCount = onCount;
  }

  /** CF_STREAM_LIMIT */
  begin(client: StreamClient): ReadableStream<Uint8Array> {
    const { maxFlagStreams, heartbeatMs, maxSilentBeats } = this.#limits;
    if (this.#open.size >= maxFlagStreams)
      throw new CrossfadeError("CF_STREAM_LIMIT", { limit: maxFlagStreams, name: "maxFlagStreams" });
    const stream = new FlagStream(client, maxSilentBeats, () => {
      this.#open.delete(stream);
      this.#onCount(this.#open.size);
    });
    this.#open.add(stream);
    this.#onCount(this.#open.size);
    this.#beat ??= setInterval(() => this.#beatAll(), heartbeatMs).unref();
    if (this.#isClosed) stream.end();
    return stream.body;
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#beat);
    for (const stream of this.#open) stream.end();
  }

  #beatAll(): void {
    for (const stream of this.#open) stream.beat();
  }
}

class FlagStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #client: StreamClient;
  readonly #maxSilentBeats: number;
  readonly #onEnd: () => void;
  readonly #unlisten: () => void;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #pending: FlagNews | undefined;
  #silentBeats = 0;
  #hasEnded = false;

  constructor(client: StreamClient, maxSilentBeats: number, onEnd: () => void) {
    this.#client = client;
    this.#maxSilentBeats = maxSilentBeats;
    this.#onEnd = onEnd;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
          controller.enqueue(opening);
        },
        pull: () => this.#flush(),
        cancel: () => this.#ended(),
      },
      { highWaterMark: 2 },
    );
    const { served, knows } = client;
    this.#unlisten = served.onNews((news) => this.#tell(news));
    // Whoever is new is told at once: something may have changed since it asked.
    if (knows !== served.news.etag) this.#tell(served.news);
  }

  beat(): void {
    const isSilent = (this.#controller.desiredSize ?? 0) <= 0;
    this.#silentBeats = isSilent ? this.#silentBeats + 1 : 0;
    if (this.#silentBeats >= this.#maxSilentBeats) {
      this.end();
      this.#client.cut();
      return;
    }
    if (!isSilent && !this.#hasEnded) this.#controller.enqueue(comment);
    this.#client.stillAllowed().catch(() => this.end());
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#ended();
    this.#controller.close();
  }

  #tell(news: FlagNews): void {
    this.#pending = news;
    this.#flush();
  }

  #flush(): void {
    if (this.#pending === undefined || this.#hasEnded || (this.#controller.desiredSize ?? 0) <= 0) return;
    const { etag, sinceMs } = this.#pending;
    this.#pending = undefined;
    const data = { type: "refetchEvaluation", etag, lastModified: Math.floor(sinceMs / 1_000) };
    this.#controller.enqueue(
      encoder.encode(`event: message\nid: ${etag}\ndata: ${JSON.stringify(data)}\n\n`),
    );
  }

  #ended(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#unlisten();
    this.#onEnd();
  }
}
