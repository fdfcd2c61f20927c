import { createHash, type Hash } from "node:crypto";
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { CrossfadeError } from "@crossfade/core";
import { diskAt } from "./disk.ts";
import { type FileTree, maxFiles, type TreeEntry } from "./file-tree.ts";
import { blobs } from "./git-blobs.ts";
import type { GitRepository } from "./git-repository.ts";
import { kindOfMode } from "./git-tree.ts";

interface Tracked {
  readonly mode: string;
  readonly id: string;
  /** Not checked out on purpose (sparse checkout): the index speaks for it. */
  readonly sparse: boolean;
}

/** What lies on the disk: tracked files with their changes, and new files that are not ignored. */
export async function workTree(repository: GitRepository, name: string): Promise<FileTree> {
  const tracked = await trackedFiles(repository);
  const fresh = await untrackedFiles(repository);
  if (tracked.size + fresh.length > maxFiles)
    throw new CrossfadeError("CF_TOO_MANY_FILES", { revision: name, limit: maxFiles });
  const disk = diskAt(repository.root, name);
  const entries = new Map<string, TreeEntry>();
  for (const path of [...new Set([...tracked.keys(), ...fresh])].sort()) {
    const entry = entryOf(repository.root, path, tracked.get(path), disk.isOwn);
    if (entry !== undefined) entries.set(path, entry);
  }
  const isSparse = (path: string) => tracked.get(path)?.sparse === true;
  const ids = new Map([...tracked].map(([path, { id }]) => [path, id]));
  const stored = blobs(repository.git, name, ids);
  const bytes = (path: string) => (isSparse(path) ? stored.read(path) : disk.bytes(path));
  const target = (path: string) =>
    isSparse(path) ? Buffer.from(stored.read(path)).toString("utf8") : disk.target(path);
  return {
    entries,
    paths: [...entries.keys()],
    bytes,
    target,
    contentId(path) {
      const known = tracked.get(path);
      const kind = entries.get(path)?.kind;
      if (kind === "submodule" || known?.sparse === true) return known?.id ?? "submodule";
      const header = (size: number) => `blob ${size}\0`;
      const hash = () => createHash(repository.objectFormat);
      if (kind === "link") return blobId(Buffer.from(target(path)), hash());
      const id = disk.hash(path, hash(), header);
      return id === known?.id || known === undefined
        ? id
        : (unixId(disk.bytes, path, known.id, hash()) ?? id);
    },
  };
}

const maxTextBytes = 10 * 1024 * 1024;

/** Git may have stored with LF what has CRLF on the disk (autocrlf): if the index says so, that is no change. */
function unixId(
  read: (path: string) => Uint8Array,
  path: string,
  stored: string,
  hash: Hash,
): string | undefined {
  const content = Buffer.from(read(path));
  if (content.length > maxTextBytes || !content.includes("\r\n")) return undefined;
  const unix = Buffer.from(content.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
  return blobId(unix, hash) === stored ? stored : undefined;
}

function blobId(content: Uint8Array, hash: Hash): string {
  return hash.update(`blob ${content.byteLength}\0`).update(content).digest("hex");
}

function entryOf(
  root: string,
  path: string,
  tracked: Tracked | undefined,
  isOwn: (path: string) => boolean,
): TreeEntry | undefined {
  if (path.endsWith("/")) return undefined;
  if (tracked?.mode === "160000") return { kind: "submodule" };
  if (tracked?.sparse === true) return { kind: kindOfMode(tracked.mode) };
  if (!isOwn(path)) return undefined;
  const found = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === true) return { kind: "link" };
  return found?.isFile() === true ? { kind: "file" } : undefined;
}

/** `<tag> <mode> <id> <stage>\t<path>`; a file in conflict stands there up to three times. */
async function trackedFiles({ git }: GitRepository): Promise<Map<string, Tracked>> {
  const out = (await git.run(["ls-files", "-z", "-t", "-s"])).toString("utf8");
  return new Map(
    out.split("\0").flatMap((row) => {
      const tab = row.indexOf("\t");
      const [tag, mode, id] = row.slice(0, tab).split(" ");
      if (tab === -1) return [];
      return [[row.slice(tab + 1), { mode: mode as string, id: id as string, sparse: tag === "S" }] as const];
    }),
  );
}

async function untrackedFiles({ git }: GitRepository): Promise<string[]> {
  const out = (await git.run(["ls-files", "-z", "-o", "--exclude-standard"])).toString("utf8");
  return out.split("\0").filter((path) => path !== "");
}
