import { CrossfadeError, nearest, type RevisionDocuments } from "@crossfade/core";
import { below, type FileTree, resolve } from "./file-tree.ts";

/** Documents over a tree. Links inside it are followed, nothing outside it is read. */
export function treeDocuments(tree: FileTree, revision: string): RevisionDocuments {
  const sorted = tree.paths;
  const decoded = new Map<string, string>();
  return {
    read(path) {
      const resolved = resolve(tree, path);
      if (!("path" in resolved) || tree.entries.get(resolved.path)?.kind !== "file") return undefined;
      const known = decoded.get(resolved.path);
      if (known !== undefined) return known;
      const text = utf8(tree.bytes(resolved.path), path, revision);
      decoded.set(resolved.path, text);
      return text;
    },
    list(folder) {
      const asked = folder === "" || folder.endsWith("/") ? folder : `${folder}/`;
      const resolved = asked === "" ? { path: "" } : resolve(tree, asked.slice(0, -1));
      if (!("path" in resolved)) return [];
      const real = resolved.path === "" ? "" : `${resolved.path}/`;
      return below(sorted, real)
        .filter((path) => isReadable(tree, path))
        .map((path) => asked + path.slice(real.length));
    },
    whyMissing(path) {
      const resolved = resolve(tree, path);
      if ("why" in resolved) return `${resolved.why}.`;
      if (below(sorted, `${resolved.path}/`).length > 0) return `${path} is a folder in ${revision}.`;
      const close = nearest(path, sorted);
      return `There is no ${path} in ${revision}.${close === undefined ? "" : ` Did you mean ${close}?`}`;
    },
  };
}

function isReadable(tree: FileTree, path: string): boolean {
  const resolved = resolve(tree, path);
  return "path" in resolved && tree.entries.get(resolved.path)?.kind === "file";
}

/** Without a byte order mark. */
function utf8(bytes: Uint8Array, file: string, revision: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CrossfadeError("CF_FILE_NOT_TEXT", { file, revision, offset: firstBadByte(bytes) }, { cause });
  }
}

/** Binary search: a prefix decodes as a stream until the first bad byte is in it. */
function firstBadByte(bytes: Uint8Array): number {
  const decodes = (length: number) => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (decodes(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
