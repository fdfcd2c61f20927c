import type { Hash } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
} from "node:fs";
import { join } from "node:path";
import { CrossfadeError } from "@crossfade/core";
import { refuseLarge } from "./git-blobs.ts";

/** Reads files below one root and never anything that a symbolic link on the way leads out to. */
export interface Disk {
  /** Refuses what is larger than a document may be. */
  bytes(path: string): Uint8Array;
  /** The digest of a file of any size in lower-case hex. `header` makes git's own ids of it. */
  hash(path: string, hash: Hash, header?: (size: number) => string): string;
  target(path: string): string;
  /** False if a part of the path before its last is a symbolic link. */
  isOwn(path: string): boolean;
}

export function diskAt(root: string, revision: string): Disk {
  const realRoot = realpathSync(root);
  const folders = new Map<string, boolean>([["", true]]);
  const isOwnFolder = (folder: string): boolean => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const own = realPath(join(realRoot, folder)) === join(realRoot, folder);
    folders.set(folder, own);
    return own;
  };
  return {
    bytes: (path) =>
      opened(join(realRoot, path), path, (descriptor, size) => {
        refuseLarge(path, revision, size);
        return readFileSync(descriptor);
      }),
    hash: (path, hash, header) =>
      opened(join(realRoot, path), path, (descriptor, size) => {
        if (header !== undefined) hash.update(header(size));
        for (const chunk of chunks(descriptor)) hash.update(chunk);
        return hash.digest("hex");
      }),
    target: (path) => readlinkSync(join(realRoot, path), "utf8"),
    isOwn: (path) => isOwnFolder(path.slice(0, Math.max(0, path.lastIndexOf("/")))),
  };
}

/** O_NOFOLLOW: a file that became a link meanwhile is refused. O_NONBLOCK: one that became a pipe does not hang. */
function opened<T>(file: string, path: string, use: (descriptor: number, size: number) => T): T {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const descriptor = openOwn(file, path, flags);
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) throw unreadable(path, "it is no regular file");
    return use(descriptor, found.size);
  } finally {
    closeSync(descriptor);
  }
}

function openOwn(file: string, path: string, flags: number): number {
  try {
    return openSync(file, flags);
  } catch (cause) {
    throw unreadable(path, (cause as NodeJS.ErrnoException).code ?? "unknown", cause);
  }
}

function unreadable(file: string, why: string, cause?: unknown): CrossfadeError {
  return new CrossfadeError("CF_FILE_UNREADABLE", { file, why }, { cause });
}

function* chunks(descriptor: number): Generator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(1024 * 1024);
  for (let size = readSync(descriptor, buffer); size > 0; size = readSync(descriptor, buffer))
    yield buffer.subarray(0, size);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
