import { CrossfadeError } from "../error/crossfade-error.ts";
import { nearest } from "../text/nearest.ts";
import { bucketCount } from "./bucket.ts";
import {
  type ComponentTraffic,
  type InstanceTraffic,
  type RouterState,
  routerLimits,
  type VersionStage,
  type VersionTraffic,
  versionOf,
} from "./router-state.ts";
import { resplit, type Weights, weightsOf } from "./split.ts";

export interface VersionName {
  readonly component: string;
  readonly label: string;
}

/**
 * The state in which one version has this weight. The rest goes to those who hold traffic, in proportion, or to `rest`.
 * CF_WEIGHT_REST where more than two hold traffic and nobody was named; CF_WEIGHT_NOBODY where nobody is there to take it.
 */
export function setWeight(
  state: RouterState,
  { component, label, weight, rest }: VersionName & { readonly weight: number; readonly rest?: string },
): RouterState {
  const traffic = trafficOf(state, component);
  const target = knownVersion(traffic, component, label);
  if (weight > 0 && target.stage === "blocked")
    throw new CrossfadeError("CF_VERSION_BLOCKED", { component, label });
  if (rest !== undefined) knownVersion(traffic, component, rest);
  const weights = shared(traffic, { component, label, weight, ...(rest === undefined ? {} : { rest }) });
  const split = resplit(traffic.split, orderOf(traffic), weights);
  if (split.length > routerLimits.maxSegments)
    throw new CrossfadeError("CF_SPLIT_TOO_FINE", { component, limit: routerLimits.maxSegments });
  const versions = traffic.versions.map((version) =>
    (weights[version.label] ?? 0) > 0 ? { ...version, stage: "active" as const } : version,
  );
  return changed(state, component, { ...traffic, versions, split });
}

function shared(
  traffic: ComponentTraffic,
  { component, label, weight, rest }: VersionName & { readonly weight: number; readonly rest?: string },
): Weights {
  const now = weightsOf(traffic.split);
  const before = now[label] ?? 0;
  const others = Object.keys(now).filter((each) => each !== label);
  if (weight === before) return now;
  if (weight === bucketCount) return { [label]: bucketCount };
  if (rest !== undefined) return withRest(now, { component, label, weight, rest });
  if (Object.keys(now).length > 2)
    throw new CrossfadeError("CF_WEIGHT_REST", { component, label, holders: Object.keys(now).join(", ") });
  if (others.length === 0) return toTheOther(traffic, { component, label, weight });
  const held = bucketCount - before;
  return { ...inProportion(others, now, held, bucketCount - weight), [label]: weight };
}

/** Who takes what the only holder gives up: the one other version that may have users. */
function toTheOther(
  traffic: ComponentTraffic,
  { component, label, weight }: VersionName & { readonly weight: number },
): Weights {
  const able = traffic.versions.filter((each) => each.label !== label && each.stage === "active");
  const [only] = able;
  if (only === undefined) throw new CrossfadeError("CF_WEIGHT_NOBODY", { component, label });
  if (able.length > 1)
    throw new CrossfadeError("CF_WEIGHT_REST", {
      component,
      label,
      holders: able.map((each) => each.label).join(", "),
    });
  return { [label]: weight, [only.label]: bucketCount - weight };
}

function withRest(
  now: Weights,
  {
    component,
    label,
    weight,
    rest,
  }: Required<VersionName & { readonly weight: number; readonly rest: string }>,
): Weights {
  const left = (now[rest] ?? 0) + (now[label] ?? 0) - weight;
  if (rest === label || left < 0)
    throw new CrossfadeError("CF_WEIGHT_TOO_MUCH", { component, label, rest, weight: weight / 100 });
  return { ...now, [label]: weight, [rest]: left };
}

/** Whole buckets in proportion; what is left over by rounding goes to the largest remainders, ties in order. */
function inProportion(labels: readonly string[], now: Weights, held: number, total: number): Weights {
  const exact = labels.map((label) => ((now[label] ?? 0) * total) / held);
  const floors = exact.map(Math.floor);
  const over = total - floors.reduce((sum, each) => sum + each, 0);
  const byRemainder = labels
    .map((_, index) => index)
    .sort((a, b) => (exact[b] ?? 0) - (floors[b] ?? 0) - ((exact[a] ?? 0) - (floors[a] ?? 0)) || a - b);
  const lucky = new Set(byRemainder.slice(0, over));
  return Object.fromEntries(
    labels.map((label, index) => [label, (floors[index] ?? 0) + (lucky.has(index) ? 1 : 0)]),
  );
}

/** These users get this version from now on; it is then one that users can meet. */
export function pinUsers(
  state: RouterState,
  { component, label }: VersionName,
  users: readonly string[],
): RouterState {
  const traffic = trafficOf(state, component);
  const { stage } = knownVersion(traffic, component, label);
  if (stage === "blocked") throw new CrossfadeError("CF_VERSION_BLOCKED", { component, label });
  const userPins = { ...traffic.userPins, ...Object.fromEntries(users.map((user) => [user, label])) };
  if (Object.keys(userPins).length > routerLimits.maxUserPins)
    throw new CrossfadeError("CF_TOO_MANY_PINS", { component, limit: routerLimits.maxUserPins });
  return changed(state, component, { ...staged(traffic, label, "active"), userPins });
}

