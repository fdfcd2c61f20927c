/** All files of one revision, wherever they come from. Paths use `/` and are relative to its root. */
export interface FileTree {
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** The keys of `entries` in code-unit order. */
  readonly paths: readonly string[];
  /** The bytes of a file. Throws a CrossfadeError for one that is too large or not there after all. */
  bytes(path: string): Uint8Array;
  /** Where a symbolic link points, as it is written. */
  target(path: string): string;
  /** Equal for equal contents among all trees of one set. */
  contentId(path: string): string;
}

export interface TreeEntry {
  readonly kind: "file" | "link" | "submodule";
}

/** Named limits on what one revision may hold; see STYLE.md 15. */
export const maxFiles = 1_000_000;
export const maxDocumentBytes = 100 * 1024 * 1024;
const maxLinkHops = 20;

export type Resolved = { readonly path: string } | { readonly why: string };

/** Follows symbolic links inside the tree, in any part of the path. Never leaves the tree. */
export function resolve(tree: FileTree, path: string): Resolved {
  let here = path;
  for (let hops = 0; hops <= maxLinkHops; hops++) {
    const stop = firstStop(tree, here);
    if (stop === undefined) return { path: here };
    if (stop.kind === "submodule") return { why: `${stop.at} is a submodule; submodules are not read` };
    const target = tree.target(stop.at);
    const joined = join(stop.at, target, here.slice(stop.at.length));
    if (joined === undefined)
      return { why: `${stop.at} is a symbolic link that leads out of the repository` };
    here = joined;
  }
  return { why: `${path} is a symbolic link that leads in a circle` };
}

/** The first part of the path that is a link or a submodule. */
function firstStop(tree: FileTree, path: string): { at: string; kind: "link" | "submodule" } | undefined {
  for (let end = path.indexOf("/"); ; end = path.indexOf("/", end + 1)) {
    const at = end === -1 ? path : path.slice(0, end);
    const kind = tree.entries.get(at)?.kind;
    if (kind === "link" || kind === "submodule") return { at, kind };
    if (end === -1) return undefined;
  }
}

/** Replaces the link `at` by its target; undefined if that lies outside. */
function join(at: string, target: string, rest: string): string | undefined {
  if (target.startsWith("/") || target.includes("\\") || /^[A-Za-z]:/.test(target)) return undefined;
  const parts = at.split("/").slice(0, -1);
  for (const part of `${target}/${rest}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** Sorted paths that begin with `prefix`. */
export function below(sorted: readonly string[], prefix: string): readonly string[] {
  if (prefix === "") return sorted;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) < prefix) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < sorted.length && (sorted[end] as string).startsWith(prefix)) end++;
  return sorted.slice(low, end);
}
