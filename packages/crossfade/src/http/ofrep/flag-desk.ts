import { CrossfadeError, errorCatalogue } from "@crossfade/core";
import type { Authenticated, Tokens } from "../../control/tokens.ts";
import type { ServedFlags } from "../../flag-server/served-flags.ts";
import { bulkText, etagOf, metadataText } from "./bulk-text.ts";
import { crossOriginHeaders, preflightHeaders } from "./cross-origin.ts";
import { type FlagAnswer, type FlagAsk, type FlagPlace, flagPlace } from "./flag-ask.ts";
import { FlagDoor } from "./flag-door.ts";
import { type FlagHttpLimits, flagHttpLimits } from "./flag-http-limits.ts";
import type { FlagServing } from "./flag-serving.ts";
import { FlagStreams } from "./flag-streams.ts";
import { flagdDocument } from "./flagd-document.ts";
import { answerStatus, ofrepAnswer } from "./ofrep-answers.ts";
import { contextOf } from "./ofrep-context.ts";
import { isTicketOf, streamTicket, ticketTokenId } from "./stream-ticket.ts";

export interface FlagDeskDeps {
  readonly tokens: Tokens;
  readonly nowMs: () => number;
  /** What is asked of everybody before anything else. Throws CF_HOST_REFUSED, CF_BODY_… */
  readonly guard: (ask: FlagAsk) => void;
  readonly onStreams?: (open: number) => void;
  readonly onAnswer?: (method: string, status: number, ms: number) => void;
  /** A defect of ours, as text. */
  readonly onDefect?: (defect: string) => void;
}

const json = { "content-type": "application/json" } as const;
const always = { "cache-control": "no-store", "x-content-type-options": "nosniff" } as const;

/**
 * OFREP 0.3.0 with its event streams, and definitions for providers that evaluate by themselves. Clients of flags are many
 * and come all at once: they are answered in front of everything that is done for people, by plain values.
 */
export class FlagDesk {
  readonly #serving: FlagServing;
  readonly #deps: FlagDeskDeps;
  readonly #limits: FlagHttpLimits;
  readonly #door: FlagDoor;
  readonly #streams: FlagStreams;
  /** Where changes are told, by who was let in: the same for as long as they are remembered. */
  readonly #streamTexts = new WeakMap<Authenticated, Map<string, string>>();

  constructor(serving: FlagServing, deps: FlagDeskDeps) {
    const { tokens, nowMs, onStreams } = deps;
    this.#serving = serving;
    this.#deps = deps;
    this.#limits = { ...flagHttpLimits, ...serving.limits };
    this.#door = new FlagDoor({ tokens, limits: this.#limits, nowMs });
    this.#streams = new FlagStreams(this.#limits, onStreams);
  }

  /** Ends every stream. */
  close(): void {
    this.#streams.close();
  }

  /** Undefined: nothing about flags is asked there. Never rejects. */
  answer(ask: FlagAsk): Promise<FlagAnswer> | undefined {
    const place = flagPlace(ask.path);
    if (place === undefined) return undefined;
    const isPost = place.what === "bulk" || place.what === "single";
    const isOurs = ask.method === "OPTIONS" || ask.method === (isPost ? "POST" : "GET");
    return isOurs ? this.#timed(ask, place) : undefined;
  }

