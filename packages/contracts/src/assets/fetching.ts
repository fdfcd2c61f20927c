import { baseName } from "./asset-url.ts";
import type { AssetFile, Assets } from "./assets.ts";
import { isCode } from "./code-file.ts";
import { stemOf } from "./content-hash.ts";
import type { Fetching } from "./rule.ts";

/** What becomes of each file that a page may ask for. `kept`: earlier versions whose files are still held. */
export function fetching(page: Assets, host: Assets, kept: readonly Assets[]): Fetching {
  const hosts = [host, ...kept];
  const holder = (path: string) => hosts.find((each) => each.held.has(path));
  const asked = [...page.asked.values()];
  const absent = asked.filter(({ path }) => !holder(path));
  const isForeign = foreignTo(asked, hosts);
  const own = absent.filter((each) => !isForeign(each));
  // One name in common shows that both ends name files in the same way.
  const heldAs = absent.length < asked.length ? new Map<string, string>() : namesOf(hosts);
  return {
    missing: own.filter(({ path }) => !heldAs.has(baseName(path))),
    displaced: own.flatMap((file) => {
      const name = heldAs.get(baseName(file.path));
      return name === undefined ? [] : [{ file, heldAs: name }];
    }),
    elsewhere: absent.filter(isForeign),
    unhashed: asked.flatMap((file) => {
      const found = isCode(file.path) ? holder(file.path) : undefined;
      return found ? plainCode(file, page, found) : [];
    }),
  };
}

function plainCode(file: AssetFile, page: Assets, holder: Assets): Fetching["unhashed"] {
  const [one, other] = [page.contents.get(file.path), holder.contents.get(file.path)];
  if (one === undefined || other === undefined) return [{ file, differs: false }];
  return one === other ? [] : [{ file, differs: true }];
}

function namesOf(hosts: readonly Assets[]): ReadonlyMap<string, string> {
  return new Map(hosts.flatMap(({ held }) => [...held.keys()].map((path) => [baseName(path), path])));
}

/**
 * Whether a file is another host's. An origin is this receiver's if it holds a file of it, or one of another build, or if
 * the page names no other.
 */
function foreignTo(asked: readonly AssetFile[], hosts: readonly Assets[]): (file: AssetFile) => boolean {
  const origins = new Set(asked.map((each) => each.origin));
  if (origins.size <= 1) return () => false;
  const held = hosts.flatMap((each) => [...each.held.values()]);
  const paths = new Set(held.flatMap(({ path }) => [path, stemOf(path)]));
  const own = new Set<string | undefined>([undefined, ...held.map((each) => each.origin)]);
  for (const { path, origin } of asked) if (paths.has(path) || paths.has(stemOf(path))) own.add(origin);
  return ({ origin }) => !own.has(origin);
}
