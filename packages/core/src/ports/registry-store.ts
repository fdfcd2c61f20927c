import type { VersionLabel } from "../model/version.ts";

/** A version as it was published: what it promises, immutable. Other content under the same label is CF_VERSION_TAKEN. */
export interface PublishedVersion {
  readonly component: string;
  readonly label: VersionLabel;
  /** Digest of the snapshot that holds its contracts: crossfade.yaml and all that is read for the links of the component. */
  readonly snapshot: string;
  /** One digest over the files of the component and what it promises: equal means that nothing of it changed. */
  readonly contents: string;
  /** Digest of the artefact that is deployed, as whoever built it says; approvals are bound to it. */
  readonly artifactDigest?: string;
  /** Versions of others that it was built against, by component. */
  readonly builtAgainst: Readonly<Record<string, VersionLabel>>;
  /** Where it came from, as its publisher says: a commit, say. */
  readonly revision?: string;
  /** ms since 1970. */
  readonly publishedMs: number;
  readonly by: string;
}

/** Where things lie among the files of a version. */
export const publishedPaths = {
  /** The configuration, wherever it lies in the repository. */
  config: "crossfade.yaml",
  /**
   * The paths of all files of the repository, published or not, as a JSON list: without it nobody could tell a contract that
   * is not there from one that was not published.
   */
  paths: ".crossfade/paths.json",
  /** Which flags the version reads, as its sources were scanned when it was published. Versions of older publishers have none. */
  flagReads: ".crossfade/flag-reads.json",
} as const;

export interface NewVersion extends Omit<PublishedVersion, "publishedMs" | "snapshot"> {
  /** Path in the repository to text; see `publishedPaths`. */
  readonly files: Readonly<Record<string, string>>;
}

export interface RegistryStore {
  /**
   * `isNew` false: it was there, with the same contents, artefact and versions that it was built against; it keeps the
   * snapshot that it came with. CF_VERSION_TAKEN, CF_SNAPSHOT_TOO_LARGE, CF_PATH_REFUSED.
   */
  publish(version: NewVersion): Promise<{ readonly version: PublishedVersion; readonly isNew: boolean }>;
  version(component: string, label: VersionLabel): Promise<PublishedVersion | undefined>;
  /** The newest first, at most 200. */
  versions(component?: string): Promise<readonly PublishedVersion[]>;
  /** Path to text. CF_SNAPSHOT_UNKNOWN */
  snapshot(digest: string): Promise<Readonly<Record<string, string>>>;
}
