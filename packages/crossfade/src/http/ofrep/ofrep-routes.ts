import { hash } from "node:crypto";
import { CrossfadeError, errorCatalogue } from "@crossfade/core";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { Authenticated, Tokens } from "../../control/tokens.ts";
import type { ServedFlags } from "../../flag-server/served-flags.ts";
import type { AppEnv } from "../app-options.ts";
import { peerOf } from "../peer.ts";
import { FlagDoor } from "./flag-door.ts";
import { flagHttpLimits } from "./flag-http-limits.ts";
import type { FlagServing } from "./flag-serving.ts";
import { FlagStreams } from "./flag-streams.ts";
import { flagdDocument } from "./flagd-document.ts";
import { answerStatus, ofrepAnswer, ofrepText } from "./ofrep-answers.ts";
import { contextOf } from "./ofrep-context.ts";
import { isTicketOf, streamTicket, ticketTokenId } from "./stream-ticket.ts";

export interface FlagRoutes {
  readonly routes: Hono<AppEnv>;
  /** Ends every stream. */
  close(): void;
}

/** Where flags are asked for: everything when there is one set, a set of several by its name. */
const bases = ["", "/flags/:environment/:component"] as const;

export interface FlagRoutesDeps {
  readonly tokens: Tokens;
  readonly nowMs: () => number;
  readonly onStreams?: (open: number) => void;
  readonly onAnswer?: (method: string, status: number, ms: number) => void;
  /** A defect of ours, as text. */
  readonly onDefect?: (defect: string) => void;
}

/** OFREP 0.3.0 with its event streams, and definitions for providers that evaluate by themselves. */
export function flagRoutes(serving: FlagServing, deps: FlagRoutesDeps): FlagRoutes {
  const routes = new OfrepRoutes(serving, deps);
  return { routes: routes.made(), close: () => routes.close() };
}

class OfrepRoutes {
  readonly #serving: FlagServing;
  readonly #deps: FlagRoutesDeps;
  readonly #limits: typeof flagHttpLimits | NonNullable<FlagServing["limits"]>;
  readonly #door: FlagDoor;
  readonly #streams: FlagStreams;

  constructor(serving: FlagServing, deps: FlagRoutesDeps) {
    const { tokens, nowMs, onStreams } = deps;
    this.#serving = serving;
    this.#deps = deps;
    const limits = { ...flagHttpLimits, ...serving.limits };
    this.#limits = limits;
    this.#door = new FlagDoor({ tokens, limits, nowMs });
    this.#streams = new FlagStreams(limits, onStreams);
  }

  close(): void {
    this.#streams.close();
  }

