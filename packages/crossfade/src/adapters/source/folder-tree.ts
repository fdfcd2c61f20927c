import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { CrossfadeError } from "@crossfade/core";
import { diskAt } from "./disk.ts";
import { type FileTree, maxFiles, type TreeEntry } from "./file-tree.ts";

const skipped = new Set([".git", "node_modules"]);

/** Everything below a folder but `.git` and `node_modules`. Links are noted, not followed. */
export function folderTree(folder: string, name: string): FileTree {
  const found = new Map<string, TreeEntry>();
  try {
    collect(folder, "", found, name);
  } catch (cause) {
    throw unreadable(cause, name);
  }
  const disk = diskAt(folder, name);
  const entries = new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    entries,
    paths: [...entries.keys()],
    bytes: disk.bytes,
    target: disk.target,
    contentId: (path) =>
      entries.get(path)?.kind === "link"
        ? createHash("sha256").update(disk.target(path)).digest("hex")
        : disk.hash(path, createHash("sha256")),
  };
}

function collect(root: string, prefix: string, found: Map<string, TreeEntry>, name: string): void {
  for (const entry of readdirSync(join(root, prefix), { withFileTypes: true })) {
    const path = prefix + entry.name;
    if (entry.isSymbolicLink()) found.set(path, { kind: "link" });
    else if (entry.isFile()) found.set(path, { kind: "file" });
    else if (entry.isDirectory() && !skipped.has(entry.name)) collect(root, `${path}/`, found, name);
    if (found.size > maxFiles)
      throw new CrossfadeError("CF_TOO_MANY_FILES", { revision: name, limit: maxFiles });
  }
}

function unreadable(cause: unknown, folder: string): Error {
  if (cause instanceof CrossfadeError) return cause;
  const code = (cause as NodeJS.ErrnoException).code;
  const reasons: Record<string, string> = {
    ENOENT: "it does not exist",
    ENOTDIR: "it is not a folder",
    EACCES: "permission denied",
  };
  return new CrossfadeError(
    "CF_FOLDER_UNREADABLE",
    { folder, why: reasons[code ?? ""] ?? String(code) },
    { cause },
  );
}

/** One tree over another: where both have a path, `upper` wins (build output over a commit). */
export function laidOver(upper: FileTree, lower: FileTree): FileTree {
  const entries = new Map([...lower.entries, ...upper.entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  const owner = (path: string) => (upper.entries.has(path) ? upper : lower);
  return {
    entries,
    paths: [...entries.keys()],
    bytes: (path) => owner(path).bytes(path),
    target: (path) => owner(path).target(path),
    contentId: (path) => owner(path).contentId(path),
  };
}
