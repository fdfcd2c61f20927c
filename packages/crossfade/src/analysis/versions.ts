import type { Side } from "@crossfade/contracts";
import {
  ABSENT,
  type ComponentPaths,
  CrossfadeError,
  type FlaggedVersion,
  type LabelledVersion,
  type Revision,
  type VersionLabel,
} from "@crossfade/core";
import type { ConfigComponent, ConfigLink, SystemConfig } from "../config/system-config.ts";
import type { ContractAt, ContractReader } from "./contract-at.ts";
import type { AnalysisInput } from "./input.ts";

/** The versions of one component that matter, and where each was seen. */
export interface ComponentVersions {
  readonly config: ConfigComponent;
  readonly chain: readonly VersionLabel[];
  readonly older: readonly VersionLabel[];
  /** No process is left, what they wrote for ever is: earlier versions of what is no client, and `--left`. */
  readonly past: readonly VersionLabel[];
  /** Named by `--left`: what they wrote for a time is still there too. */
  readonly left: readonly VersionLabel[];
  /** Every known revision with the very same files, oldest first, up to what runs now: it may have been built at any of them. */
  readonly revisionsOf: ReadonlyMap<VersionLabel, readonly Revision[]>;
  /** Of a schema: the states between its versions, and versions of which its files do not tell the truth. */
  readonly states: ReadonlyMap<VersionLabel, ContractAt>;
  /** New versions of which part is behind flags, and what they are called while those are off. */
  readonly flagged?: readonly FlaggedVersion[];
}

/** The same versions, with the states that a schema passes through on its way from the old to the new one. */
export function withStates(
  versions: ComponentVersions,
  states: ReadonlyMap<VersionLabel, ContractAt>,
): ComponentVersions {
  const [from, ...rest] = versions.chain;
  const between = [...states.keys()].filter((label) => !versions.chain.includes(label));
  return from === undefined ? versions : { ...versions, chain: [from, ...between, ...rest], states };
}

/** Which versions each component has, from where to where it moves, and which older ones are still alive. */
export async function versionsOf(
  input: AnalysisInput,
  config: SystemConfig,
  links: readonly ConfigLink[],
  reader: ContractReader,
): Promise<ComponentVersions[]> {
  const found = await Promise.all(
    config.components.map((each) =>
      versionsOfOne(input, each, (revision) =>
        JSON.stringify(links.flatMap((link) => promisesOf(link, each.id, revision, reader))),
      ),
    ),
  );
  for (const { component, label } of input.left) requireVersion(found, component, label);
  return found;
}

/**
 * Who promises a contract, wherever it lies: each end its own document; where there is one for both, the one who serves, or
 * the one who writes. If it changes, its owner changed.
 */
function ownedSides({ contract, sender, receiver }: ConfigLink, component: string): readonly Side[] {
  const serves = ["http", "frame", "flags", "assets"].includes(contract.form);
  const sides: readonly [Side, string][] = [
    ["sender", sender],
    ["receiver", receiver],
  ];
  const shared: Side = serves ? "receiver" : "sender";
  return sides
    .filter(([side, id]) => id === component && (hasTwo(contract) || side === shared))
    .map(([side]) => side);
}

/** What a component promises at a revision: its contracts, and what it uses of those of others. */
export function promisesOf(
  link: ConfigLink,
  component: string,
  revision: Revision,
  reader: ContractReader,
): string[] {
  const owned = ownedSides(link, component).map((side) => reader.identityAt(link, revision, side));
  const used = link.sender === component ? reader.usesAt(link, revision) : undefined;
  return used === undefined ? owned : [...owned, used];
}

/** One document under two names is still one; but a page moves with the very files that its host holds. */
function hasTwo({ form, path, served }: ConfigLink["contract"]): boolean {
  return served !== undefined && (form === "assets" || served !== path);
}

