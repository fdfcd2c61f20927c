import { CrossfadeError } from "@crossfade/core";
import { Hono } from "hono";
import { NONCE, secureHeaders } from "hono/secure-headers";
import { FlagSets } from "../flag-server/flag-sets.ts";
import { Flags } from "../flag-server/flags.ts";
import type { AppEnv, AppOptions, HttpLimits } from "./app-options.ts";
import { Door } from "./authentication.ts";
import { bodyGuard, checkBodyLength } from "./body-guard.ts";
import { deadline } from "./deadline.ts";
import { errorAnswer } from "./error-answers.ts";
import { healthRoutes } from "./health-routes.ts";
import { hostCheck, hostGuard } from "./host-guard.ts";
import { httpLimits } from "./limits.ts";
import { FlagDesk } from "./ofrep/flag-desk.ts";
import { apiPrefix, apiRoutes, openApiDocument } from "./open-api.ts";
import { OpenStreams } from "./open-streams.ts";
import { PageRoutes } from "./pages/page-routes.ts";
import { requestLog } from "./request-log.ts";

export interface ControlApp {
  readonly app: Hono<AppEnv>;
  /** Is asked before the app: what is for it never comes there. */
  readonly flags: FlagDesk | undefined;
  /** Ends every stream; requests in hand are answered. */
  close(): void;
}

/** What a control plane answers over HTTP. A request passes from the top to the bottom of this function. */
export function createApp(options: AppOptions): ControlApp {
  const { control, metrics, nowMs } = options;
  const limits: HttpLimits = { ...httpLimits, ...options.limits };
  const door = new Door({ tokens: control.tokens, limits, nowMs });
  const streams = new OpenStreams(limits, (open) => metrics.streams(open));
  const app = new Hono<AppEnv>();
  app.onError((error, c) => errorAnswer(c, error));
  app.notFound((c) => errorAnswer(c, new CrossfadeError("CF_ROUTE_UNKNOWN", { path: c.req.path })));
  app.use(requestLog(options));
  app.use(secureHeaders({ ...safeHeaders, strictTransportSecurity: options.isBehindTls }));
  app.use(async (c, next) => {
    c.header("crossfade-version", options.version);
    c.header("cache-control", "no-store");
    await next();
  });
  app.use(hostGuard(options.hosts));
  app.use(deadline((path) => (isLong(path) ? limits.longAnswerMs : limits.answerMs)));
  healthRoutes(app, options, { door, limits });
  app.use("/login", bodyGuard(limits));
  new PageRoutes(options, { door, limits }).addTo(app);
  // Before the door: it is in the reference too. Made once, since anybody may ask.
  let document: ReturnType<typeof openApiDocument> | undefined;
  app.get(`${apiPrefix}/openapi.json`, (c) => {
    document ??= openApiDocument();
    return c.json(document);
  });
  app.use(`${apiPrefix}/*`, door.bearer(), bodyGuard(limits));
  const sets = options.flags?.sets ?? new FlagSets([]);
  const flagsOf = new Flags(sets, nowMs, options.flags?.agree);
  const api = apiRoutes({ control, flags: flagsOf, sets, streams, limits });
  app.route(apiPrefix, api);
  const flags = createFlagDesk(options, limits);
  const close = () => {
    streams.close();
    flags?.close();
  };
  return { app, flags, close };
}

/** With the same guards as everything else. */
function createFlagDesk(
  { control, flags, hosts, metrics, nowMs, log }: AppOptions,
  limits: HttpLimits,
): FlagDesk | undefined {
  if (flags === undefined) return undefined;
  const checkHost = hostCheck(hosts);
  const body = { name: "maxBodyBytes", limit: limits.maxBodyBytes };
  return new FlagDesk(flags, {
    tokens: control.tokens,
    nowMs,
    guard: ({ header }) => {
      checkHost(header("host"));
      checkBodyLength(header, body);
    },
    onStreams: (open) => metrics.flagStreams(open),
    onAnswer: (method, status, ms) => metrics.requested("/ofrep/v1", method, status, ms / 1_000),
    onDefect: (defect) =>
      log(JSON.stringify({ at: new Date(nowMs()).toISOString(), kind: "trouble", defect })),
  });
}

/** Pages run our own style and script, ask nobody else for anything, and stand in nobody's frame. */
const safeHeaders = {
  xFrameOptions: "DENY",
  // With "no-referrer" browsers would not say where a form comes from.
  referrerPolicy: "same-origin",
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: [NONCE],
    styleSrc: [NONCE],
    imgSrc: ["data:"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/** Contracts are compared, or many of them are written. */
function isLong(path: string): boolean {
  return /^\/api\/v1\/(?:releases|versions|releases\/[^/]+\/rollback)$/.test(path);
}
