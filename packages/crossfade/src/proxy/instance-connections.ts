import { isIP, type LookupFunction } from "node:net";
import { buildConnector, Client, type Dispatcher } from "undici";
import type { ProxyLimits } from "./settings.ts";

export interface ConnectionSettings {
  readonly limits: ProxyLimits;
  readonly lookup: LookupFunction;
  /** Root certificates (PEM) that https instances may be signed with; the machine's own where there are none. */
  readonly roots?: string;
}

/**
 * Connections to one instance. A request has one for itself; the one that was used last is used next, so that what a quiet
 * instance does not need goes idle and closes.
 */
export class InstanceConnections {
  readonly #url: string;
  readonly #limits: ProxyLimits;
  readonly #connect: buildConnector.connector;
  readonly #idle: Dispatcher[] = [];
  readonly #all = new Set<Dispatcher>();
  #isClosed = false;

  constructor(url: string, { limits, lookup, roots }: ConnectionSettings) {
    this.#url = url;
    this.#limits = limits;
    this.#connect = connectorTo(url, { limits, lookup, ...(roots === undefined ? {} : { roots }) });
  }

  acquire(): Dispatcher {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const client = new Client(this.#url, {
      connect: this.#connect,
      pipelining: 1,
      // Timeouts are the exchange's own: they depend on what comes back.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: this.#limits.maxHeaderBytes,
      keepAliveTimeout: this.#limits.upstreamKeepAliveMs,
      keepAliveMaxTimeout: this.#limits.upstreamKeepAliveMs,
      keepAliveTimeoutThreshold: 1_000,
    });
    this.#all.add(client);
    return client;
  }

  release(client: Dispatcher): void {
    if (this.#isClosed || this.#idle.length >= this.#limits.maxIdlePerInstance) {
      this.#all.delete(client);
      void client.close();
    } else this.#idle.push(client);
  }

  /** A connection of its own, for whoever takes it over. */
  dial(callback: buildConnector.Callback): void {
    const { protocol, hostname, port, host } = new URL(this.#url);
    const bare = hostname.replace(/^\[|\]$/g, "");
    this.#connect({ protocol, hostname: bare, port, host }, callback);
  }

  /** Ends idle connections at once, others when their request is done. */
  close(): void {
    this.#isClosed = true;
    for (const client of this.#idle.splice(0)) {
      this.#all.delete(client);
      void client.close();
    }
  }

  /** Ends all of them now. */
  async destroy(): Promise<void> {
    this.#isClosed = true;
    this.#idle.length = 0;
    await Promise.all([...this.#all].map((client) => client.destroy()));
    this.#all.clear();
  }
}

/** The name an https instance has to prove: its own, never the one that a client wrote into Host. */
export function serverName(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, "");
}

/** Dials what the url's name was resolved to. */
export function connectorTo(
  url: string,
  { limits, lookup, roots }: ConnectionSettings,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: limits.connectTimeoutMs,
    lookup,
    ...(roots === undefined ? {} : { ca: roots }),
  } as buildConnector.BuildOptions);
  if (!url.startsWith("https:")) return connect;
  const name = serverName(url);
  return (options, callback) => connect({ ...options, servername: isIP(name) === 0 ? name : "" }, callback);
}
