import { CrossfadeError } from "@crossfade/core";
import type { MiddlewareHandler } from "hono";
import type { AppEnv, HttpLimits } from "./app-options.ts";

/**
 * A body says how long it is before it comes, and HTTP holds it to that: so nothing has to be read to refuse it.
 * CF_BODY_TOO_LARGE, CF_BODY_LENGTH_MISSING
 */
export function bodyGuard(limits: HttpLimits): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (c.req.header("transfer-encoding") !== undefined) throw new CrossfadeError("CF_BODY_LENGTH_MISSING");
    const isPublish = c.req.method === "POST" && c.req.path === "/api/v1/versions";
    const name = isPublish ? "maxPublishBytes" : "maxBodyBytes";
    const limit = limits[name];
    if (Number(c.req.header("content-length") ?? 0) > limit)
      throw new CrossfadeError("CF_BODY_TOO_LARGE", { limit, name });
    await next();
  };
}
