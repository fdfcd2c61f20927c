import type { LiveVersion } from "@crossfade/core";
import type { EvaluationContext, Resolution } from "@crossfade/flags/evaluate";
import { scheduledMoments } from "@crossfade/flags/file";
import { AskedFlags } from "./asked-flags.ts";
import type { FlagFile, FlagRevisionState } from "./flag-file.ts";
import { hashOf } from "./flag-state.ts";
import { viewOf } from "./flag-view.ts";
import { liveContext } from "./live-context.ts";
import type { VersionReads } from "./version-reads.ts";

export interface ServedFlagsOptions {
  readonly environment: string;
  readonly component: string;
  readonly source: FlagFile;
  readonly nowMs: () => number;
  /** What published versions read; without it every client is told of every flag. */
  readonly reads?: VersionReads;
  /** Counts who asks. Default: in memory alone. */
  readonly asked?: AskedFlags;
}

/** What changed, as clients are told it: they ask again. */
export interface FlagNews {
  /** Of the revision, of what lives, and of the moment of the schedule: another one means that answers may differ. */
  readonly etag: string;
  readonly sinceMs: number;
}

/** One that is sent definitions, and evaluates by itself. */
export interface FlagFollower {
  /** These definitions were written to it: that it read them, nobody tells us. */
  wrote(etag: string): void;
  end(): void;
}

const maxToldAtOnce = 100;
/** It is set again then: a machine may sleep meanwhile, and its clock may be set; a timer knows of neither. */
const maxTimerMs = 60_000;

/** The flags of one component in one environment: what the file says, with what lives there in every context. */
export class ServedFlags {
  readonly environment: string;
  readonly component: string;
  readonly source: FlagFile;
  readonly reads: VersionReads | undefined;
  readonly asked: AskedFlags;
  /** What is there in the environment; undefined until it was looked up. */
  live: readonly LiveVersion[] | undefined;
  readonly nowMs: () => number;
  readonly #listeners = new Set<(news: FlagNews) => void>();
  /** What each was written last. */
  readonly #followers = new Map<FlagFollower, { etag: string; readonly onNews: () => void }>();
  readonly #unlisten: () => void;
  #lowest: Readonly<Record<string, string>> = {};
  #context: EvaluationContext = liveContext({});
  #news: FlagNews;
  #confirmed = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ environment, component, source, nowMs, reads, asked }: ServedFlagsOptions) {
    this.reads = reads;
    this.asked = asked ?? new AskedFlags(nowMs);
    this.environment = environment;
    this.component = component;
    this.source = source;
    this.nowMs = nowMs;
    this.#news = { etag: "", sinceMs: nowMs() };
    this.#unlisten = source.onChange(() => this.#renew());
    this.#renew();
  }

  close(): void {
    this.#unlisten();
    clearTimeout(this.#timer);
    this.#listeners.clear();
    this.#followers.clear();
  }

  /** CF_FLAG_FILE_UNREADABLE */
  get state(): FlagRevisionState {
    return this.source.state;
  }

  /** The lowest live version of each service, as contexts hold it. */
  get lowest(): Readonly<Record<string, string>> {
    return this.#lowest;
  }

  set lowest(lowest: Readonly<Record<string, string>>) {
    if (JSON.stringify(lowest) === JSON.stringify(this.#lowest)) return;
    this.#lowest = lowest;
    this.#context = liveContext(lowest);
    this.#renew();
  }

  get news(): FlagNews {
    return this.#news;
  }

  /** What clients say, with what we know: nobody says for us which versions live. */
  contextOf(given: EvaluationContext): EvaluationContext {
    const { crossfade: theirs } = given;
    const { crossfade: ours } = this.#context;
    const isMapping = typeof theirs === "object" && theirs !== null && !Array.isArray(theirs);
    return { ...given, crossfade: { ...(isMapping ? theirs : {}), ...(ours as object) } };
  }

  resolve(key: string, context: EvaluationContext): Resolution {
    return this.state.flags.resolve(key, this.contextOf(context));
  }

  resolveAll(context: EvaluationContext): ReadonlyMap<string, Resolution> {
    return this.state.flags.resolveAll(this.contextOf(context));
  }

  /** The keys that whoever asks for all is told; undefined: all. It depends on `client` and `clientVersion` alone. */
  viewOf({ client, clientVersion }: EvaluationContext): ReadonlySet<string> | undefined {
    if (typeof client !== "string" || typeof clientVersion !== "string") return undefined;
    return viewOf(this.reads?.of(client, clientVersion)?.reads, this.state.file);
  }

  /** Somebody asked for this flag, or for all. */
  count(key: string | undefined, { client, clientVersion }: EvaluationContext): void {
    this.asked.count(key, client, clientVersion);
  }

  onNews(listener: (news: FlagNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `onNews` is called when there is something else to write. */
  follow(onNews: () => void): FlagFollower {
    const kept = { etag: "", onNews };
    const follower: FlagFollower = {
      wrote: (etag) => {
        kept.etag = etag;
      },
      end: () => this.#followers.delete(follower),
    };
    this.#followers.set(follower, kept);
    return follower;
  }

  get streams(): { readonly connected: number; readonly written: number } {
    const all = [...this.#followers.values()];
    return { connected: all.length, written: all.filter(({ etag }) => etag === this.#news.etag).length };
  }

  /** A client asked again because it was told of this. */
  confirm(etag: string): void {
    if (etag === this.#news.etag) this.#confirmed++;
  }

  /** One that lost its stream asks again by itself, too: never more than are connected. */
  get clients(): { readonly connected: number; readonly confirmed: number } {
    const connected = this.#listeners.size;
    return { connected, confirmed: Math.min(connected, this.#confirmed) };
  }

  #renew(): void {
    const state = this.#stateIfAny();
    const nowS = Math.floor(this.nowMs() / 1_000);
    const moments = state === undefined ? [] : scheduledMoments(state.file);
    const passed = moments.filter((moment) => moment <= nowS).length;
    this.#wait(moments[passed]);
    const etag = hashOf(JSON.stringify([state?.hash, this.#lowest, passed]));
    if (etag === this.#news.etag) return;
    this.#news = { etag, sinceMs: this.nowMs() };
    this.#confirmed = 0;
    for (const { onNews } of this.#followers.values()) onNews();
    // Those are few, and what they are sent is in effect at once: the many that have to ask again come after them.
    if (this.#followers.size === 0) this.#tell(this.#news, [...this.#listeners]);
    else setImmediate(() => this.#tell(this.#news, [...this.#listeners]));
  }

  /** Some at a time: whoever waits for an answer must not wait for thousands who are told something. */
  #tell(news: FlagNews, listeners: readonly ((news: FlagNews) => void)[]): void {
    // Newer news has begun its own round.
    if (news !== this.#news) return;
    for (const listener of listeners.slice(0, maxToldAtOnce))
      if (this.#listeners.has(listener)) listener(news);
    const rest = listeners.slice(maxToldAtOnce);
    if (rest.length > 0) setImmediate(() => this.#tell(news, rest));
  }

  #stateIfAny(): FlagRevisionState | undefined {
    try {
      return this.state;
    } catch {
      // There was no good file yet; who asks is told so.
      return undefined;
    }
  }

  #wait(nextS: number | undefined): void {
    clearTimeout(this.#timer);
    if (nextS === undefined) return;
    const ms = Math.min(maxTimerMs, Math.max(1, nextS * 1_000 - this.nowMs()));
    this.#timer = setTimeout(() => this.#renew(), ms);
    this.#timer.unref();
  }
}
