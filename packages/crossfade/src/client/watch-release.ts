import { setTimeout as delay } from "node:timers/promises";
import { CrossfadeError } from "@crossfade/core";
import type { ReleaseView } from "../wire/views.ts";
import { shaped } from "./answer-shape.ts";
import { clientLimits } from "./client-limits.ts";
import type { Watched } from "./control-api.ts";
import { EventReader, EventTooLongError } from "./event-stream.ts";
import { lostConnection, whyLost } from "./lost-connection.ts";
import { releaseShape } from "./release-shape.ts";
import type { ServerCaller } from "./server-call.ts";
import { ServerRefusal } from "./server-refusal.ts";

export interface WatchTimes {
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  readonly silentMs: number;
}

/**
 * What the release is, again and again. A lost connection is taken up where it was lost (Last-Event-ID), for as long as it
 * takes; only the first one has to succeed, and a refusal ends it.
 */
export async function* watchRelease(
  caller: ServerCaller,
  id: string,
  stop: AbortSignal,
  times: WatchTimes = clientLimits,
): AsyncGenerator<Watched> {
  let lastSeen: string | undefined;
  let waitMs = times.firstRetryMs;
  while (!stop.aborted) {
    const stream = new WatchedStream(caller, stop, times.silentMs);
    let why = "the connection was closed";
    try {
      for await (const { view, id: seen } of stream.views(id, lastSeen)) {
        lastSeen = seen;
        waitMs = times.firstRetryMs;
        yield { kind: "release", view };
      }
    } catch (error) {
      if (stop.aborted) return;
      const isNew = lastSeen === undefined;
      if (isNew || isFinal(error))
        throw lostConnection(error, { server: caller.server, next: "Do it again." }, times.silentMs);
      why = error instanceof ServerRefusal ? error.message : whyLost(error, times.silentMs);
    }
    if (stop.aborted || stream.isOver) return;
    yield { kind: "lost", why, againInMs: waitMs };
    await delay(waitMs, undefined, { signal: stop }).catch(() => undefined);
    waitMs = Math.min(times.longestRetryMs, waitMs * 2);
  }
}

/** Trying again does not help: it is refused, or what answers is no control plane of ours. */
function isFinal(error: unknown): boolean {
  if (error instanceof ServerRefusal) return error.status < 500 && error.status !== 429;
  return error instanceof CrossfadeError || error instanceof EventTooLongError;
}

interface SeenView {
  readonly view: ReleaseView;
  readonly id: string;
}

/** One connection. It is given up when nothing comes, not even a comment. */
class WatchedStream {
  readonly #caller: ServerCaller;
  readonly #silentMs: number;
  readonly #silence = new AbortController();
  readonly #signal: AbortSignal;
  #timer: NodeJS.Timeout | undefined;
  /** The server has said that nothing comes any more. */
  isOver = false;

  constructor(caller: ServerCaller, stop: AbortSignal, silentMs: number) {
    this.#caller = caller;
    this.#silentMs = silentMs;
    this.#signal = AbortSignal.any([stop, this.#silence.signal]);
  }

  async *views(id: string, lastSeen: string | undefined): AsyncGenerator<SeenView> {
    try {
      this.#heard();
      const path = `/releases/${encodeURIComponent(id)}/events`;
      const response = await this.#caller.open({ method: "GET", path }, this.#signal, {
        accept: "text/event-stream",
        ...(lastSeen === undefined ? {} : { "last-event-id": lastSeen }),
      });
      this.isOver = response.status === 204;
      if (this.isOver) return;
      const type = response.headers.get("content-type") ?? "nothing";
      if (!type.startsWith("text/event-stream"))
        throw this.#caller.strange(`events were expected, not ${type}`);
      const reader = new EventReader(clientLimits.maxEventLength);
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        this.#heard();
        for (const each of reader.read(decoder.decode(chunk, { stream: true })))
          if (each.event === "release") yield this.#view(each.data, each.id);
      }
    } finally {
      clearTimeout(this.#timer);
      // Whoever stops reading wants the connection gone.
      this.#silence.abort();
    }
  }

  #heard(): void {
    clearTimeout(this.#timer);
    const silent = () => this.#silence.abort(new DOMException("silent", "TimeoutError"));
    this.#timer = setTimeout(silent, this.#silentMs);
  }

  #view(data: string, id: string | undefined): SeenView {
    const value = parsed(data);
    if (value === undefined) throw this.#caller.strange("the JSON of an event is broken");
    const view = shaped({ value }, releaseShape, this.#caller);
    return { view, id: id ?? String(view.seq) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
