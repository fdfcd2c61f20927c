import { createHash } from "node:crypto";
import type { ComponentPaths, Contents } from "@crossfade/core";
import { below, type FileTree } from "./file-tree.ts";

/** One digest over the names and contents of a component's files. Links count by their target, submodules by their commit. */
export function contentsOf(tree: FileTree, component: ComponentPaths): Contents {
  const sorted = tree.paths;
  const own = new Set(component.paths.flatMap((path) => under(sorted, tree, path)));
  for (const path of component.except ?? []) for (const each of under(sorted, tree, path)) own.delete(each);
  const hash = createHash("sha256");
  for (const path of [...own].sort()) hash.update(JSON.stringify([path, idOf(tree, path)]));
  return { digest: hash.digest("hex"), files: own.size };
}

const known = new WeakMap<FileTree, Map<string, string>>();

/** A component and a contract in it are asked for again and again: each file is read once. */
function idOf(tree: FileTree, path: string): string {
  const ids = known.get(tree) ?? new Map<string, string>();
  known.set(tree, ids);
  const id = ids.get(path) ?? tree.contentId(path);
  ids.set(path, id);
  return id;
}

function under(sorted: readonly string[], tree: FileTree, path: string): readonly string[] {
  const bare = path.replace(/\/$/, "");
  if (bare === "") return sorted;
  return tree.entries.has(bare) ? [bare] : below(sorted, `${bare}/`);
}
