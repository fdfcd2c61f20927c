import { CrossfadeError } from "@crossfade/core";
import { Hono } from "hono";
import { NONCE, secureHeaders } from "hono/secure-headers";
import { FlagSets } from "../flag-server/flag-sets.ts";
import { Flags } from "../flag-server/flags.ts";
import type { AppEnv, AppOptions, HttpLimits } from "./app-options.ts";
import { Door } from "./authentication.ts";
import { bodyGuard } from "./body-guard.ts";
import { deadline } from "./deadline.ts";
import { errorAnswer } from "./error-answers.ts";
import { healthRoutes } from "./health-routes.ts";
import { hostGuard } from "./host-guard.ts";
import { httpLimits } from "./limits.ts";
import { type FlagRoutes, flagRoutes } from "./ofrep/ofrep-routes.ts";
import { apiPrefix, apiRoutes, openApiDocument } from "./open-api.ts";
import { OpenStreams } from "./open-streams.ts";
import { PageRoutes } from "./pages/page-routes.ts";
import { requestLog } from "./request-log.ts";

export interface ControlApp {
  readonly app: Hono<AppEnv>;
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
  const flags = addFlags(app, options, limits);
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
  const api = apiRoutes({ control, flags: new Flags(sets, nowMs), streams, limits });
  app.route(apiPrefix, api);
  const close = () => {
    streams.close();
    flags?.close();
  };
  return { app, close };
}

/**
 * Clients of flags are many and come all at once: what is done for people (a line in the log, what a page may do) is not
 * done for them.
 */
function addFlags(app: Hono<AppEnv>, options: AppOptions, limits: HttpLimits): FlagRoutes | undefined {
  const { control, flags, hosts, metrics, nowMs, log } = options;
  if (flags === undefined) return undefined;
  const made = flagRoutes(flags, {
    tokens: control.tokens,
    nowMs,
    onStreams: (open) => metrics.flagStreams(open),
    onAnswer: (method, status, ms) => metrics.requested("/ofrep/v1", method, status, ms / 1_000),
    onDefect: (defect) =>
      log(JSON.stringify({ at: new Date(nowMs()).toISOString(), kind: "trouble", defect })),
  });
  for (const path of ["/ofrep/*", "/flagd/*", "/flags/*"]) app.use(path, hostGuard(hosts), bodyGuard(limits));
  app.route("/", made.routes);
  return made;
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
