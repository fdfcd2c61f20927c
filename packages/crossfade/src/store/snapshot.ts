import { createHash } from "node:crypto";
import { CrossfadeError, canonicalJson, type NewVersion } from "@crossfade/core";

/** What one published version may hold: contracts, not builds. */
const snapshotLimits = {
  maxSnapshotFiles: 5_000,
  maxSnapshotBytes: 64 * 1024 * 1024,
  maxPathLength: 1_024,
} as const;

/** The files of a version, each known by its digest. */
export interface Snapshot {
  /** Over paths and digests: equal exactly where all names and contents are. */
  readonly digest: string;
  /** Path to digest. */
  readonly files: Readonly<Record<string, string>>;
  /** Digest to content; equal contents are one. */
  readonly documents: ReadonlyMap<string, Buffer>;
}

/** CF_SNAPSHOT_TOO_LARGE, CF_PATH_REFUSED */
export function snapshotOf({ component, label, files }: NewVersion): Snapshot {
  const version = `${component}@${label}`;
  const { maxSnapshotFiles, maxSnapshotBytes } = snapshotLimits;
  const paths = Object.keys(files);
  if (paths.length > maxSnapshotFiles)
    throw tooLarge(version, paths.length, "files", "maxSnapshotFiles", maxSnapshotFiles);
  const documents = new Map<string, Buffer>();
  const digests: [string, string][] = [];
  let bytes = 0;
  for (const path of paths) {
    refuseOddPath(path);
    const content = Buffer.from(files[path] ?? "", "utf8");
    bytes += content.length;
    if (bytes > maxSnapshotBytes)
      throw tooLarge(version, bytes, "bytes or more", "maxSnapshotBytes", maxSnapshotBytes);
    const digest = sha256(content);
    documents.set(digest, content);
    digests.push([path, digest]);
  }
  // Not an object literal: a file may be called __proto__.
  const byPath = Object.fromEntries(digests);
  return { digest: sha256(canonicalJson(byPath)), files: byPath, documents };
}

/** What differs between a version and a new one of the same label, for a person; undefined where it is the very same. */
export function differenceOf(known: Published, next: Published): string | undefined {
  if (known.contents !== next.contents) return ": its files, or what it promises, differ";
  if (known.artifactDigest !== next.artifactDigest) return ": the digest of its artefact differs";
  if (canonicalJson(known.builtAgainst) !== canonicalJson(next.builtAgainst))
    return ": it was built against other versions";
  return undefined;
}

type Published = Pick<NewVersion, "contents" | "artifactDigest" | "builtAgainst">;

/** Snapshots never touch a disk; but a path that cannot be one would be read by nobody, and so be missed in silence. */
function refuseOddPath(path: string): void {
  const parts = path.split("/");
  const isOdd =
    path.length > snapshotLimits.maxPathLength ||
    parts.some((part) => part === "" || part === "." || part === "..") ||
    /[\0\\\ud800-\udfff]/u.test(path);
  if (isOdd) throw new CrossfadeError("CF_PATH_REFUSED", { path: JSON.stringify(path.slice(0, 200)) });
}

function tooLarge(
  version: string,
  size: number,
  unit: string,
  name: keyof typeof snapshotLimits,
  limit: number,
): CrossfadeError {
  return new CrossfadeError("CF_SNAPSHOT_TOO_LARGE", { version, size, unit, name, limit });
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
