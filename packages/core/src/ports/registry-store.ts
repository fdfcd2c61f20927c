import type { VersionLabel } from "../model/version.ts";

/** A version as it was published: what it promises, immutable. Other content under the same label is CF_VERSION_TAKEN. */
export interface PublishedVersion {
  readonly component: string;
  readonly label: VersionLabel;
  /** Digest of the snapshot that holds its contracts: crossfade.yaml and every document that a link of it names. */
  readonly snapshot: string;
  /** One digest over the files of the component: equal means that nothing of it changed. */
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

export interface NewVersion extends Omit<PublishedVersion, "publishedMs" | "snapshot"> {
  /** Path in the repository to text. */
  readonly files: Readonly<Record<string, string>>;
}

export interface RegistryStore {
  /** `isNew` false: the very same was there. CF_VERSION_TAKEN, CF_SNAPSHOT_TOO_LARGE. */
  publish(version: NewVersion): Promise<{ readonly version: PublishedVersion; readonly isNew: boolean }>;
  version(component: string, label: VersionLabel): Promise<PublishedVersion | undefined>;
  /** The newest first, at most 200. */
  versions(component?: string): Promise<readonly PublishedVersion[]>;
  /** Path to text. CF_SNAPSHOT_UNKNOWN */
  snapshot(digest: string): Promise<Readonly<Record<string, string>>>;
}
