import type { AssetFile } from "./assets.ts";

/** Where bundlers leave the list of what they made, below the folder of their output. */
export const manifestNames = [".vite/manifest.json", "asset-manifest.json", "manifest.json"];

/** The folder that a manifest's own files lie in. */
export function folderBeside(manifest: string): string {
  const known = manifestNames.find((name) => manifest === name || manifest.endsWith(`/${name}`));
  if (known !== undefined) return manifest.slice(0, -known.length).replace(/\/$/, "");
  return manifest.includes("/") ? manifest.slice(0, manifest.lastIndexOf("/")) : "";
}

/** Everything below a folder, named as from its root. */
export function folderFiles(folder: string, listed: readonly string[]): AssetFile[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  return listed
    .filter((file) => file.startsWith(prefix))
    .map((file) => {
      const path = file.slice(prefix.length);
      return { path, url: `/${path}`, at: { document: file, pointer: "" } };
    });
}

/** For search engines and people. */
const notices = /(^|\/)(robots|humans)\.txt$|(^|\/)sitemap[^/]*\.xml$|\.LICENSE\.txt$/;
/** For debuggers, for the server that compresses, and the page itself. */
const notAsked = /\.(map|gz|br|zst|html?)$/i;
const hidden = /(^|\/)\./;

/** Whether a page may ask for a file that a bundler made: the page itself arrives by another way. */
export function isAsked({ path }: AssetFile): boolean {
  return !notices.test(path) && !notAsked.test(path) && !hidden.test(path) && !manifestNames.includes(path);
}
