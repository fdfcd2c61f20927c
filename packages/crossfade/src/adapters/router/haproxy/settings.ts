/** What a configuration of HAProxy is made from. Who gets which version is the RouterState. */
export interface HaproxySettings {
  /** The router's id: the audience of tester pins, and the first part of every name in the configuration. */
  readonly router: string;
  /** The state folder, absolute: haproxy.cfg, hold.lua, maps/, haproxy.sock. */
  readonly folder: string;
  readonly listen: HaproxyAddress;
  /** In order; the first that fits a request wins. */
  readonly routes: readonly HaproxyRoute[];
  readonly userKey: HaproxyUserKey;
  /** Peers (address or network) whose forwarding headers and request ids are believed. */
  readonly trusted: readonly string[];
  /** Names that a request's Host may have, lower case; none: every well-formed one. */
  readonly hosts: readonly string[];
  /** Without it instances are never asked; they are used until a connection fails. */
  readonly health?: HaproxyHealthCheck;
  /** Where the collector takes the log. */
  readonly collect: HaproxyAddress;
}

export interface HaproxyAddress {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

export interface HaproxyRoute {
  /** Lower case, without port; absent: every host. */
  readonly host?: string;
  /** "/api" fits /api and /api/x, not /apix; "/" fits all. */
  readonly path: string;
  readonly component: string;
  /** Its name in the evidence. */
  readonly name: string;
}

/** What tells users apart. A request without it is told apart by our own cookie `cf_id`. */
export type HaproxyUserKey =
  | { readonly kind: "cookie" | "header"; readonly name: string }
  | { readonly kind: "ip" }
  | { readonly kind: "own-cookie" };

export interface HaproxyHealthCheck {
  readonly path: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** So many in a row, of the same kind, change what is thought of an instance. */
  readonly needed: number;
}

/** Where the log goes unless the configuration names another place. */
export const defaultCollect: HaproxyAddress = { host: "127.0.0.1", port: 8514 };