  async #timed(ask: FlagAsk, place: FlagPlace): Promise<FlagAnswer> {
    const { nowMs, onAnswer } = this.#deps;
    const beganMs = nowMs();
    const { status, headers, body } = await this.#answered(ask, place).catch((error: unknown) =>
      this.#refused(place, error),
    );
    onAnswer?.(ask.method, status, nowMs() - beganMs);
    const crossOrigin = crossOriginHeaders(this.#serving.origins, ask.header("origin"));
    return { status, headers: { ...always, ...crossOrigin, ...headers }, body };
  }

  async #answered(ask: FlagAsk, place: FlagPlace): Promise<FlagAnswer> {
    this.#deps.guard(ask);
    if (ask.method === "OPTIONS") return { status: 204, headers: preflightHeaders, body: "" };
    const served = this.#serving.sets.find(place.environment, place.component);
    if (place.what === "bulk") return this.#bulk(ask, served, place);
    if (place.what === "single") return this.#single(ask, served, place.key ?? "");
    return place.what === "stream" ? this.#stream(ask, served) : this.#definitions(ask, served);
  }

  async #bulk(ask: FlagAsk, served: ServedFlags, { base }: FlagPlace): Promise<FlagAnswer> {
    const caller = await this.#door.admit(ask, served);
    const read = await contextIn(ask);
    if (!read.ok) {
      const { errorCode, errorDetails } = read;
      return { status: 400, headers: json, body: JSON.stringify({ errorCode, errorDetails }) };
    }
    served.confirm(ask.query.get("flagConfigEtag") ?? "");
    served.count(undefined, read.context);
    const view = served.viewOf(read.context);
    const { etag, flags } = bulkText(served.state.flags, served.contextOf(read.context), view);
    if (ask.header("if-none-match") === etag) return { status: 304, headers: { etag }, body: "" };
    const metadata = metadataText(served.state);
    const streams = this.#streamText(base, served, caller);
    const body = `{"flags":${flags},"metadata":${metadata},"eventStreams":${streams}}`;
    return { status: 200, headers: { ...json, etag }, body };
  }

  async #single(ask: FlagAsk, served: ServedFlags, key: string): Promise<FlagAnswer> {
    await this.#door.admit(ask, served);
    const read = await contextIn(ask);
    if (!read.ok) {
      const { errorCode, errorDetails } = read;
      return { status: 400, headers: json, body: JSON.stringify({ key, errorCode, errorDetails }) };
    }
    const answer = ofrepAnswer(key, served.resolve(key, read.context));
    // Whatever is asked for and was never there is not kept: anybody may ask for anything.
    if (answerStatus(answer) !== 404) served.count(key, read.context);
    return { status: answerStatus(answer), headers: json, body: JSON.stringify(answer) };
  }

  /** Without an origin: whatever stands in front of us, the client knows it. */
  #streamText(base: string, served: ServedFlags, caller: Authenticated): string {
    const texts = this.#streamTexts.get(caller) ?? new Map<string, string>();
    this.#streamTexts.set(caller, texts);
    const name = setName(served);
    const known = texts.get(base);
    if (known !== undefined) return known;
    // Always the same: a client whose stream has another address opens it anew.
    const query = new URLSearchParams({ ticket: streamTicket(caller, name) });
    const stream = {
      type: "sse",
      endpoint: { requestUri: `${base}/ofrep/v1/sse?${query}` },
      inactivityDelaySec: this.#limits.inactivityDelayS,
    };
    const text = JSON.stringify([stream]);
    texts.set(base, text);
    return text;
  }

  async #stream(ask: FlagAsk, served: ServedFlags): Promise<FlagAnswer> {
    const hash = await this.#tokenHashOf(ask, served);
    const client = {
      served,
      knows: ask.header("last-event-id"),
      stillAllowed: () => this.#door.again(hash),
    };
    return {
      status: 200,
      // Some proxies keep a stream back until it ends.
      headers: { "content-type": "text/event-stream", connection: "close", "x-accel-buffering": "no" },
      body: this.#streams.begin(client),
    };
  }

  /** By its ticket, or by a token where headers can be sent. CF_TOKEN_REFUSED */
  async #tokenHashOf(ask: FlagAsk, served: ServedFlags): Promise<string> {
    const ticket = ask.query.get("ticket");
    if (ticket === null) return (await this.#door.admit(ask, served)).tokenHash;
    const tokenId = ticketTokenId(ticket);
    const known = (await this.#serving.tokens.tokens()).find(({ id }) => id === tokenId);
    if (known !== undefined && isTicketOf(ticket, known.hash, setName(served))) {
      await this.#door.again(known.hash);
      return known.hash;
    }
    throw this.#door.refusal(new CrossfadeError("CF_TOKEN_REFUSED"), ask.peer);
  }

  async #definitions(ask: FlagAsk, served: ServedFlags): Promise<FlagAnswer> {
    await this.#door.admit(ask, served);
    const body = JSON.stringify(flagdDocument(served));
    const etag = etagOf(body);
    if (ask.header("if-none-match") === etag) return { status: 304, headers: { etag }, body: "" };
    return { status: 200, headers: { ...json, etag }, body };
  }

  /** In the words of OFREP; the status is that of the catalogue. */
  #refused({ key }: FlagPlace, error: unknown): FlagAnswer {
    const isKnown = error instanceof CrossfadeError;
    const known = isKnown ? error : new CrossfadeError("CF_INTERNAL", { what: "a flag" }, { cause: error });
    if (!isKnown)
      this.#deps.onDefect?.(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const { httpStatus } = errorCatalogue[known.code];
    const { seconds } = known.details as { readonly seconds?: number };
    const errorCode = httpStatus === 404 ? "FLAG_NOT_FOUND" : "GENERAL";
    const errorDetails = `${known.message} ${known.hint}`;
    return {
      status: httpStatus,
      headers: {
        ...json,
        ...(seconds === undefined ? {} : { "retry-after": String(seconds) }),
        ...(httpStatus === 401 ? { "www-authenticate": "Bearer" } : {}),
      },
      body: JSON.stringify({ ...(key === undefined ? {} : { key }), errorCode, errorDetails }),
    };
  }
}

async function contextIn(ask: FlagAsk) {
  return contextOf(await ask.body(), ask.header("x-client-version"));
}

const setName = ({ environment, component }: ServedFlags) => `${environment}/${component}`;