async function versionsOfOne(
  input: AnalysisInput,
  config: ConfigComponent,
  promises: (revision: Revision) => string,
): Promise<ComponentVersions> {
  const paths: ComponentPaths = {
    id: config.id,
    isPublished: config.ours && config.kind !== "store",
    paths: config.paths,
    except: config.except,
    ...(config.versionFile === undefined ? {} : { versionFile: config.versionFile }),
  };
  const [from, found, ...also] = labelled(input, config, paths, promises);
  if (!from || !found) throw new CrossfadeError("CF_INTERNAL", { what: `no versions of ${config.id}` });
  // A component that the new crossfade.yaml no longer declares is gone, whatever files are left of it.
  const declared = input.configs.get(input.revisions.to)?.components.some((each) => each.id === config.id);
  const to = declared ? found : { ...found, label: ABSENT };
  const chain = from.label === to.label ? [from.label] : [from.label, to.label];
  const earlier = [...new Set(also.map((each) => each.label))].filter(
    (label) => label !== ABSENT && !chain.includes(label),
  );
  const left = input.left.filter((each) => each.component === config.id).map((each) => each.label);
  const serving = also.filter((each) => each.isServing).map((each) => each.label);
  const alive = (label: VersionLabel) =>
    (config.tail || !config.ours || serving.includes(label)) && !left.includes(label);
  const byAge = [...also.toReversed(), from, to];
  const built = await builtBefore(input, paths, from, byAge, promises);
  const revisionsOf = new Map<VersionLabel, readonly Revision[]>();
  for (const { label, revision } of [...built, ...byAge]) {
    const known = revisionsOf.get(label) ?? [];
    // What runs already was not built with what is promised only now.
    if (known.length === 0 || revision !== to.revision) revisionsOf.set(label, [...known, revision]);
  }
  return {
    config,
    chain,
    older: earlier.filter(alive),
    past: earlier.filter((label) => !alive(label)),
    left,
    revisionsOf,
    states: new Map(),
  };
}

/** from, to, then also. A label stands for files and promises: where only what is promised changed, it gets a mark. */
function labelled(
  input: AnalysisInput,
  config: ConfigComponent,
  paths: ComponentPaths,
  promises: (revision: Revision) => string,
): readonly LabelledVersion[] {
  const found = input.revisions.versionsOf(paths);
  if (found.every((each) => each.label === ABSENT)) {
    if (config.kind === "store") return found.map((each) => ({ ...each, label: "current" }));
    throw new CrossfadeError("CF_COMPONENT_EMPTY", { component: config.id, paths: config.paths.join(", ") });
  }
  const [from, to, ...also] = found;
  const first = new Map<VersionLabel, string>();
  for (const each of [...also.toReversed(), from, to])
    if (each && !first.has(each.label)) first.set(each.label, promises(each.revision));
  return found.map((each) => {
    const own = promises(each.revision);
    const same = each.label === ABSENT || own === first.get(each.label);
    return same ? each : { ...each, label: `${each.label}+c${input.hash(own).slice(0, 7)}` };
  });
}

/** The release in which the version that runs now was built, if that is older than all that was asked for. */
async function builtBefore(
  input: AnalysisInput,
  paths: ComponentPaths,
  from: LabelledVersion,
  byAge: readonly LabelledVersion[],
  promises: (revision: Revision) => string,
): Promise<{ label: VersionLabel; revision: Revision }[]> {
  if (from.label === ABSENT || byAge.find((each) => each.label === from.label) !== from) return [];
  const revision = await input.revisions.unchangedSince(paths);
  return revision && promises(revision) === promises(from.revision) ? [{ label: from.label, revision }] : [];
}

function requireVersion(all: readonly ComponentVersions[], component: string, label: VersionLabel): void {
  const own = all.find((each) => each.config.id === component);
  if (own?.revisionsOf.has(label)) return;
  const known = all.flatMap((each) =>
    [...each.revisionsOf.keys()].map((version) => `${each.config.id}@${version}`),
  );
  throw new CrossfadeError("CF_LEFT_UNKNOWN", { version: `${component}@${label}`, known: known.join(", ") });
}
