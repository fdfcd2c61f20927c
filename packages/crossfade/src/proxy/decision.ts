import { bucketOf, chooseVersion, type ErrorCode } from "@crossfade/core";
import { pinnedLabel } from "./affinity-pin.ts";
import { cookieValue } from "./cookie.ts";
import type { Peer } from "./forwarding-headers.ts";
import type { RequestHead } from "./request-head.ts";
import type { RoutedComponent, RoutedRoute, RoutedVersion } from "./routing.ts";
import type { UserKeySource } from "./settings.ts";
import type { TesterPins } from "./tester-pins.ts";
import { clientAddress, type TrustedPeers } from "./trusted-peers.ts";
import { userKeyOf } from "./user-key.ts";

/** Who answers a request, and what the answer says about it. */
export interface Decision {
  readonly version: RoutedVersion;
  readonly bucket: number;
  /** A tester's pin chose: this request is no evidence of how users fare. */
  readonly isTester: boolean;
  /** A pin was shown and not honoured. */
  readonly isPinRefused: boolean;
  /** The cookie that this user needs to stay the same user. */
  readonly newUser: string | undefined;
}

export interface Decider {
  readonly userKey: UserKeySource;
  readonly trusted: TrustedPeers;
  readonly pins: TesterPins;
  readonly nowMs: () => number;
  readonly newId: () => string;
}

export interface DecidedRequest {
  readonly raw: readonly string[];
  readonly head: RequestHead;
  readonly peer: Peer;
}

/** What every request goes through, in this order: tester's pin, affinity pin, user's pin, bucket. */
export function decide(
  decider: Decider,
  route: RoutedRoute,
  { raw, head, peer }: DecidedRequest,
): Decision | ErrorCode {
  const component = route.routed;
  if (component === undefined) return "CF_PROXY_NO_VERSION";
  const key = userKeyOf(decider.userKey, {
    raw,
    cookie: head.cookie,
    clientAddress: () => clientAddress(peer.address, head.forwardedFor, decider.trusted),
  });
  const newUser = key === undefined ? decider.newId() : undefined;
  const userKey = key ?? newUser ?? "";
  const bucket = bucketOf(component.traffic.salt, userKey);
  const tester = testedLabel(decider, component, head);
  const affinity = affinityLabel(component.id, head);
  const choice = chooseVersion(component.traffic, {
    userKey,
    bucket,
    ...(tester === undefined || tester === false ? {} : { tester }),
    ...(affinity === undefined ? {} : { affinity }),
    document: head.isDocument,
  });
  const version = choice === undefined ? undefined : component.versions.get(choice.label);
  if (choice === undefined || version === undefined) return "CF_PROXY_NO_VERSION";
  const isPinRefused = tester === false || choice.refusedPin !== undefined;
  return { version, bucket, isTester: choice.by.kind === "tester-pin", isPinRefused, newUser };
}

/** The version that a tester's pin opens; false: a pin was shown that does not count. */
function testedLabel(
  { pins, nowMs }: Decider,
  component: RoutedComponent,
  { testerPin, cookie }: RequestHead,
): string | false | undefined {
  const token = testerPin ?? (cookie === undefined ? undefined : cookieValue(cookie, testerCookie));
  if (token === undefined) return undefined;
  const pin = pins.read(token, Math.floor(nowMs() / 1_000));
  if (pin === undefined) return false;
  if (pin.component !== component.id) return undefined;
  return component.revokedPins.has(pin.id) ? false : pin.label;
}

function affinityLabel(component: string, { affinityPin, cookie }: RequestHead): string | undefined {
  const pinned = affinityPin === undefined ? undefined : pinnedLabel(affinityPin, component);
  if (pinned !== undefined) return pinned;
  const stored = cookie === undefined ? undefined : cookieValue(cookie, affinityCookie);
  return stored === undefined ? undefined : pinnedLabel(stored, component);
}

export const testerCookie = "cf_tester";
const affinityCookie = "cf_version";
