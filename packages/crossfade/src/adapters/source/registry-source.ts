import {
  ABSENT,
  type ComponentPaths,
  CrossfadeError,
  type LabelledVersion,
  type PublishedVersion,
  publishedPaths,
  type RegistryRequest,
  type RegistryStore,
  type Revision,
  type RevisionSet,
  type VersionLabel,
} from "@crossfade/core";
import {
  PublishedDocuments,
  type PublishedFiles,
  publishedFiles,
  publishedRevision,
} from "./registry-documents.ts";

/** Which version of it there is, nobody has said. */
const UNKNOWN_VERSION: VersionLabel = "unknown";

/** A version that was asked for and that was published, as a revision of its own. */
export interface PublishedRevision {
  readonly component: string;
  readonly label: VersionLabel;
  readonly isFrom: boolean;
  readonly isTo: boolean;
  readonly revision: Revision;
}

export interface RegistryRevisions extends RevisionSet {
  /** The newest first. */
  readonly published: readonly PublishedRevision[];
}

/**
 * Published versions as revisions. Each version is a revision of its own, with what was published with it; `from` and `to`
 * are all versions of their side together, where the newest has the first word: that is where crossfade.yaml, and what is
 * never published by itself, is read. CF_VERSION_UNPUBLISHED for a version of `to`; another one is unknown.
 */
export async function openRegistry(
  registry: RegistryStore,
  request: RegistryRequest,
): Promise<RegistryRevisions> {
  const asked = await askedVersions(registry, request);
  const found = asked.flatMap(({ known }) => known ?? []);
  const files = await filesOf(registry, found);
  const published = found.map((version): Found => {
    const own = files.get(idOf(version)) as PublishedFiles;
    return { version, files: own, revision: revisionOf(version, own) };
  });
  const newestFirst = published.sort((one, other) => other.version.publishedMs - one.version.publishedMs);
  const side = (labels: RegistryRequest["from"]) =>
    newestFirst.filter(({ version }) => labels[version.component] === version.label);
  const [old, next] = [side(request.from), side(request.to)];
  const to = together("to", nameOfMoves(request), next);
  // Where nothing runs yet, what is never published itself is as it will be.
  const from = together("from", "what runs now", old.length === 0 ? next : old);
  const revisions = new Map(newestFirst.map((each) => [idOf(each.version), each]));
  const versionsOf = (component: ComponentPaths) => labelled(component, request, { from, to }, revisions);
  return {
    from,
    to,
    also: [],
    notes: notesOn(request, asked),
    configPath: publishedPaths.config,
    versionsOf,
    // A version is built once: where it was published.
    unchangedSince: async () => undefined,
    published: newestFirst.map(({ version: { component, label }, revision }) => ({
      component,
      label,
      isFrom: request.from[component] === label,
      isTo: request.to[component] === label,
      revision,
    })),
  };
}

interface Found {
  readonly version: PublishedVersion;
  readonly files: PublishedFiles;
  readonly revision: Revision;
}

interface Asked {
  readonly component: string;
  readonly label: VersionLabel;
  readonly known: PublishedVersion | undefined;
}

async function askedVersions(registry: RegistryStore, request: RegistryRequest): Promise<readonly Asked[]> {
  const { from, to, also } = request;
  const all = [
    ...Object.entries(to),
    ...Object.entries(from),
    ...also.map((each) => [each.component, each.label] as const),
  ];
  const distinct = new Map(all.map(([component, label]) => [idOf({ component, label }), [component, label]]));
  const asked: Asked[] = [];
  for (const [component = "", label = ""] of distinct.values()) {
    if (label === ABSENT) continue;
    const known = await registry.version(component, label);
    // What stays as it is may be older than the registry; what is new may not.
    if (known === undefined && to[component] === label && from[component] !== label)
      throw await unpublished(registry, component, label);
    asked.push({ component, label, known });
  }
  return asked;
}

