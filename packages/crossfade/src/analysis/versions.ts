import {
  ABSENT,
  type ComponentPaths,
  CrossfadeError,
  type LabelledVersion,
  type Revision,
  type VersionLabel,
} from "@crossfade/core";
import type { ConfigComponent, ConfigLink, SystemConfig } from "../config/system-config.ts";
import type { AnalysisInput } from "./input.ts";

/** The versions of one component that matter, and the revision that each was built from. */
export interface ComponentVersions {
  readonly config: ConfigComponent;
  readonly chain: readonly VersionLabel[];
  readonly older: readonly VersionLabel[];
  /** No process is left, what they wrote for ever is: earlier versions of what is no client, and `--left`. */
  readonly past: readonly VersionLabel[];
  /** Named by `--left`: what they wrote for a time is still there too. */
  readonly left: readonly VersionLabel[];
  readonly revisionOf: ReadonlyMap<VersionLabel, Revision>;
  readonly digestOf: ReadonlyMap<VersionLabel, string>;
  /** Where a version was built before the oldest revision that was asked for: that one, in case the contract was not there yet. */
  readonly knownFrom: ReadonlyMap<VersionLabel, Revision>;
}

/** Which versions each component has, from where to where it moves, and which older ones are still alive. */
export async function versionsOf(
  input: AnalysisInput,
  config: SystemConfig,
  links: readonly ConfigLink[],
): Promise<ComponentVersions[]> {
  const found = await Promise.all(
    config.components.map((each) => versionsOfOne(input, each, contractsOf(each, config, links))),
  );
  for (const { component, label } of input.left) requireVersion(found, component, label);
  return found;
}

/**
 * Contracts that lie outside of every component belong to the side that promises them: the server of an API, the writer of
 * an event. Without this a changed contract would not move anything.
 */
function contractsOf(
  component: ConfigComponent,
  config: SystemConfig,
  links: readonly ConfigLink[],
): string[] {
  const inside = (path: string) =>
    config.components.some((each) =>
      each.paths.some((own) => own === "" || path === own || (own.endsWith("/") && path.startsWith(own))),
    );
  return links
    .filter(({ contract, sender, receiver }) => {
      const owner = contract.form === "http" || contract.form === "frame" ? receiver : sender;
      return owner === component.id && !inside(contract.path);
    })
    .map((each) => each.contract.path);
}

async function versionsOfOne(
  input: AnalysisInput,
  config: ConfigComponent,
  extra: readonly string[],
): Promise<ComponentVersions> {
  const paths: ComponentPaths = {
    paths: config.paths.length > 0 ? [...config.paths, ...extra] : config.paths,
    except: config.except,
    ...(config.versionFile === undefined ? {} : { versionFile: config.versionFile }),
  };
  const [from, found, ...also] = input.revisions.versionsOf(paths);
  // A component that the new crossfade.yaml no longer declares is gone, whatever files are left of it.
  const declared = input.configs.get(input.revisions.to)?.components.some((each) => each.id === config.id);
  const to = declared || !found ? found : { ...found, label: ABSENT };
  // A version that did not change was built when it first appeared, and expects what its partners promised then.
  const byAge: LabelledVersion[] = [...also.toReversed(), ...(from ? [from] : []), ...(to ? [to] : [])];
  if (!from || !to) throw new CrossfadeError("CF_INTERNAL", { what: `no versions of ${config.id}` });
  const chain = from.label === to.label ? [from.label] : [from.label, to.label];
  const earlier = [...new Set(also.map((each) => each.label))].filter(
    (label) => label !== ABSENT && !chain.includes(label),
  );
  const left = input.left.filter((each) => each.component === config.id).map((each) => each.label);
  const alive = (label: VersionLabel) => (config.tail || !config.ours) && !left.includes(label);
  const revisionOf = oldestOf(byAge, (each) => each.revision);
  const isOldest = revisionOf.get(from.label) === from.revision;
  const built = isOldest ? await input.revisions.unchangedSince(paths) : undefined;
  if (built) revisionOf.set(from.label, built);
  return {
    config,
    chain,
    older: earlier.filter(alive),
    past: earlier.filter((label) => !alive(label)),
    left,
    revisionOf,
    knownFrom: new Map(built ? [[from.label, from.revision]] : []),
    digestOf: oldestOf(byAge, (each) => each.contents.digest),
  };
}

function oldestOf<T>(
  byAge: readonly LabelledVersion[],
  value: (each: LabelledVersion) => T,
): Map<VersionLabel, T> {
  return new Map(byAge.toReversed().map((each) => [each.label, value(each)]));
}

function requireVersion(all: readonly ComponentVersions[], component: string, label: VersionLabel): void {
  const own = all.find((each) => each.config.id === component);
  if (own?.revisionOf.has(label)) return;
  const known = all.flatMap((each) =>
    [...each.revisionOf.keys()].map((version) => `${each.config.id}@${version}`),
  );
  throw new CrossfadeError("CF_LEFT_UNKNOWN", { version: `${component}@${label}`, known: known.join(", ") });
}
