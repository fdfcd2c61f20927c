import {
  CrossfadeError,
  changeSentences,
  deviationSentences,
  everyCapability,
  type MeasuredTraffic,
  parseRouterState,
  type Router,
  type RouterReading,
} from "@crossfade/core";
import { AdminClient, measuresPath } from "./admin-client.ts";

export interface EmbeddedRouterOptions {
  /** The router's id. */
  readonly id: string;
  /** The admin socket of its process. */
  readonly socket: string;
  /** For each call but `drain`, which has so long beyond its own time. Default 5 s. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 5_000;

/** The embedded proxy as a Router: another process, spoken to over its admin socket. It need not run yet. */
export function createEmbeddedRouter({
  id,
  socket,
  timeoutMs = defaultTimeoutMs,
}: EmbeddedRouterOptions): Router {
  const client = new AdminClient({ router: id, socket });
  const read = async (): Promise<RouterReading> => {
    const reading = await client.call<RouterReading>("GET", "/v1/reading", { timeoutMs });
    return { ...reading, state: parseRouterState(reading.state) };
  };
  return {
    capabilities: { ...everyCapability, movesInstances: true },
    read,
    async plan(desired) {
      return changeSentences((await read()).state, parseRouterState(desired));
    },
    async apply(desired) {
      if (desired.router !== id)
        throw new CrossfadeError("CF_ROUTER_STATE_INVALID", { at: "router", expected: id });
      await client.call("PUT", "/v1/state", { timeoutMs, body: parseRouterState(desired) });
    },
    async verify(desired) {
      return deviationSentences((await read()).state, desired);
    },
    measure(sinceS, usersSinceS) {
      return client.call<MeasuredTraffic>("GET", measuresPath(sinceS, usersSinceS), { timeoutMs });
    },
    drain(target, withinMs) {
      return client.call("POST", "/v1/drain", {
        timeoutMs: withinMs + timeoutMs,
        body: { ...target, withinMs },
      });
    },
    async close() {},
  };
}