/** Users of no pin are nobody's loss: asked twice, the second time changes nothing but the generation. */
export function unpinUsers(state: RouterState, component: string, users: readonly string[]): RouterState {
  const traffic = trafficOf(state, component);
  const gone = new Set(users);
  const userPins = Object.fromEntries(Object.entries(traffic.userPins).filter(([user]) => !gone.has(user)));
  return changed(state, component, { ...traffic, userPins });
}

/** A tester's pin that no longer counts. */
export function revokePin(state: RouterState, component: string, id: string): RouterState {
  const traffic = trafficOf(state, component);
  const revokedPins = [...traffic.revokedPins.filter((each) => each !== id), id].slice(
    -routerLimits.maxRevokedPins,
  );
  return changed(state, component, { ...traffic, revokedPins });
}

/** CF_VERSION_HOLDS_TRAFFIC where a version is to leave that users still get; users pinned to it are let go. */
export function setStage(
  state: RouterState,
  { component, label }: VersionName,
  stage: VersionStage,
): RouterState {
  const traffic = trafficOf(state, component);
  knownVersion(traffic, component, label);
  const weight = weightsOf(traffic.split)[label] ?? 0;
  if (stage !== "active" && weight > 0)
    throw new CrossfadeError("CF_VERSION_HOLDS_TRAFFIC", { component, label, weight: weight / 100 });
  const leaves = stage !== "active";
  const pins = Object.entries(traffic.userPins).filter(([, pinned]) => !(leaves && pinned === label));
  return changed(state, component, { ...staged(traffic, label, stage), userPins: Object.fromEntries(pins) });
}

/** Takes an instance out of the balancer, or back in. CF_INSTANCE_LAST where nobody would be left to serve its users. */
export function setInstance(
  state: RouterState,
  { component, label, url, out }: VersionName & { readonly url: string; readonly out: boolean },
): RouterState {
  const traffic = trafficOf(state, component);
  const version = knownVersion(traffic, component, label);
  if (!version.instances.some((each) => each.url === url))
    throw new CrossfadeError("CF_INSTANCE_UNKNOWN", {
      component,
      label,
      url,
      known: known(version.instances),
    });
  const instances = version.instances.map((each): InstanceTraffic => {
    if (each.url !== url) return each;
    return out ? { url, out: true } : { url };
  });
  if ((weightsOf(traffic.split)[label] ?? 0) > 0 && instances.every((each) => each.out === true))
    throw new CrossfadeError("CF_INSTANCE_LAST", { component, label, url });
  return changed(state, component, withVersion(traffic, { ...version, instances }));
}

/** Holds the requests of a component until then (ms since 1970), or lets them go. */
export function hold(state: RouterState, component: string, untilMs: number | undefined): RouterState {
  const { heldUntilMs: _, ...traffic } = trafficOf(state, component);
  return changed(state, component, untilMs === undefined ? traffic : { ...traffic, heldUntilMs: untilMs });
}

/** A version of a component, or CF_COMPONENT_UNROUTED, CF_VERSION_UNKNOWN with the nearest name. */
export function versionTraffic(state: RouterState, { component, label }: VersionName): VersionTraffic {
  return knownVersion(trafficOf(state, component), component, label);
}

export function trafficOf(state: RouterState, component: string): ComponentTraffic {
  const traffic = Object.hasOwn(state.components, component) ? state.components[component] : undefined;
  if (traffic !== undefined) return traffic;
  const ids = Object.keys(state.components);
  throw new CrossfadeError("CF_COMPONENT_UNROUTED", {
    component,
    router: state.router,
    known: ids.join(", "),
    nearest: nearest(component, ids) ?? ids[0] ?? "none",
  });
}

function knownVersion(traffic: ComponentTraffic, component: string, label: string): VersionTraffic {
  const version = versionOf(traffic, label);
  if (version !== undefined) return version;
  throw new CrossfadeError("CF_VERSION_UNKNOWN", {
    component,
    label,
    known: orderOf(traffic).join(", ") || "none",
  });
}

function known(instances: readonly InstanceTraffic[]): string {
  return instances.map(({ url }) => url).join(", ") || "none";
}

export function orderOf(traffic: ComponentTraffic): readonly string[] {
  return traffic.versions.map(({ label }) => label);
}

function staged(traffic: ComponentTraffic, label: string, stage: VersionStage): ComponentTraffic {
  const version = versionOf(traffic, label);
  return version === undefined ? traffic : withVersion(traffic, { ...version, stage });
}

function withVersion(traffic: ComponentTraffic, version: VersionTraffic): ComponentTraffic {
  return {
    ...traffic,
    versions: traffic.versions.map((each) => (each.label === version.label ? version : each)),
  };
}

function changed(state: RouterState, component: string, traffic: ComponentTraffic): RouterState {
  return {
    ...state,
    generation: state.generation + 1,
    components: { ...state.components, [component]: traffic },
  };
}
