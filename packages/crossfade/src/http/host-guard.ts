import { isIP } from "node:net";
import { CrossfadeError } from "@crossfade/core";
import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "./app-options.ts";

/**
 * CF_HOST_REFUSED for a name that is not ours: a page elsewhere may have made its own name lead here (DNS rebinding).
 * An address is no name: nobody can make it lead elsewhere.
 */
export function hostGuard(hosts: readonly string[]): MiddlewareHandler<AppEnv> {
  const check = hostCheck(hosts);
  return async (c, next) => {
    check(c.req.header("host"));
    await next();
  };
}

/** The same for whatever has a header `host`. */
export function hostCheck(hosts: readonly string[]): (host: string | undefined) => void {
  const ours = new Set(["localhost", ...hosts].map((each) => each.toLowerCase()));
  return (host = "") => {
    const name = host.replace(/:\d*$/, "").toLowerCase();
    if (!ours.has(name) && isIP(name.replace(/^\[|\]$/g, "")) === 0)
      throw new CrossfadeError("CF_HOST_REFUSED", { host });
  };
}
