import type { LiveVersion } from "@crossfade/core";
import type { ReadKey } from "../wire/flag-reads.ts";
import type { FlagReader, FlagReaders } from "../wire/flag-views.ts";
import type { ReaderComponent, VersionRead } from "./version-reads.ts";

/** The published versions of a component, the newest first. */
export interface ComponentVersions extends ReaderComponent {
  readonly versions: readonly VersionRead[];
}

export const versionId = ({ component, label }: { readonly component: string; readonly label: string }) =>
  `${component}@${label}`;

/** Every flag that is served or read: by which versions, with which default. */
export function flagReaders(
  served: readonly string[],
  components: readonly ComponentVersions[],
  live: readonly LiveVersion[],
): Omit<FlagReaders, "component"> {
  const read = components.flatMap(({ versions }) =>
    versions.flatMap(({ reads }) => Object.keys(reads?.reads ?? {})),
  );
  const keys = [...new Set([...served, ...read])];
  return {
    flags: keys.map((key) => ({
      key,
      isServed: served.includes(key),
      readers: components.flatMap((each) => readerOf(key, each, live) ?? []),
    })),
    uncertain: components.flatMap((each) => uncertainOf(each, live)),
  };
}

export function readOf({ reads }: VersionRead, key: string): ReadKey | undefined {
  return reads !== undefined && Object.hasOwn(reads.reads, key) ? reads.reads[key] : undefined;
}

function readerOf(
  key: string,
  { id, isClient, versions }: ComponentVersions,
  live: readonly LiveVersion[],
): FlagReader | undefined {
  const readers = versions.filter((each) => readOf(each, key) !== undefined);
  const [last, first] = [readers[0], readers.at(-1)];
  if (last === undefined || first === undefined) return undefined;
  const isLive = ({ component, label }: VersionRead) =>
    live.some((each) => each.component === component && each.label === label);
  return {
    component: id,
    isClient,
    first: first.label,
    last: last.label,
    isRead: versions[0] === last,
    defaults: defaultsOf(key, readers.toReversed()),
    at: readOf(last, key)?.at ?? [],
    live: readers.filter(isLive).map(({ label }) => label),
  };
}

function defaultsOf(key: string, oldestFirst: readonly VersionRead[]): FlagReader["defaults"] {
  const byText = new Map<string, { value?: unknown; isTold: boolean; versions: string[] }>();
  for (const version of oldestFirst) {
    const read = readOf(version, key);
    const told = (read?.defaults ?? []).map((value) => ({ value, isTold: true }));
    for (const each of read?.isDefaultUncertain === true ? [...told, { isTold: false }] : told) {
      const text = JSON.stringify(each);
      const known = byText.get(text) ?? { ...each, versions: [] };
      known.versions.push(version.label);
      byText.set(text, known);
    }
  }
  return [...byText.values()];
}

function uncertainOf(
  { id, versions }: ComponentVersions,
  live: readonly LiveVersion[],
): FlagReaders["uncertain"] {
  const mine = live.filter(({ component }) => component === id);
  const looked = versions.filter((each, at) => at === 0 || mine.some(({ label }) => label === each.label));
  const unpublished = mine.filter(({ label }) => !versions.some((each) => each.label === label));
  return [
    ...unpublished.map((each) => ({
      version: versionId(each),
      why: "it was never published: what it reads is not known",
    })),
    ...looked.flatMap((each) => doubtsOf(each)),
  ];
}

/** What is not known of what a version reads. */
export function doubtsOf(version: VersionRead): FlagReaders["uncertain"] {
  const { reads } = version;
  const id = versionId(version);
  if (reads === undefined) return [{ version: id, why: "it was published without a look at what it reads" }];
  // Whoever writes a list answers for it.
  if (reads.toldBy === "list") return [];
  const none =
    reads.sources === 0
      ? [{ version: id, why: "no source code of it could be read, and no list says what it reads" }]
      : [];
  return [
    ...none,
    ...reads.uncertain.map(({ at, why, key }) => ({
      version: id,
      why: at === "" ? why : `${at}: ${why}`,
      ...(key === undefined ? {} : { key }),
    })),
  ];
}
