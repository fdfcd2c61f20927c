import { CrossfadeError } from "@crossfade/core";
import type { MiddlewareHandler } from "hono";
import type { AppEnv, HttpLimits } from "./app-options.ts";

/** CF_BODY_TOO_LARGE, CF_BODY_LENGTH_MISSING */
export function bodyGuard(limits: HttpLimits): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const isPublish = c.req.method === "POST" && c.req.path === "/api/v1/versions";
    const name = isPublish ? "maxPublishBytes" : "maxBodyBytes";
    checkBodyLength((header) => c.req.header(header), { name, limit: limits[name] });
    await next();
  };
}

/**
 * A body says how long it is before it comes, and HTTP holds it to that: so nothing has to be read to refuse it.
 * CF_BODY_TOO_LARGE, CF_BODY_LENGTH_MISSING
 */
export function checkBodyLength(
  header: (name: string) => string | undefined,
  { name, limit }: { readonly name: string; readonly limit: number },
): void {
  if (header("transfer-encoding") !== undefined) throw new CrossfadeError("CF_BODY_LENGTH_MISSING");
  if (Number(header("content-length") ?? 0) > limit)
    throw new CrossfadeError("CF_BODY_TOO_LARGE", { limit, name });
}
