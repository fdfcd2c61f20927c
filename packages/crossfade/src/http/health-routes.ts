import { CrossfadeError } from "@crossfade/core";
import type { Hono } from "hono";
import type { AppEnv, AppOptions, HttpLimits } from "./app-options.ts";
import type { Door } from "./authentication.ts";
import { isLocal } from "./peer.ts";

/** For whoever watches over the process. They say nothing about releases, so that they need no token. */
export function healthRoutes(
  app: Hono<AppEnv>,
  { control, metrics }: AppOptions,
  { door, limits }: { readonly door: Door; readonly limits: HttpLimits },
): void {
  app.get("/healthz", (c) => c.json({ ok: true }));
  app.get("/readyz", async (c) => {
    const why = await within(control.look(), limits.readyMs);
    return why === undefined ? c.json({ ok: true }) : c.json({ ok: false, why }, 503);
  });
  // From this machine as it is; from elsewhere with a token.
  app.get("/metrics", async (c, next) => (isLocal(c) ? next() : door.bearer()(c, next)));
  app.get("/metrics", async (c) => {
    const { type, text } = await metrics.page(await control.look().catch(() => []));
    return c.body(text, 200, { "content-type": type });
  });
}

/** Why it is not ready; undefined: it is. A sentence of ours, never what a driver says: that may hold addresses. */
async function within(look: Promise<unknown>, readyMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((done) => {
    timer = setTimeout(() => done(`the store does not answer within ${readyMs} ms`), readyMs);
  });
  const asked = look.then(
    () => undefined,
    (error: unknown) => (error instanceof CrossfadeError ? error.code : "the store does not answer"),
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
