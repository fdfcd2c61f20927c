import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { DrainTarget, MeasuredTraffic, RouterReading, RouterState } from "@crossfade/core";
import { createFront } from "./front.ts";
import type { ProxyDeps } from "./proxy-deps.ts";
import type { ProxySettings } from "./settings.ts";
import { Switchboard } from "./switchboard.ts";

/** The embedded proxy's data path, in this process. It knows no disk and no socket but those of its users and instances. */
export interface ProxyServer {
  /** Binds and serves; until the first state every request is answered 503. Rejects as `net.Server.listen` does (EADDRINUSE). */
  listen(): Promise<{ readonly host: string; readonly port: number }>;
  /**
   * Works by this state from this moment on. A newer generation, or the very same state again; anything else is
   * CF_ROUTER_STALE and changes nothing. CF_ROUTER_STATE_INVALID for a state of another router.
   */
  apply(state: RouterState): void;
  /** Undefined before the first state. */
  read(): RouterReading | undefined;
  measure(sinceS: number, usersSinceS?: number): MeasuredTraffic;
  /**
   * Ends what is open on a version or one of its instances: streams politely, spread over the time, then everything that is
   * left is cut. Resolves as soon as nothing is open, at the latest after `withinMs`, to what is open then.
   */
  drain(
    target: DrainTarget,
    withinMs: number,
  ): Promise<{ readonly requests: number; readonly streams: number }>;
  /** Requests that the proxy answered itself or cut, by code (such as CF_PROXY_BAD_HOST), since it began. */
  refusals(): Readonly<Record<string, number>>;
  /** Stops accepting, lets what is in hand end for so long, then cuts it. Nothing of it is open afterwards. */
  close(withinMs: number): Promise<void>;
}

export type { ProxyDeps };
export type CreateProxyServer = typeof createProxyServer;

export function createProxyServer(settings: ProxySettings, deps: ProxyDeps): ProxyServer {
  const board = new Switchboard(settings, deps);
  const front = createFront(board.path);
  let closing: Promise<void> | undefined;
  return {
    listen,
    apply: (state) => board.apply(state),
    read: () => board.read(),
    measure: (sinceS, usersSinceS) => board.measure(sinceS, usersSinceS),
    drain: (target, withinMs) => board.drain(target, withinMs),
    refusals: () => board.path.refusals.all(),
    close: (withinMs) => {
      closing ??= close(withinMs);
      return closing;
    },
  };

  async function listen(): Promise<{ readonly host: string; readonly port: number }> {
    front.listen(settings.listen.port, settings.listen.host);
    // Rejects where the port is taken, and leaves nothing behind: it may be tried again.
    await once(front, "listening");
    board.begin();
    const { address: host, port } = front.address() as AddressInfo;
    return { host, port };
  }

  async function close(withinMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      if (front.listening) front.close(() => resolve());
      else resolve();
    });
    await board.stop(withinMs);
    front.closeIdleConnections();
    const cut = setTimeout(() => front.closeAllConnections(), lastBytesMs);
    await closed;
    clearTimeout(cut);
    await board.end();
  }
}

/** Answers that are complete have so long to reach their clients. */
const lastBytesMs = 500;
