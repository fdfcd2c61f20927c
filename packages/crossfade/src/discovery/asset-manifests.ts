import { baseOf, folderOf, parentOf, type RepositoryFiles } from "./repository-files.ts";
import type { Root } from "./roots.ts";

/** The list of built files that a page asks for: where it is, or where the build would write it. */
export interface AssetManifest {
  readonly path: string;
  /** The folder that it speaks of. */
  readonly built: string;
  readonly tool: "Vite" | "webpack";
  /** False: no such file yet, only a configuration that writes it. */
  readonly exists: boolean;
  /** The file that says so. */
  readonly from: string;
}

/** The manifest of a page's build, if there is one or its configuration asks for one. */
export function assetManifestOf(root: Root, files: RepositoryFiles): AssetManifest | undefined {
  return builtManifest(root, files) ?? viteManifest(root, files) ?? webpackManifest(root, files);
}

function builtManifest(root: Root, files: RepositoryFiles): AssetManifest | undefined {
  for (const path of files.paths) {
    if (!path.startsWith(root.folder)) continue;
    if (path.endsWith("/.vite/manifest.json"))
      return { path, built: parentOf(folderOf(path)), tool: "Vite", exists: true, from: path };
    if (baseOf(path) === "asset-manifest.json" || /\/(dist|build|public\/build)\/manifest\.json$/.test(path))
      return { path, built: folderOf(path), tool: "webpack", exists: true, from: path };
  }
  return undefined;
}

function viteManifest(root: Root, files: RepositoryFiles): AssetManifest | undefined {
  const from = configOf(root, files, "vite");
  const text = from === undefined ? "" : (files.text(from) ?? "");
  const [, said] = /\bmanifest\s*:\s*(true|"[^"\n]{1,80}"|'[^'\n]{1,80}')/.exec(text) ?? [];
  if (from === undefined || said === undefined) return undefined;
  const out = /\boutDir\s*:\s*["']\.?\/?([\w./-]{1,80}?)\/?["']/.exec(text)?.[1] ?? "dist";
  if (out.split("/").includes("..")) return undefined;
  const built = `${root.folder}${out}/`;
  const name = said === "true" ? ".vite/manifest.json" : said.slice(1, -1);
  if (name.includes("..") || name.startsWith("/") || name.includes("\\")) return undefined;
  return { path: built + name, built, tool: "Vite", exists: false, from };
}

function webpackManifest(root: Root, files: RepositoryFiles): AssetManifest | undefined {
  const from = configOf(root, files, "webpack");
  const hasPlugin = ["webpack-manifest-plugin", "webpack-assets-manifest"].some((each) =>
    root.builtWith(each),
  );
  if (from === undefined || !hasPlugin) return undefined;
  const built = `${root.folder}dist/`;
  return { path: `${built}manifest.json`, built, tool: "webpack", exists: false, from };
}

function configOf(root: Root, files: RepositoryFiles, tool: string): string | undefined {
  return files
    .filesIn(root.folder)
    .find((path) => baseOf(path).startsWith(`${tool}.config.`) && /\.[cm]?[jt]s$/.test(path));
}