/** Versions of one commit mostly share a snapshot. */
async function filesOf(
  registry: RegistryStore,
  versions: readonly PublishedVersion[],
): Promise<ReadonlyMap<string, PublishedFiles>> {
  const snapshots = new Map<string, Readonly<Record<string, string>>>();
  const files = new Map<string, PublishedFiles>();
  for (const version of versions) {
    const snapshot = snapshots.get(version.snapshot) ?? (await registry.snapshot(version.snapshot));
    snapshots.set(version.snapshot, snapshot);
    files.set(idOf(version), publishedFiles(idOf(version), version.snapshot, snapshot));
  }
  return files;
}

function revisionOf(version: PublishedVersion, files: PublishedFiles): Revision {
  const name = idOf(version);
  return publishedRevision({ name, role: "also" }, new PublishedDocuments(name, [files]));
}

function together(role: "from" | "to", name: string, all: readonly Found[]): Revision {
  return publishedRevision(
    { name, role },
    new PublishedDocuments(
      name,
      all.map(({ files }) => files),
    ),
  );
}

/** from, to, then the others, the newest first. */
function labelled(
  component: ComponentPaths,
  request: RegistryRequest,
  sides: { readonly from: Revision; readonly to: Revision },
  revisions: ReadonlyMap<string, Found>,
): readonly LabelledVersion[] {
  const { id = "", isPublished = true } = component;
  const at = (label: VersionLabel): LabelledVersion => {
    const found = revisions.get(idOf({ component: id, label }));
    const revision = found?.revision ?? unheardOf(idOf({ component: id, label }));
    return { label, revision, contents: { digest: found?.version.contents ?? `unknown ${label}`, files: 1 } };
  };
  const isMentioned = request.from[id] !== undefined || request.to[id] !== undefined;
  const ofSide = (side: "from" | "to"): LabelledVersion => {
    const label = request[side][id];
    if (label !== undefined && label !== ABSENT) return at(label);
    const contents = sides[side].contents(component);
    if (isMentioned) return { label: ABSENT, revision: sides[side], contents: { ...contents, files: 0 } };
    return isPublished ? at(UNKNOWN_VERSION) : { label: "current", revision: sides[side], contents };
  };
  const others = request.also
    .filter((each) => each.component === id)
    .map(({ label, isServing }) => ({ ...at(label), isServing }));
  const age = ({ label }: LabelledVersion) =>
    revisions.get(idOf({ component: id, label }))?.version.publishedMs ?? 0;
  return [ofSide("from"), ofSide("to"), ...others.sort((one, other) => age(other) - age(one))];
}

/** Nothing is known of it, so nothing is safe with it. */
function unheardOf(name: string): Revision {
  return publishedRevision({ name, role: "also" }, new PublishedDocuments(name, []));
}

function notesOn({ from, to }: RegistryRequest, asked: readonly Asked[]): readonly string[] {
  const unheard = asked
    .filter(({ known }) => known === undefined)
    .map((each) => `${idOf(each)} was never published: what it needs and promises is unknown.`);
  const appearing = Object.entries(to)
    .filter(([component, label]) => from[component] === undefined && label !== ABSENT)
    .map(
      ([component, label]) =>
        `No version of ${component} is known to run now, so ${label} counts as its first. If one runs, say so with \`crossfade deployed\`.`,
    );
  return [...unheard, ...appearing];
}

/** "api@2.0.0, web@5.1.0": what is not there yet. */
function nameOfMoves({ from, to }: RegistryRequest): string {
  const moves = Object.entries(to).filter(([component, label]) => from[component] !== label);
  const names = moves.map(([component, label]) =>
    label === ABSENT ? `without ${component}` : idOf({ component, label }),
  );
  return names.join(", ") || "what runs now";
}

async function unpublished(
  registry: RegistryStore,
  component: string,
  label: VersionLabel,
): Promise<CrossfadeError> {
  const labels = (await registry.versions(component)).slice(0, 5).map((each) => each.label);
  const known = labels.length === 0 ? "" : `; published are ${labels.join(", ")}`;
  return new CrossfadeError("CF_VERSION_UNPUBLISHED", { version: `${component}@${label}`, known });
}

function idOf({ component, label }: { readonly component: string; readonly label: VersionLabel }): string {
  return `${component}@${label}`;
}
