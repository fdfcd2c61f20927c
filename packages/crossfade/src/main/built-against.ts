import { dirname } from "node:path/posix";
import { CrossfadeError, type NewVersion, publishedPaths, type RegistryStore } from "@crossfade/core";
import { requireConfig } from "../config/parse-config.ts";
import type { ConfigLink } from "../config/system-config.ts";

type Files = NewVersion["files"];

/**
 * A version with the contracts of those that it was built against: where both ends of a link share one document, a client
 * expects what its provider promised then, not what lies beside its own source code. CF_VERSION_UNPUBLISHED, CF_CONFIG_…
 */
export async function withProviders(
  registry: RegistryStore,
  version: NewVersion,
  nowMs: number,
): Promise<NewVersion> {
  const providers = Object.entries(version.builtAgainst);
  const text = version.files[publishedPaths.config];
  if (providers.length === 0 || text === undefined) return version;
  const { links } = requireConfig(text, { file: publishedPaths.config, nowMs });
  let files = version.files;
  for (const [provider, label] of providers) {
    const known = await registry.version(provider, label);
    if (known === undefined)
      throw new CrossfadeError("CF_VERSION_UNPUBLISHED", { version: `${provider}@${label}`, known: "" });
    const shared = links.filter((link) => isSharedBy(link, version.component, provider));
    const theirs = await registry.snapshot(known.snapshot);
    for (const { contract } of shared) files = replaced(files, theirs, contract.path);
  }
  return { ...version, files };
}

/** Each of two documents is its own end's. */
function isSharedBy(
  { sender, receiver, contract }: ConfigLink,
  component: string,
  provider: string,
): boolean {
  const isBetween =
    (sender === component && receiver === provider) || (sender === provider && receiver === component);
  return isBetween && (contract.served === undefined || contract.served === contract.path);
}

/** The document, and what lies beside it and may be named by it. */
function replaced(files: Files, theirs: Files, path: string): Files {
  const folder = path.endsWith("/") ? path : `${dirname(path)}/`;
  const isPart = (each: string) => each === path || (folder !== "./" && each.startsWith(folder));
  const isKept = (each: string) =>
    each === publishedPaths.config || each === publishedPaths.paths || !isPart(each);
  return Object.fromEntries([
    ...Object.entries(files).filter(([each]) => isKept(each)),
    ...Object.entries(theirs).filter(([each]) => !isKept(each)),
  ]);
}
