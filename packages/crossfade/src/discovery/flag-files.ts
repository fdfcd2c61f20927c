import { baseOf, isObject, type JsonObject, type RepositoryFiles } from "./repository-files.ts";
import { standingOf } from "./what-counts.ts";

/** A file that says which flags there are. */
export interface FlagFile {
  readonly path: string;
  readonly format: "features" | "flagd";
  readonly flags: number;
}

export interface FlagReads {
  readonly path: string;
  readonly keys: number;
}

/** Flag files by their content: a mapping `features`, or flagd's `flags` whose entries have variants. */
export function flagFilesOf(files: RepositoryFiles): readonly FlagFile[] {
  return files.paths.flatMap((path) => {
    if (!/\.(json|ya?ml)$/.test(path) || standingOf(path) !== "ours") return [];
    const text = files.text(path);
    const key = path.endsWith(".json") ? /"(features|flags)"\s*:/ : /^["']?(features|flags)["']?\s*:/m;
    if (text === undefined || !key.test(text)) return [];
    const value = files.mapping(path);
    return value === undefined ? [] : (flagd(path, value) ?? features(path, value) ?? []);
  });
}

function flagd(path: string, { flags }: JsonObject): FlagFile | undefined {
  if (!isObject(flags)) return undefined;
  const all = Object.values(flags);
  const isFlag = (each: unknown) => isObject(each) && isObject(each.variants);
  return all.length > 0 && all.every(isFlag) ? { path, format: "flagd", flags: all.length } : undefined;
}

/** Other tools have a key `features` too (dev containers, Cargo), so the name or what stands there has to agree. */
function features(path: string, { features: value }: JsonObject): FlagFile | undefined {
  if (!isObject(value)) return undefined;
  const all = Object.values(value);
  const isNamed = /flag|feature|toggle/i.test(baseOf(path));
  const words = ["enabled", "rollout_percentage", "variants"];
  const isFlag = (each: unknown) => isObject(each) && words.some((word) => word in each);
  if (all.length === 0 || !all.every(isObject) || (!isNamed && !all.every(isFlag))) return undefined;
  return { path, format: "features", flags: all.length };
}

/** Lists of the keys that a program reads: `reads` with a type and a default for each. */
export function flagReadsOf(files: RepositoryFiles): readonly FlagReads[] {
  return files.paths.flatMap((path) => {
    if (!/flag[^/]*\.(json|ya?ml)$/i.test(path) || standingOf(path) !== "ours") return [];
    const reads = files.mapping(path)?.reads;
    const all = isObject(reads) ? Object.values(reads) : [];
    const isRead = (each: unknown) => isObject(each) && "type" in each && "default" in each;
    return all.length > 0 && all.every(isRead) ? [{ path, keys: all.length }] : [];
  });
}
