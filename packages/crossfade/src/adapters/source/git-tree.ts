import { CrossfadeError } from "@crossfade/core";
import { type FileTree, maxFiles, type TreeEntry } from "./file-tree.ts";
import { blobs } from "./git-blobs.ts";
import type { GitRepository } from "./git-repository.ts";

/** The files of a commit, straight from the object database: no filter, no text conversion, no work tree. */
export async function commitTree(repository: GitRepository, commit: string, name: string): Promise<FileTree> {
  const listing = await repository.git.run(["ls-tree", "-r", "-z", "--full-tree", commit]);
  const rows = listing.toString("utf8").split("\0");
  if (rows.length > maxFiles)
    throw new CrossfadeError("CF_TOO_MANY_FILES", { revision: name, limit: maxFiles });
  const ids = new Map<string, string>();
  const entries = new Map<string, TreeEntry>();
  for (const row of inOrder(rows)) {
    ids.set(row.path, row.id);
    entries.set(row.path, { kind: kindOfMode(row.mode) });
  }
  const contents = blobs(repository.git, name, ids);
  return {
    entries,
    paths: [...entries.keys()],
    bytes: (path) => contents.read(path),
    target: (path) => Buffer.from(contents.read(path)).toString("utf8"),
    contentId: (path) => ids.get(path) as string,
  };
}

export function kindOfMode(mode: string): TreeEntry["kind"] {
  if (mode === "160000") return "submodule";
  return mode === "120000" ? "link" : "file";
}

/** `<mode> <type> <id>\t<path>`. Git sorts by bytes; we sort by code units, once, here. */
function inOrder(rows: readonly string[]): { path: string; mode: string; id: string }[] {
  return rows
    .flatMap((row) => {
      const tab = row.indexOf("\t");
      const [mode, , id] = row.slice(0, tab).split(" ");
      return tab === -1 ? [] : [{ path: row.slice(tab + 1), mode: mode as string, id: id as string }];
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
