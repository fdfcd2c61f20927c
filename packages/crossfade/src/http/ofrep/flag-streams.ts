import { CrossfadeError } from "@crossfade/core";
import type { FlagNews, ServedFlags } from "../../flag-server/served-flags.ts";
import type { StreamBody, StreamSink } from "./flag-ask.ts";
import type { FlagHttpLimits } from "./flag-http-limits.ts";

const comment = Buffer.from(": still here\n\n");
/** How soon a client comes back after a lost connection. */
const opening = Buffer.from("retry: 1000\n\n");
/** Written to all who listen at once: made once. */
const texts = new WeakMap<FlagNews, Uint8Array>();

export interface StreamClient {
  readonly served: ServedFlags;
  /** What it was told last; undefined: nothing yet. */
  readonly knows: string | undefined;
  /** Asked with each heartbeat; rejects when whoever listens may no longer. */
  readonly stillAllowed: () => Promise<unknown>;
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
  begin(client: StreamClient): StreamBody {
    const { maxFlagStreams, maxSilentBeats } = this.#limits;
    if (this.#open.size >= maxFlagStreams)
      throw new CrossfadeError("CF_STREAM_LIMIT", { limit: maxFlagStreams, name: "maxFlagStreams" });
    return (sink) => {
      const stream = new FlagStream(client, sink, maxSilentBeats);
      this.#add(stream);
      return () => {
        stream.ended();
        this.#open.delete(stream);
        this.#onCount(this.#open.size);
      };
    };
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#beat);
    for (const stream of this.#open) stream.end();
  }

  #add(stream: FlagStream): void {
    this.#open.add(stream);
    this.#onCount(this.#open.size);
    if (this.#isClosed) stream.end();
    else this.#beat ??= setInterval(() => this.#beatAll(), this.#limits.heartbeatMs).unref();
  }

  #beatAll(): void {
    for (const stream of this.#open) stream.beat();
  }
}

class FlagStream {
  readonly #client: StreamClient;
  readonly #sink: StreamSink;
  readonly #maxSilentBeats: number;
  readonly #unlisten: () => void;
  #pending: FlagNews | undefined;
  #isWaiting = false;
  #silentBeats = 0;
  #hasEnded = false;

  constructor(client: StreamClient, sink: StreamSink, maxSilentBeats: number) {
    this.#client = client;
    this.#sink = sink;
    this.#maxSilentBeats = maxSilentBeats;
    sink.write(opening);
    const { served, knows } = client;
    this.#unlisten = served.onNews((news) => this.#tell(news));
    // Whoever is new is told at once: something may have changed since it asked.
    if (knows !== served.news.etag) this.#tell(served.news);
  }

  beat(): void {
    const isSilent = this.#sink.waitingBytes > 0;
    this.#silentBeats = isSilent ? this.#silentBeats + 1 : 0;
    if (this.#silentBeats >= this.#maxSilentBeats) {
      this.#sink.cut();
      return;
    }
    if (!isSilent && !this.#hasEnded) this.#sink.write(comment);
    this.#client.stillAllowed().catch(() => this.end());
  }

  end(): void {
    if (this.#hasEnded) return;
    this.ended();
    this.#sink.end();
  }

  /** Nobody listens any more. */
  ended(): void {
    this.#hasEnded = true;
    this.#unlisten();
  }

  #tell(news: FlagNews): void {
    this.#pending = news;
    this.#flush();
  }

  /** To a client that lags, the newest alone, when it has taken what was before. */
  #flush(): void {
    if (this.#pending === undefined || this.#hasEnded || this.#isWaiting) return;
    if (this.#sink.isFull) {
      this.#isWaiting = true;
      this.#sink.onRoom(() => {
        this.#isWaiting = false;
        this.#flush();
      });
      return;
    }
    const news = this.#pending;
    this.#pending = undefined;
    this.#sink.write(texts.get(news) ?? textOf(news));
  }
}

function textOf(news: FlagNews): Uint8Array {
  const { etag, sinceMs } = news;
  const data = { type: "refetchEvaluation", etag, lastModified: Math.floor(sinceMs / 1_000) };
  const text = Buffer.from(`event: message\nid: ${etag}\ndata: ${JSON.stringify(data)}\n\n`);
  texts.set(news, text);
  return text;
}