  made(): Hono<AppEnv> {
    const routes = new Hono<AppEnv>();
    routes.onError((error, c) => this.#refused(c, error));
    const { nowMs, onAnswer } = this.#deps;
    const answered: MiddlewareHandler<AppEnv> = async (c, next) => {
      const beganMs = nowMs();
      c.header("cache-control", "no-store");
      c.header("x-content-type-options", "nosniff");
      await next();
      onAnswer?.(c.req.method, c.res.status, nowMs() - beganMs);
    };
    for (const base of bases) {
      const at = `${base}/ofrep/v1` as const;
      for (const path of [`${at}/*`, `${base}/flagd/*`] as const) routes.use(path, answered, this.#cors());
      routes.post(`${at}/evaluate/flags`, (c) => this.#bulk(c));
      routes.post(`${at}/evaluate/flags/:key`, (c) => this.#single(c));
      routes.get(`${at}/sse`, (c) => this.#stream(c));
      routes.get(`${base}/flagd/flags.json`, (c) => this.#definitions(c));
    }
    return routes;
  }

  #cors() {
    const { origins } = this.#serving;
    return cors({
      origin: (origin) => (origins.includes("*") || origins.includes(origin) ? origin : null),
      allowMethods: ["GET", "POST"],
      allowHeaders: [
        "If-None-Match",
        "Authorization",
        "X-API-Key",
        "Content-Type",
        "X-Client-Version",
        "Last-Event-ID",
      ],
      exposeHeaders: ["ETag", "Retry-After"],
      maxAge: 600,
    });
  }

  #served(c: Context<AppEnv>): ServedFlags {
    return this.#serving.sets.find(c.req.param("environment"), c.req.param("component"));
  }

  async #single(c: Context<AppEnv>): Promise<Response> {
    const served = this.#served(c);
    await this.#door.admit(c, served);
    const key = c.req.param("key") ?? "";
    const read = await this.#context(c);
    if (!read.ok) return c.json({ key, errorCode: read.errorCode, errorDetails: read.errorDetails }, 400);
    const answer = ofrepAnswer(key, served.resolve(key, read.context));
    return c.json(answer, answerStatus(answer));
  }

  /** Every flag, those that are off, too: what is missing would be taken for unknown, and the code's default for it. */
  async #bulk(c: Context<AppEnv>): Promise<Response> {
    const served = this.#served(c);
    const caller = await this.#door.admit(c, served);
    const read = await this.#context(c);
    if (!read.ok) return c.json({ errorCode: read.errorCode, errorDetails: read.errorDetails }, 400);
    served.confirm(c.req.query("flagConfigEtag") ?? "");
    const { revision, flags: set } = served.state;
    const texts: string[] = [];
    for (const [key, each] of served.resolveAll(read.context)) texts.push(ofrepText(key, each));
    const text = `[${texts.join(",")}]`;
    const etag = etagOf(text);
    c.header("etag", etag);
    if (c.req.header("if-none-match") === etag) return c.body(null, 304);
    const metadata = JSON.stringify({ ...set.metadata, "crossfade.revision": revision });
    const eventStreams = JSON.stringify([this.#streamOf(c, served, caller)]);
    return c.body(`{"flags":${text},"metadata":${metadata},"eventStreams":${eventStreams}}`, 200, {
      "content-type": "application/json",
    });
  }

  /** Without an origin: whatever stands in front of us, the client knows it. */
  #streamOf(c: Context<AppEnv>, served: ServedFlags, caller: Authenticated) {
    const base = c.req.path.replace(/\/evaluate\/flags$/, "");
    // Always the same: a client whose stream has another address opens it anew.
    const query = new URLSearchParams({ ticket: streamTicket(caller, setName(served)) });
    return {
      type: "sse",
      endpoint: { requestUri: `${base}/sse?${query}` },
      inactivityDelaySec: this.#limits.inactivityDelayS,
    };
  }

  async #stream(c: Context<AppEnv>): Promise<Response> {
    const served = this.#served(c);
    const hash = await this.#tokenHashOf(c, served);
    const body = this.#streams.begin({
      served,
      knows: c.req.header("last-event-id"),
      stillAllowed: () => this.#door.again(hash),
      cut: () => c.env?.outgoing?.destroy(),
    });
    return c.body(body, 200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // Some proxies keep a stream back until it ends.
      "x-accel-buffering": "no",
    });
  }

  /** By its ticket, or by a token where headers can be sent. CF_TOKEN_REFUSED */
  async #tokenHashOf(c: Context<AppEnv>, served: ServedFlags): Promise<string> {
    const ticket = c.req.query("ticket");
    if (ticket === undefined) return (await this.#door.admit(c, served)).tokenHash;
    const tokenId = ticketTokenId(ticket);
    const known = (await this.#serving.tokens.tokens()).find(({ id }) => id === tokenId);
    if (known !== undefined && isTicketOf(ticket, known.hash, setName(served))) {
      await this.#door.again(known.hash);
      return known.hash;
    }
    throw this.#door.refusal(new CrossfadeError("CF_TOKEN_REFUSED"), peerOf(c));
  }

  async #definitions(c: Context<AppEnv>): Promise<Response> {
    const served = this.#served(c);
    await this.#door.admit(c, served);
    const text = JSON.stringify(flagdDocument(served));
    const etag = etagOf(text);
    c.header("etag", etag);
    if (c.req.header("if-none-match") === etag) return c.body(null, 304);
    return c.body(text, 200, { "content-type": "application/json" });
  }

  async #context(c: Context<AppEnv>) {
    return contextOf(await c.req.text(), c.req.header("x-client-version"));
  }

  /** In the words of OFREP; the status is that of the catalogue. */
  #refused(c: Context<AppEnv>, error: unknown): Response {
    const isKnown = error instanceof CrossfadeError;
    const known = isKnown ? error : new CrossfadeError("CF_INTERNAL", { what: "a flag" }, { cause: error });
    if (!isKnown)
      this.#deps.onDefect?.(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const { httpStatus } = errorCatalogue[known.code];
    const { seconds } = known.details as { readonly seconds?: number };
    if (seconds !== undefined) c.header("retry-after", String(seconds));
    if (httpStatus === 401) c.header("www-authenticate", "Bearer");
    const key = c.req.param("key");
    const errorCode = httpStatus === 404 ? "FLAG_NOT_FOUND" : "GENERAL";
    const errorDetails = `${known.message} ${known.hint}`;
    return c.json({ ...(key === undefined ? {} : { key }), errorCode, errorDetails }, httpStatus as 400);
  }
}

const setName = ({ environment, component }: ServedFlags) => `${environment}/${component}`;

function etagOf(text: string): string {
  return `"${hash("sha256", text, "base64url").slice(0, 27)}"`;
}
