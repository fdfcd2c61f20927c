import { CrossfadeError } from "../error/crossfade-error.ts";
import {
  type ComponentTraffic,
  type InstanceTraffic,
  type RouterState,
  routerLimits,
  type VersionTraffic,
  versionOf,
} from "./router-state.ts";
import { weightsOf, wholeSplit } from "./split.ts";
import { trafficOf, type VersionName } from "./traffic-change.ts";

export interface Joining extends VersionName {
  /** Where its instances are; the scheme, host and port of each. */
  readonly urls: readonly string[];
  /**
   * Tells who comes first in this release. It is taken over only while one version has everybody: else users would change
   * their version because of it.
   */
  readonly salt?: string;
  /** One that is closing, or has closed, is to be a candidate again. Without it, what ends goes on ending. */
  readonly isWanted?: boolean;
}

/**
 * The state in which the router knows this version and where it runs: a new one is a candidate, before all others, and
 * serves nobody. What users get stays as it is. The same state where nothing changes. CF_VERSION_BLOCKED: a person has
 * blocked it, and only a person lets it in again.
 */
export function joinVersion(
  state: RouterState,
  { component, label, urls, salt, isWanted = false }: Joining,
): RouterState {
  const known = Object.hasOwn(state.components, component) ? state.components[component] : undefined;
  const before = known ?? emptyTraffic(salt ?? state.router);
  const version = versionOf(before, label);
  if (version?.stage === "blocked") throw new CrossfadeError("CF_VERSION_BLOCKED", { component, label });
  const instances = urls.map((url) => instanceOf(version, url));
  const versions =
    version === undefined
      ? [{ label, stage: "candidate" as const, instances }, ...before.versions]
      : before.versions.map((each) =>
          each.label === label ? { ...each, stage: joinedStage(each, isWanted), instances } : each,
        );
  const joined = { ...before, versions, salt: saltOf(before, salt) };
  if (known !== undefined && JSON.stringify(joined) === JSON.stringify(known)) return state;
  return withTraffic(state, component, joined);
}

/**
 * The state without a version that nobody gets. The same state where it is not there. CF_VERSION_HOLDS_TRAFFIC where users
 * still get it.
 */
export function leaveVersion(state: RouterState, { component, label }: VersionName): RouterState {
  const traffic = Object.hasOwn(state.components, component) ? state.components[component] : undefined;
  if (traffic === undefined || versionOf(traffic, label) === undefined) return state;
  const weight = weightsOf(traffic.split)[label] ?? 0;
  if (weight > 0)
    throw new CrossfadeError("CF_VERSION_HOLDS_TRAFFIC", { component, label, weight: weight / 100 });
  const pins = Object.entries(traffic.userPins).filter(([, pinned]) => pinned !== label);
  return withTraffic(state, component, {
    ...traffic,
    versions: traffic.versions.filter((each) => each.label !== label),
    userPins: Object.fromEntries(pins),
  });
}

/**
 * The state in which these are no instances of the version any more. The same state where none of them is.
 * CF_INSTANCE_LAST where users get the version and nobody would be left to serve them.
 */
export function withoutInstances(
  state: RouterState,
  { component, label }: VersionName,
  urls: readonly string[],
): RouterState {
  const traffic = Object.hasOwn(state.components, component) ? state.components[component] : undefined;
  const version = traffic === undefined ? undefined : versionOf(traffic, label);
  const url = version?.instances.find((each) => urls.includes(each.url))?.url;
  if (traffic === undefined || version === undefined || url === undefined) return state;
  const instances = version.instances.filter((each) => !urls.includes(each.url));
  if (instances.length === 0 && (weightsOf(traffic.split)[label] ?? 0) > 0)
    throw new CrossfadeError("CF_INSTANCE_LAST", { component, label, url });
  const versions = traffic.versions.map((each) => (each.label === label ? { ...each, instances } : each));
  return withTraffic(state, component, { ...traffic, versions });
}

/** The very first version of a component: there is nobody to share users with, so it gets all of them. */
export function beginTraffic(state: RouterState, { component, label }: VersionName): RouterState {
  const traffic = trafficOf(state, component);
  const versions = traffic.versions.map((each) =>
    each.label === label ? { ...each, stage: "active" as const } : each,
  );
  return withTraffic(state, component, { ...traffic, versions, split: wholeSplit(label) });
}

function emptyTraffic(salt: string): ComponentTraffic {
  return {
    salt: salt.slice(0, routerLimits.maxLabelLength),
    versions: [],
    split: [],
    userPins: {},
    revokedPins: [],
  };
}

function saltOf({ salt, split }: ComponentTraffic, wanted: string | undefined): string {
  return wanted === undefined || split.length > 1 ? salt : wanted.slice(0, routerLimits.maxLabelLength);
}

/** An instance that was taken out stays out. */
function instanceOf(version: VersionTraffic | undefined, url: string): InstanceTraffic {
  return version?.instances.find((each) => each.url === url) ?? { url };
}

function joinedStage({ stage }: VersionTraffic, isWanted: boolean): VersionTraffic["stage"] {
  return stage === "closing" && isWanted ? "candidate" : stage;
}

function withTraffic(state: RouterState, component: string, traffic: ComponentTraffic): RouterState {
  return {
    ...state,
    generation: state.generation + 1,
    components: { ...state.components, [component]: traffic },
  };
}
