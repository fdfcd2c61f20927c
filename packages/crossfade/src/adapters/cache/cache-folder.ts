import { isAbsolute, join, resolve } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** Where the cache lies by the customs of each system; undefined where it is switched off, or has no place. */
export function cacheFolder(env: Env, platform: NodeJS.Platform, cwd: string): string | undefined {
  const own = env.CROSSFADE_CACHE ?? "";
  if (own === "off") return undefined;
  if (own !== "") return resolve(cwd, own);
  if (platform === "win32") return below(env.LOCALAPPDATA, "crossfade", "cache");
  return below(env.XDG_CACHE_HOME, "crossfade") ?? below(env.HOME, ".cache", "crossfade");
}

/** A relative place would be another one in every folder. */
function below(folder: string | undefined, ...names: readonly string[]): string | undefined {
  return folder !== undefined && isAbsolute(folder) ? join(folder, ...names) : undefined;
}
