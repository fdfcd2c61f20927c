import {
  ABSENT,
  CrossfadeError,
  publishedPaths,
  type RegistryRequest,
  type Revision,
  type VersionLabel,
} from "@crossfade/core";
import type { PublishedRevision, RegistryRevisions } from "../adapters/source/registry-source.ts";
import { parseConfig, requireConfig } from "../config/parse-config.ts";
import type { ConfigComponent, SystemConfig } from "../config/system-config.ts";
import type { RevisionConfigs } from "./analysis.ts";

export interface SystemOfRegistry extends RevisionConfigs {
  /** What the system is after the release. */
  readonly system: SystemConfig;
}

/**
 * The system is what the newest version of `to` says it is. Versions were published at different times: whatever else is
 * there counts as the newest version that is there beside it declares it, and links that any of them declares are looked at.
 */
export function registryConfigs(
  revisions: RegistryRevisions,
  request: RegistryRequest,
  nowMs: number,
): SystemOfRegistry {
  const { to, from, published, configPath: file } = revisions;
  const newest = to.documents.read(file);
  if (newest === undefined) throw new CrossfadeError("CF_CONFIG_MISSING", { file, revision: to.name });
  const system = requireConfig(newest, { file, nowMs });
  const { configs, notes } = ownConfigs(published, system, nowMs);
  const after = withOthers(system, published, configs, request.to);
  const before = beforeRelease(published, configs, request.from);
  const isThere = ({ id }: ConfigComponent) => request.from[id] !== ABSENT || request.to[id] !== ABSENT;
  const all = { ...after, components: after.components.filter(isThere) };
  return {
    system: all,
    configs: new Map([[to, all], [from, before ?? all], ...configs]),
    notes,
  };
}

/** Of each version the file that it was published with. */
function ownConfigs(
  published: readonly PublishedRevision[],
  system: SystemConfig,
  nowMs: number,
): RevisionConfigs {
  const file = publishedPaths.config;
  const known = new Map<string, ReturnType<typeof parseConfig>>();
  const configs = new Map<Revision, SystemConfig>();
  const notes: string[] = [];
  for (const { revision } of published) {
    const text = revision.documents.read(file);
    if (text === undefined) continue;
    const parsed = known.get(text) ?? parseConfig(text, { file, nowMs });
    known.set(text, parsed);
    if (parsed.ok) configs.set(revision, parsed.config);
    else
      notes.push(
        `${file} of ${revision.name} has ${parsed.complaints.length} mistakes, the first in line ${parsed.complaints[0]?.line ?? 1}: ${revision.name} is read with the newest one of ${system.id}.`,
      );
  }
  return { configs, notes };
}

/** What is there although the newest file does not declare it: another repository's, or one that an older file declares. */
function withOthers(
  system: SystemConfig,
  published: readonly PublishedRevision[],
  configs: ReadonlyMap<Revision, SystemConfig>,
  labels: Readonly<Record<string, VersionLabel>>,
): SystemConfig {
  const components = [...system.components];
  for (const { revision } of published)
    for (const each of configs.get(revision)?.components ?? []) {
      const isThere = labels[each.id] !== undefined && labels[each.id] !== ABSENT;
      if (isThere && !components.some(({ id }) => id === each.id)) components.push(each);
    }
  return { ...system, components };
}

/** The system before the release; of what nobody has seen running, a file that is no longer the newest says nothing. */
function beforeRelease(
  published: readonly PublishedRevision[],
  configs: ReadonlyMap<Revision, SystemConfig>,
  from: Readonly<Record<string, VersionLabel>>,
): SystemConfig | undefined {
  const old = published.filter(({ isFrom }) => isFrom);
  const newest = old.flatMap(({ revision }) => configs.get(revision) ?? [])[0];
  if (newest === undefined) return undefined;
  const isThere = ({ id, ours, kind }: ConfigComponent) =>
    from[id] === undefined ? !ours || kind === "store" : from[id] !== ABSENT;
  const all = withOthers(newest, old, configs, from);
  return { ...all, components: all.components.filter(isThere) };
}
