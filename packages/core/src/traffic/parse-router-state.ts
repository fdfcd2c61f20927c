import { CrossfadeError } from "../error/crossfade-error.ts";
import { bucketCount } from "./bucket.ts";
import {
  type ComponentTraffic,
  type InstanceTraffic,
  type RouterState,
  routerLimits,
  type VersionStage,
  type VersionTraffic,
} from "./router-state.ts";
import type { Segment, Split } from "./split.ts";

const stages: ReadonlySet<string> = new Set(["candidate", "active", "draining", "closing", "blocked"]);

/** A value from a file or a socket as a state, or CF_ROUTER_STATE_INVALID with the first thing that is wrong. */
export function parseRouterState(value: unknown): RouterState {
  const top = object(value, "the state");
  if (top.stateSchema !== 1) fail("stateSchema", "1");
  return {
    stateSchema: 1,
    router: text(top.router, "router", routerLimits.maxLabelLength),
    generation: whole(top.generation, "generation"),
    components: mapped(top.components, "components", routerLimits.maxComponents, component),
  };
}

function component(value: unknown, at: string): ComponentTraffic {
  const raw = object(value, at);
  const versions = list(raw.versions, `${at}.versions`, routerLimits.maxVersions, version);
  const labels = new Set(versions.map(({ label }) => label));
  if (labels.size !== versions.length) fail(`${at}.versions`, "labels that differ");
  const userPins = mapped(raw.userPins, `${at}.userPins`, routerLimits.maxUserPins, (label, place) =>
    text(label, place, routerLimits.maxLabelLength),
  );
  return {
    salt: text(raw.salt, `${at}.salt`, routerLimits.maxLabelLength),
    versions,
    split: split(raw.split, `${at}.split`, versions),
    userPins,
    revokedPins: list(raw.revokedPins, `${at}.revokedPins`, routerLimits.maxRevokedPins, (id, place) =>
      text(id, place, routerLimits.maxLabelLength),
    ),
    ...(raw.heldUntilMs === undefined ? {} : { heldUntilMs: whole(raw.heldUntilMs, `${at}.heldUntilMs`) }),
  };
}

/** A component without a version that may have users has an empty split. */
function split(value: unknown, at: string, versions: readonly VersionTraffic[]): Split {
  const segments = list(value, at, routerLimits.maxSegments, segment);
  const active = new Set(versions.flatMap(({ label, stage }) => (stage === "active" ? [label] : [])));
  let next = 0;
  for (const { from, to, label } of segments) {
    if (from !== next || to <= from) fail(at, "segments without a gap, in order");
    if (!active.has(label)) fail(at, "versions whose stage is active");
    next = to;
  }
  if (segments.length > 0 && next !== bucketCount) fail(at, `segments up to ${bucketCount}`);
  return segments;
}

function segment(value: unknown, at: string): Segment {
  const raw = object(value, at);
  const label = text(raw.label, `${at}.label`, routerLimits.maxLabelLength);
  return { from: whole(raw.from, `${at}.from`), to: whole(raw.to, `${at}.to`), label };
}

function version(value: unknown, at: string): VersionTraffic {
  const raw = object(value, at);
  if (typeof raw.stage !== "string" || !stages.has(raw.stage)) fail(`${at}.stage`, [...stages].join(", "));
  return {
    label: text(raw.label, `${at}.label`, routerLimits.maxLabelLength),
    stage: raw.stage as VersionStage,
    instances: list(raw.instances, `${at}.instances`, routerLimits.maxInstances, instance),
  };
}

function instance(value: unknown, at: string): InstanceTraffic {
  const raw = object(value, at);
  const url = text(raw.url, `${at}.url`, routerLimits.maxUserKeyLength);
  if (!instanceUrl.test(url)) fail(`${at}.url`, "a URL such as http://127.0.0.1:9001");
  return raw.out === true ? { url, out: true } : { url };
}

/** Scheme, host and port; no path, no user. The host is a name, an IPv4 address or an IPv6 address in brackets. */
export const instanceUrl =
  /^https?:\/\/(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?$/;

function mapped<T>(
  value: unknown,
  at: string,
  limit: number,
  each: (value: unknown, at: string) => T,
): Readonly<Record<string, T>> {
  const entries = Object.entries(object(value, at));
  if (entries.length > limit) fail(at, `at most ${limit} entries`);
  return Object.fromEntries(
    entries.map(([key, entry]) => [
      text(key, at, routerLimits.maxUserKeyLength),
      each(entry, `${at}.${key}`),
    ]),
  );
}

function list<T>(
  value: unknown,
  at: string,
  limit: number,
  each: (value: unknown, at: string) => T,
): readonly T[] {
  if (!Array.isArray(value) || value.length > limit) return fail(at, `a list of at most ${limit}`);
  return value.map((entry, index) => each(entry, `${at}[${index}]`));
}

function object(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fail(at, "an object");
  return value as Record<string, unknown>;
}

function text(value: unknown, at: string, limit: number): string {
  if (typeof value !== "string" || value === "" || value.length > limit)
    return fail(at, `a text of 1 to ${limit} characters`);
  return value;
}

function whole(value: unknown, at: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    return fail(at, "a whole number");
  return value;
}

function fail(at: string, expected: string): never {
  throw new CrossfadeError("CF_ROUTER_STATE_INVALID", { at, expected });
}
