import type { ErrorCode, TrafficCounter } from "@crossfade/core";
import { type Decider, type Decision, decide } from "./decision.ts";
import type { Peer } from "./forwarding-headers.ts";
import type { HeldRequests } from "./held-requests.ts";
import type { KnownHosts } from "./host-header.ts";
import type { LiveInstance } from "./live-instance.ts";
import type { OpenExchanges } from "./open-exchanges.ts";
import { pickInstance } from "./pick-instance.ts";
import type { RefusalCounts } from "./refusal.ts";
import { type RequestHead, readRequestHead } from "./request-head.ts";
import type { RequestIds } from "./request-ids.ts";
import { routeOf } from "./route-match.ts";
import type { RoutedRoute, RoutingSnapshot } from "./routing.ts";
import type { ProxySettings } from "./settings.ts";
import { pathOf } from "./target.ts";

/** What all requests share. Only `snapshot`, `isStopping` and `coarseMs` ever change. */
export interface DataPath {
  readonly settings: ProxySettings;
  readonly decider: Decider;
  readonly hosts: KnownHosts;
  readonly counter: TrafficCounter;
  readonly refusals: RefusalCounts;
  readonly held: HeldRequests;
  readonly exchanges: OpenExchanges;
  readonly nowMs: () => number;
  readonly elapsedMs: () => number;
  /** Names of requests: those of one run begin alike. */
  readonly requestIds: RequestIds;
  snapshot: RoutingSnapshot | undefined;
  isStopping: boolean;
  /** `elapsedMs` at the last sweep: exact enough to see what stands still. */
  coarseMs: number;
  /** Goes on by one with each request. */
  turn: number;
}

/** A request as far as it can be read before anybody decides. */
export interface ReadRequest {
  readonly head: RequestHead;
  readonly host: string;
  readonly path: string;
}

export function readRequest(
  { settings, hosts }: Pick<DataPath, "settings" | "hosts">,
  target: string,
  raw: readonly string[],
  peer: Peer,
): ReadRequest | ErrorCode {
  const head = readRequestHead(raw, { isTrusted: peer.isTrusted, maxHeaders: settings.limits.maxHeaders });
  if (typeof head === "string") return head;
  const path = pathOf(target);
  if (path === undefined) return "CF_PROXY_BAD_TARGET";
  const host = hosts.nameIn(head.host ?? "");
  if (host === "CF_PROXY_BAD_HOST" || host === "CF_PROXY_UNKNOWN_HOST") return host;
  return { head, host, path };
}

/** What becomes of a request, by the state of now. */
export type Outlook =
  | { readonly kind: "answered"; readonly route: RoutedRoute; readonly decision: Decision }
  | { readonly kind: "held"; readonly component: string; readonly untilMs: number }
  | { readonly kind: "refused"; readonly code: ErrorCode };

export function outlook(path: DataPath, { head, host, path: target }: ReadRequest, from: Asker): Outlook {
  const { snapshot } = path;
  if (snapshot === undefined) return { kind: "refused", code: "CF_PROXY_STARTING" };
  const index = routeOf(snapshot.routes, host, target);
  if (index === "ambiguous") return { kind: "refused", code: "CF_PROXY_AMBIGUOUS_PATH" };
  const route = snapshot.routes[index];
  if (route === undefined) return { kind: "refused", code: "CF_PROXY_NO_ROUTE" };
  const untilMs = route.routed?.traffic.heldUntilMs;
  if (untilMs !== undefined) return { kind: "held", component: route.component, untilMs };
  const decision = decide(path.decider, route, { raw: from.raw, head, peer: from.peer });
  if (typeof decision === "string") return { kind: "refused", code: decision };
  return { kind: "answered", route, decision };
}

export interface Asker {
  /** The request's headers as they came. */
  readonly raw: readonly string[];
  readonly peer: Peer;
}

/** The instance of the chosen version that gets the request, without one that has just failed. */
export function instanceFor(
  path: DataPath,
  { version }: Decision,
  except?: LiveInstance,
): LiveInstance | ErrorCode {
  const { balance, limits } = path.settings;
  const rule = {
    nowMs: path.nowMs(),
    balance,
    maxInFlight: limits.maxInFlightPerInstance,
    isChecked: path.settings.health !== undefined,
    turn: path.turn++,
  };
  const picked = pickInstance(version.instances, rule, except);
  if (picked === "none") return "CF_PROXY_NO_INSTANCE";
  return picked === "busy" ? "CF_PROXY_BUSY" : picked;
}
