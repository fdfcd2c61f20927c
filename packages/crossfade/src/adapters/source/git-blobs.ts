import { CrossfadeError } from "@crossfade/core";
import { below, maxDocumentBytes } from "./file-tree.ts";
import type { Git } from "./git-command.ts";

/** Contents by path of one tree. The first file of a folder brings its neighbours: contracts lie together. */
export interface Blobs {
  read(path: string): Uint8Array;
}

const neighbour = /\.(ya?ml|json|json5|sql|graphql|xml|md|txt|toml)$|^[^.]*$/i;
const maxNeighbours = 300;
const maxNeighbourBytes = 256 * 1024;
const maxCachedBytes = 64 * 1024 * 1024;

/** @param ids object id of every path */
export function blobs(git: Git, revision: string, ids: ReadonlyMap<string, string>): Blobs {
  const sorted = [...ids.keys()].sort();
  const cache = new Map<string, Uint8Array>();
  let cached = 0;
  const remember = (id: string, bytes: Uint8Array) => {
    if (cache.has(id) || cached + bytes.length > maxCachedBytes) return;
    cached += bytes.length;
    cache.set(id, bytes);
  };
  return {
    read(path) {
      const id = ids.get(path) as string;
      const known = cache.get(id);
      if (known !== undefined) return known;
      const { wanted, sizes } = sized(git, id, neighbours(path, sorted, ids));
      const size = sizes.get(id);
      if (size === undefined) throw new CrossfadeError("CF_GIT_OBJECT_MISSING", { file: path, revision });
      refuseLarge(path, revision, size);
      const small = wanted.filter(
        (each) => each === id || (!cache.has(each) && (sizes.get(each) ?? Infinity) <= maxNeighbourBytes),
      );
      const contents = contentsOf(git, small);
      for (const [each, bytes] of contents) remember(each, bytes);
      return contents.get(id) as Uint8Array;
    },
  };
}

export function refuseLarge(file: string, revision: string, bytes: number): void {
  if (bytes > maxDocumentBytes)
    throw new CrossfadeError("CF_FILE_TOO_LARGE", { file, revision, bytes, limit: maxDocumentBytes });
}

function neighbours(path: string, sorted: readonly string[], ids: ReadonlyMap<string, string>): string[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const found = new Set<string>();
  for (const other of below(sorted, folder)) {
    const name = other.slice(folder.length);
    if (!name.includes("/") && neighbour.test(name)) found.add(ids.get(other) as string);
    if (found.size >= maxNeighbours) break;
  }
  return [...found];
}

/** git gives up on all objects where one would have to be fetched (a partial clone): then the wanted one alone is asked for. */
function sized(git: Git, id: string, others: readonly string[]) {
  const wanted = [id, ...others.filter((each) => each !== id)];
  try {
    return { wanted, sizes: sizesOf(git, wanted) };
  } catch (error) {
    if (!(error instanceof CrossfadeError) || error.code !== "CF_GIT_FAILED") throw error;
  }
  try {
    return { wanted: [id], sizes: sizesOf(git, [id]) };
  } catch (error) {
    if (!(error instanceof CrossfadeError) || error.code !== "CF_GIT_FAILED") throw error;
    return { wanted: [id], sizes: new Map<string, number>() };
  }
}

/** Objects that are not in the clone are left out. */
function sizesOf(git: Git, ids: readonly string[]): Map<string, number> {
  const out = git.runSync(["cat-file", "--batch-check"], `${ids.join("\n")}\n`).toString("utf8");
  return new Map(
    out.split("\n").flatMap((line) => {
      const [id, type, size] = line.split(" ");
      return type === "blob" ? [[id as string, Number(size)] as const] : [];
    }),
  );
}

/** `<id> blob <size>\n<bytes>\n`, one after the other. */
function contentsOf(git: Git, ids: readonly string[]): Map<string, Uint8Array> {
  const out = git.runSync(["cat-file", "--batch"], `${ids.join("\n")}\n`);
  const contents = new Map<string, Uint8Array>();
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(10, at);
    const [id, , size] = out.toString("latin1", at, end).split(" ");
    const start = end + 1;
    const length = Number(size ?? 0);
    contents.set(id as string, out.subarray(start, start + length));
    at = start + length + 1;
  }
  return contents;
}
