import type { EvaluationContext, Resolution } from "@crossfade/flags/evaluate";
import { scheduledMoments } from "@crossfade/flags/file";
import type { FlagFile, FlagRevisionState } from "./flag-file.ts";
import { hashOf } from "./flag-state.ts";
import { liveContext } from "./live-context.ts";

export interface ServedFlagsOptions {
  readonly environment: string;
  readonly component: string;
  readonly source: FlagFile;
  readonly nowMs: () => number;
}

/** What changed, as clients are told it: they ask again. */
export interface FlagNews {
  /** Of the revision, of what lives, and of the moment of the schedule: another one means that answers may differ. */
  readonly etag: string;
  readonly sinceMs: number;
}

/** A timer cannot wait longer; it is set again then. */
const maxTimerMs = 2_147_483_647;

/** The flags of one component in one environment: what the file says, with what lives there in every context. */
export class ServedFlags {
  readonly environment: string;
  readonly component: string;
  readonly source: FlagFile;
  readonly #nowMs: () => number;
  readonly #listeners = new Set<(news: FlagNews) => void>();
  readonly #unlisten: () => void;
  #lowest: Readonly<Record<string, string>> = {};
  #context: EvaluationContext = liveContext({});
  #etag = "";
  #sinceMs: number;
  #confirmed = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ environment, component, source, nowMs }: ServedFlagsOptions) {
    this.environment = environment;
    this.component = component;
    this.source = source;
    this.#nowMs = nowMs;
    this.#sinceMs = nowMs();
    this.#unlisten = source.onChange(() => this.#renew());
    this.#renew();
  }

  close(): void {
    this.#unlisten();
    clearTimeout(this.#timer);
    this.#listeners.clear();
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
    return { etag: this.#etag, sinceMs: this.#sinceMs };
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

  onNews(listener: (news: FlagNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A client asked again because it was told of this. */
  confirm(etag: string): void {
    if (etag === this.#etag) this.#confirmed++;
  }

  /** One that lost its stream asks again by itself, too: never more than are connected. */
  get clients(): { readonly connected: number; readonly confirmed: number } {
    const connected = this.#listeners.size;
    return { connected, confirmed: Math.min(connected, this.#confirmed) };
  }

  #renew(): void {
    const state = this.#stateIfAny();
    const nowS = Math.floor(this.#nowMs() / 1_000);
    const moments = state === undefined ? [] : scheduledMoments(state.file);
    const passed = moments.filter((moment) => moment <= nowS).length;
    this.#wait(moments[passed]);
    const etag = hashOf(JSON.stringify([state?.hash, this.#lowest, passed]));
    if (etag === this.#etag) return;
    this.#etag = etag;
    this.#sinceMs = this.#nowMs();
    this.#confirmed = 0;
    for (const listener of this.#listeners) listener(this.news);
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
    const ms = Math.min(maxTimerMs, Math.max(1, nextS * 1_000 - this.#nowMs()));
    this.#timer = setTimeout(() => this.#renew(), ms);
    this.#timer.unref();
  }
}
