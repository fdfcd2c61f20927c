import type { ComponentTraffic, RouterState, VersionTraffic } from "./router-state.ts";
import { weightsOf, wholeSplit } from "./split.ts";

/** The versions of one component and where each runs, oldest first: as crossfade.yaml, or a deployer, says. */
export interface DeclaredComponent {
  readonly component: string;
  readonly versions: readonly { readonly label: string; readonly urls: readonly string[] }[];
}

export interface Declared {
  readonly router: string;
  readonly salt: string;
  readonly components: readonly DeclaredComponent[];
  /** Components whose versions somebody else tells the router, a control plane: they stay as they are. */
  readonly told?: readonly string[];
}

/**
 * The state with the declared versions and instances. What a router does already, its weights, stages and pins, stays:
 * nobody's version changes because a file was read again. A new version is a candidate, before all others; of a new
 * component the oldest has everybody. A version that is no longer declared goes, unless it still has users or may be asked
 * for. `undefined` as state: the first one.
 */
export function withDeclaredVersions(state: RouterState | undefined, declared: Declared): RouterState {
  const before = state?.components ?? {};
  const components = Object.fromEntries(
    declared.components.map((each) => {
      const traffic = Object.hasOwn(before, each.component) ? before[each.component] : undefined;
      const isNew = traffic === undefined || traffic.split.length === 0;
      return [each.component, isNew ? first(declared.salt, each) : joined(traffic, each)];
    }),
  );
  const kept = Object.entries(before).filter(([id]) => !Object.hasOwn(components, id));
  const told = new Set(declared.told);
  const stay = kept.filter(([id, traffic]) => told.has(id) || isNeeded(traffic));
  const next = { ...Object.fromEntries(stay), ...components };
  if (state !== undefined && JSON.stringify(next) === JSON.stringify(before)) return state;
  return {
    stateSchema: 1,
    router: declared.router,
    generation: (state?.generation ?? 0) + 1,
    components: next,
  };
}

function first(salt: string, { versions }: DeclaredComponent): ComponentTraffic {
  const [oldest] = versions;
  return {
    salt,
    versions: [...versions].reverse().map(
      ({ label, urls }): VersionTraffic => ({
        label,
        stage: label === oldest?.label ? "active" : "candidate",
        instances: urls.map((url) => ({ url })),
      }),
    ),
    split: oldest === undefined ? [] : wholeSplit(oldest.label),
    userPins: {},
    revokedPins: [],
  };
}

function joined(traffic: ComponentTraffic, declared: DeclaredComponent): ComponentTraffic {
  const urlsOf = new Map(declared.versions.map(({ label, urls }) => [label, urls]));
  const known = new Set(traffic.versions.map(({ label }) => label));
  const weights = weightsOf(traffic.split);
  const fresh = [...declared.versions]
    .reverse()
    .flatMap(({ label, urls }): VersionTraffic[] =>
      known.has(label) ? [] : [{ label, stage: "candidate", instances: urls.map((url) => ({ url })) }],
    );
  const stay = traffic.versions.flatMap((version): VersionTraffic[] => {
    const urls = urlsOf.get(version.label);
    if (urls !== undefined) return [{ ...version, instances: urls.map((url) => instance(version, url)) }];
    const isLeft =
      (weights[version.label] ?? 0) > 0 || version.stage === "active" || version.stage === "draining";
    return isLeft ? [version] : [];
  });
  return { ...traffic, versions: [...fresh, ...stay] };
}

/** An instance that was taken out stays out. */
function instance(version: VersionTraffic, url: string): VersionTraffic["instances"][number] {
  return version.instances.find((each) => each.url === url) ?? { url };
}

function isNeeded({ versions }: ComponentTraffic): boolean {
  return versions.some(({ stage }) => stage === "active" || stage === "draining");
}
