import type { Cache } from "@crossfade/core";
import { cacheFolder } from "../adapters/cache/cache-folder.ts";
import { diskCache } from "../adapters/cache/disk-cache.ts";
import { version } from "./version.ts";

/** A digest of all sources and of the versions of all dependencies; the bundler puts it in. Absent from source. */
declare const BUILD_DIGEST: string | undefined;

/**
 * What earlier runs of this very build found, or nothing: straight from the sources there is no digest that would change
 * with the code, and an old answer of other code must never be served.
 */
export function openCache({ cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): Cache {
  if (typeof BUILD_DIGEST === "undefined") return new Map();
  const folder = cacheFolder(env, process.platform, cwd);
  return folder === undefined ? new Map() : diskCache(folder, [version, BUILD_DIGEST, process.version]);
}
