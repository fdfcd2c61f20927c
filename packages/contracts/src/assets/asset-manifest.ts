import { isObject, own } from "../document/json.ts";
import { rootOf } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { pointerTo } from "../document/pointer.ts";
import { fileOf, type NamedFiles } from "./asset-list.ts";
import type { AssetFile } from "./assets.ts";

type Named = readonly (readonly [url: string, pointer: string])[];

/** The files that a bundler's manifest names; undefined if it is none that is known. Everything in it is the page's own. */
export function manifestFiles(document: ParsedDocument): NamedFiles | undefined {
  const { root } = document;
  if (!isObject(root)) return undefined;
  const base = own(root, "publicPath");
  const prefix = typeof base === "string" && base !== "auto" ? base : "";
  const named = stats(root) ?? craFiles(root) ?? vite(root) ?? flat(root);
  if (!named) return undefined;
  const files = named.flatMap(([url, pointer]): AssetFile[] => {
    const file = fileOf(
      url.replace(/^auto\//, ""),
      { document: rootOf(document).document.path, pointer },
      prefix,
    );
    if (!file) return [];
    const { origin: _ours, ...rest } = file;
    return [rest];
  });
  return { files, precached: [], problems: [], source: "bundler" };
}

/** webpack's stats.json: `assets[].name`. */
function stats(root: unknown): Named | undefined {
  const assets = own(root, "assets");
  if (!Array.isArray(assets) || assets.length === 0) return undefined;
  const names = assets.map((each) => own(each, "name"));
  if (!names.every((each) => typeof each === "string")) return undefined;
  return names.map((name, index) => [name, pointerTo("", "assets", index, "name")] as const);
}

/** asset-manifest.json of Create React App: `files`. */
function craFiles(root: unknown): Named | undefined {
  const files = own(root, "files");
  return isObject(files) ? textsOf(files, "/files") : undefined;
}

/** Vite: `file`, `css` and `assets` of every entry and chunk. */
function vite(root: unknown): Named | undefined {
  if (!isObject(root)) return undefined;
  const chunks = Object.entries(root);
  if (chunks.length === 0 || !chunks.every(([, chunk]) => typeof own(chunk, "file") === "string"))
    return undefined;
  return chunks.flatMap(
    ([key, chunk]): Named => [
      [String(own(chunk, "file")), pointerTo("", key, "file")],
      ...["css", "assets"].flatMap((word) => strings(own(chunk, word), pointerTo("", key, word))),
    ],
  );
}

function strings(value: unknown, pointer: string): Named {
  if (!Array.isArray(value)) return [];
  return value.flatMap(
    (each, index): Named => (typeof each === "string" ? [[each, `${pointer}/${index}`]] : []),
  );
}

/** webpack-manifest-plugin: names to URLs. A web app's own manifest.json has other values, too. */
function flat(root: unknown): Named | undefined {
  if (!isObject(root)) return undefined;
  const named = textsOf(root, "");
  const files = named?.every(([url]) => /\.[a-z][a-z0-9]{0,9}([?#].*)?$/i.test(url));
  return files ? named : undefined;
}

/** Undefined where it is empty or a value is no text. */
function textsOf(map: unknown, pointer: string): Named | undefined {
  const entries = isObject(map) ? Object.entries(map) : [];
  if (entries.length === 0 || !entries.every(([, url]) => typeof url === "string")) return undefined;
  return entries.map(([key, url]) => [String(url), pointerTo(pointer, key)] as const);
}
