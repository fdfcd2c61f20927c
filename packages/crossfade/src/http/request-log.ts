import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { AppEnv, AppOptions } from "./app-options.ts";
import { peerOf } from "./peer.ts";

/** How much of a message goes into the log. */
const maxMessageLength = 500;

/**
 * One line a request, and its place in the metrics. What a person typed or sent is not in it: no query, no body, no header;
 * of the path, the route that it matched.
 */
export function requestLog({ log, metrics, nowMs, randomBytes }: AppOptions): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const requestId = Buffer.from(randomBytes(8)).toString("hex");
    c.set("requestId", requestId);
    c.header("x-request-id", requestId);
    const beganMs = nowMs();
    await next();
    const route = routeOf(c);
    const ms = nowMs() - beganMs;
    metrics.requested(route, c.req.method, c.res.status, ms / 1_000);
    const caller = c.get("caller") as AppEnv["Variables"]["caller"] | undefined;
    const line = {
      at: new Date(nowMs()).toISOString(),
      kind: "request",
      requestId,
      peer: peerOf(c),
      method: c.req.method,
      route,
      status: c.res.status,
      ms,
      ...(caller === undefined ? {} : { person: caller.person, token: caller.tokenId }),
      ...(c.get("code") === undefined ? {} : { code: c.get("code") }),
      ...defectOf(c.error),
    };
    log(JSON.stringify(line));
  };
}

/** The pattern of the route, so that ids are neither in the log's route nor in a label. */
function routeOf(c: Parameters<MiddlewareHandler<AppEnv>>[0]): string {
  const routes = matchedRoutes(c).filter(({ path }) => !path.endsWith("*"));
  return routes.at(-1)?.path ?? "none";
}

/** Only what is a defect of ours: what a user did wrong is in the code. */
function defectOf(error: Error | undefined): { readonly defect?: string } {
  if (error === undefined || "code" in error) return {};
  return { defect: (error.stack ?? error.message).slice(0, maxMessageLength) };
}
