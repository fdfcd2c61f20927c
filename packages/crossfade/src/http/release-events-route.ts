import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ControlPlane } from "../control/control-plane.ts";
import type { AppEnv, HttpLimits } from "./app-options.ts";
import { eventStream } from "./event-stream.ts";
import type { OpenStreams } from "./open-streams.ts";
import { bearer, idParam } from "./route-parts.ts";
import { errorSchema } from "./view-schemas.ts";

const events = createRoute({
  method: "get",
  path: "/releases/{id}/events",
  summary: "The release, and again whenever it changes",
  tags: ["releases"],
  security: bearer,
  request: {
    params: idParam,
    headers: z.object({
      "last-event-id": z.coerce.number().int().min(0).optional().openapi({
        description: "What was seen last: only what is newer is sent.",
      }),
    }),
  },
  responses: {
    200: {
      description: "Server-sent events `release`: a ReleaseView, its id the last entry of the journal.",
      content: { "text/event-stream": { schema: z.string() } },
    },
    204: { description: "It is over, and all of it was seen: do not come back." },
    default: {
      description: "Refused: why, and what to do.",
      content: { "application/json": { schema: errorSchema } },
    },
  },
});

export function releaseEventsRoute(
  api: OpenAPIHono<AppEnv>,
  { releases, tokens }: ControlPlane,
  { streams, limits }: { readonly streams: OpenStreams; readonly limits: HttpLimits },
): void {
  api.openapi(events, async (c) => {
    const caller = c.get("caller");
    const { id } = c.req.valid("param");
    const afterSeq = c.req.valid("header")["last-event-id"];
    const view = await releases.show(caller, id);
    const isOver = view.phase === "completed" || view.phase === "aborted";
    if (isOver && afterSeq === view.seq) return c.body(null, 204);
    const { signal, end } = streams.begin(caller.tokenId);
    const body = eventStream({
      views: releases.watch(caller, id, { afterSeq, signal }),
      heartbeatMs: limits.heartbeatMs,
      slowClientMs: limits.slowClientMs,
      stillAllowed: () => tokens.authenticateAgain(caller.tokenHash),
      cut: () => c.env?.outgoing?.destroy(),
      onEnd: end,
    });
    c.header("content-type", "text/event-stream");
    c.header("cache-control", "no-store");
    // Some proxies keep a stream back until it ends.
    c.header("x-accel-buffering", "no");
    return c.body(body, 200) as never;
  });
}
