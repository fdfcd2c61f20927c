import type { LiveVersion } from "@crossfade/core";
import type { FinalValue } from "./final-value.ts";
import { type ComponentVersions, doubtsOf, readOf, versionId } from "./flag-readers.ts";
import type { VersionRead } from "./version-reads.ts";

/** Doubts that concern this flag. */
export function doubtsAbout(version: VersionRead, key: string): readonly string[] {
  return doubtsOf(version)
    .filter((each) => each.key === undefined || each.key === key)
    .map(({ version: id, why }) => `${id} may read it: ${why}`);
}

const mine = ({ id }: ComponentVersions, live: readonly LiveVersion[] | undefined) =>
  (live ?? []).filter(({ component }) => component === id);

/** Nothing of it was published, but it is there: what it reads, nobody knows. */
function neverPublished(
  each: ComponentVersions,
  live: readonly LiveVersion[] | undefined,
): readonly string[] {
  if (each.versions.length > 0) return [];
  return mine(each, live).map(
    (version) => `${versionId(version)} was never published: what it reads is not known`,
  );
}

/** The newest version of each component, where its code falls back to something else. */
export function defaultBlocks(
  each: ComponentVersions,
  key: string,
  final: FinalValue,
  live: readonly LiveVersion[] | undefined,
): readonly string[] {
  const [newest] = each.versions;
  if (newest === undefined) return neverPublished(each, live);
  const read = readOf(newest, key);
  const id = versionId(newest);
  const others = (read?.defaults ?? []).filter(
    (value) => JSON.stringify(value) !== JSON.stringify(final.value),
  );
  const at = read?.at[0] === undefined ? "" : ` at ${read.at[0]}`;
  return [
    ...others.map((value) => `${id} falls back to ${JSON.stringify(value)}${at}`),
    ...(read?.isDefaultUncertain === true ? [`${id} falls back to what cannot be told${at}`] : []),
    ...doubtsAbout(newest, key),
  ];
}

/** The newest version of a component, where it still reads the flag. */
export function codeBlocks(
  each: ComponentVersions,
  key: string,
  live: readonly LiveVersion[] | undefined,
): readonly string[] {
  const [newest] = each.versions;
  if (newest === undefined) return neverPublished(each, live);
  const read = readOf(newest, key);
  const at = read?.at[0] === undefined ? "" : ` at ${read.at[0]}`;
  return [...(read === undefined ? [] : [`${versionId(newest)} reads it${at}`]), ...doubtsAbout(newest, key)];
}

/** What people do to end a version, by whose versions they are. */
const ends = {
  /** A page that is open goes on asking when its version is ended: questions tell of it. */
  clients: ({ phase }: LiveVersion) => phase !== "ended",
  servers: () => true,
  deletion: ({ phase }: LiveVersion) => phase !== "ended",
} as const;

/** Versions that are there and read the flag, or may. */
export function liveBlocks(
  components: readonly ComponentVersions[],
  key: string,
  live: readonly LiveVersion[] | undefined,
  whose: keyof typeof ends,
): readonly string[] {
  if (live === undefined) return ["it is not known what is live"];
  return components.flatMap((each) =>
    mine(each, live)
      .filter(ends[whose])
      .flatMap((version) => {
        const known = each.versions.find(({ label }) => label === version.label);
        const id = versionId(version);
        if (known === undefined) return [`${id} was never published: what it reads is not known`];
        const reads = readOf(known, key) === undefined ? [] : [`${id} reads it and is ${version.phase}`];
        return [...reads, ...doubtsAbout(known, key)];
      }),
  );
}
