import { defaultLatencyThresholdsMs } from "@crossfade/core";

/** What the embedded proxy is told once, when it starts. Who gets which version is the RouterState, told at any time. */
export interface ProxySettings {
  /** The router's id: the audience of tester pins. */
  readonly router: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** In order; the first that fits a request wins. */
  readonly routes: readonly ProxyRoute[];
  readonly userKey: UserKeySource;
  /** Peers (CIDR or address) whose forwarding headers and request ids are believed. */
  readonly trusted: readonly string[];
  /** Names that a request's Host may have, without port; none: every well-formed one. */
  readonly hosts: readonly string[];
  /** Without it instances are never asked; they are used until a connection fails. */
  readonly health?: HealthCheck;
  /** Which of a version's instances gets the next request. */
  readonly balance: "least-in-flight" | "round-robin";
  readonly limits: ProxyLimits;
  /** ms to the first byte of an answer. */
  readonly latencyThresholdsMs: readonly number[];
  /** Answers of an instance in its first seconds are counted, but are no evidence about its version. */
  readonly warmUpS: number;
}

export interface ProxyRoute {
  /** Host name without port; without it every host. */
  readonly host?: string;
  /** "/api" fits /api and /api/x, not /apix; "/" fits all. */
  readonly path: string;
  /** A component id of the RouterState. */
  readonly component: string;
  /** Its name in the evidence. */
  readonly name: string;
}

/** What tells users apart. A request without it is told apart by our own cookie `cf_id`. */
export type UserKeySource =
  | { readonly kind: "cookie"; readonly name: string }
  | { readonly kind: "header"; readonly name: string }
  | { readonly kind: "ip" }
  | { readonly kind: "own-cookie" };

/** GET of a path on each instance; 200 to 299 in time is one success. */
export interface HealthCheck {
  readonly path: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** So many in a row, of the same kind, change what is thought of an instance. */
  readonly needed: number;
}

export type ProxyLimits = Readonly<Record<keyof typeof defaultProxyLimits, number>>;

/** Durations in ms; 0 where it says so means no limit. */
export const defaultProxyLimits = {
  /** Open connections of clients; one more is closed at once. */
  maxConnections: 20_000,
  /** Requests of one connection in hand at once (HTTP pipelining). */
  maxPipelined: 32,
  /** Request line and headers together; beyond it 431. The same for answers of instances (502). */
  maxHeaderBytes: 16_384,
  maxHeaders: 100,
  /** Bytes of a request's body; beyond it 413. 0: no limit. */
  maxBodyBytes: 0,
  /** Of a body that nobody wants any more, so much is still read before the client is cut off. */
  maxDiscardedBytes: 1_048_576,
  /** All headers of a request are here by then, else 408. */
  clientHeadersTimeoutMs: 15_000,
  /** A client that neither sends its body nor takes its answer for so long is cut off. */
  clientIdleTimeoutMs: 60_000,
  /** A connection without a request in hand is closed after it. */
  keepAliveTimeoutMs: 65_000,
  /** A connection to an instance is there by then, else the next instance or 504. */
  connectTimeoutMs: 3_000,
  /** The first byte of an answer is here by then, else 504. */
  firstByteTimeoutMs: 60_000,
  /** An answer that stands still for so long is cut off. Event streams are not answers in this sense. */
  upstreamIdleTimeoutMs: 60_000,
  /** An idle connection to an instance is closed after it, unless the instance says less. */
  upstreamKeepAliveMs: 4_000,
  /** WebSockets and event streams in which nothing moves for so long are ended. 0: no limit. */
  streamIdleTimeoutMs: 3_600_000,
  /** Idle connections to one instance that are kept. */
  maxIdlePerInstance: 256,
  /** Requests in hand of one instance; beyond it 503. */
  maxInFlightPerInstance: 2_048,
  /** Open streams of one version; beyond it 503. */
  maxStreamsPerVersion: 20_000,
  /** An instance that refused a connection is left out for so long, if there is another. */
  asideMs: 2_000,
  /** Requests of one component that are held; beyond it 503. */
  maxHeld: 1_000,
  /** Streams of a closing version are ended one by one within it, then cut. */
  closingMs: 30_000,
  /** After a polite end a client has so long to end its side. */
  politeEndMs: 2_000,
  /** How long an address that a name stands for is used before it is asked again. */
  dnsTtlMs: 30_000,
  /** How often timeouts are looked at: no timeout above is more exact. */
  sweepMs: 250,
};

/** Settings in which everything has its default but what nobody can guess. */
export function proxySettings(
  given: Pick<ProxySettings, "router" | "routes"> &
    Partial<Omit<ProxySettings, "limits">> & { readonly limits?: Partial<ProxyLimits> },
): ProxySettings {
  return {
    listen: { host: "127.0.0.1", port: 8080 },
    userKey: { kind: "own-cookie" },
    trusted: [],
    hosts: [],
    balance: "least-in-flight",
    warmUpS: 0,
    latencyThresholdsMs: defaultLatencyThresholdsMs,
    ...given,
    limits: { ...defaultProxyLimits, ...given.limits },
  };
}
