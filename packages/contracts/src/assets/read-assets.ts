import type { Documents } from "@crossfade/core";
import type { ContractProblem, Reading, Side } from "../contract.ts";
import { canonicalJson, own } from "../document/json.ts";
import { Library } from "../document/library.ts";
import { documentLimits } from "../document/limits.ts";
import { type Parsed, parseText } from "../document/parse.ts";
import { folderBeside, folderFiles, isAsked, manifestNames } from "./asset-folder.ts";
import { assetLimits } from "./asset-limits.ts";
import { listAt, type NamedFiles, objectList, textList } from "./asset-list.ts";
import { manifestFiles } from "./asset-manifest.ts";
import type { AssetFile, Assets } from "./assets.ts";
import { isCode } from "./code-file.ts";

interface Source extends NamedFiles {
  /** The folder in which the files themselves may lie. */
  readonly folder?: string;
}

/**
 * Reads what a page may ask for, or what is held: a bundler's manifest, a list of URLs, or a folder. On the sender's side a
 * manifest within the folder counts, because a folder may hold more than pages ask for.
 */
export function readAssets(path: string, documents: Documents, side?: Side): Reading {
  const bare = path.replace(/\/+$/, "");
  const listed = folderFiles(bare, documents.list(bare));
  const source = listed.length > 0 ? folder(bare, listed, documents, side) : file(bare, documents);
  const { problems, files, precached } = source;
  if (problems.length > 0) return { kind: "problems", problems };
  if (files.length + precached.length > assetLimits.files)
    return problem(path, `it names more than ${assetLimits.files} files (limit files)`);
  if (files.length + precached.length === 0) return problem(path, "it names no file");
  const contract = contractOf(path, source, documents);
  return { kind: "contract", contract, digestText: digestText(contract, side) };
}

function folder(
  path: string,
  listed: readonly AssetFile[],
  documents: Documents,
  side: Side | undefined,
): Source {
  const whole: Source = { files: listed, precached: [], problems: [], source: "bundler", folder: path };
  if (side === "receiver") return whole;
  for (const name of manifestNames) {
    const found = listed.find((each) => each.path === name);
    const parsed = found && new Library(documents).load(found.at.document);
    if (!parsed) continue;
    const named = parsed.kind === "document" ? manifestFiles(parsed.document) : undefined;
    if (named) return { ...named, folder: path };
    // A manifest.json may be the web app's own.
    if (name !== "manifest.json")
      return parsed.kind === "problems" ? failed(parsed.problems) : strange(parsed);
  }
  return whole;
}

function file(path: string, documents: Documents): Source {
  const text = textOf(path, documents);
  if (text === undefined)
    return failed([{ document: path, message: "there is no such text file, and no folder of that name" }]);
  if (/\.txt$/i.test(path)) {
    if (text.length <= documentLimits.textLength) return textList(path, text);
    return failed([{ document: path, message: "the list is too large (limit textLength)" }]);
  }
  if (/^\s*\[/.test(text)) return arrayList(path, text);
  const parsed = parseText(path, text);
  if (parsed.kind === "problems") return failed(parsed.problems);
  const { document } = parsed;
  if (["urls", "precached"].some((word) => own(document.root, word) !== undefined))
    return objectList(document);
  const named = manifestFiles(document);
  return named ? { ...named, folder: folderBeside(path) } : strange(parsed);
}

/** Documents are objects; a bare list becomes one, and its places are told as they are in the text. */
function arrayList(path: string, text: string): Source {
  const opening = '{"urls":';
  const parsed = parseText(path, `${opening}${text}}`);
  const moved = (each: ContractProblem): ContractProblem => ({
    ...each,
    ...(each.pointer === undefined ? {} : { pointer: each.pointer.replace(/^\/urls/, "") }),
    ...(each.line === 1 && each.column !== undefined
      ? { column: Math.max(1, each.column - opening.length) }
      : {}),
  });
  if (parsed.kind === "problems") return failed(parsed.problems.slice(0, 1).map(moved));
  const { document } = parsed;
  const { files, problems } = listAt(document, own(document.root, "urls"), "/urls", "");
  const placed = files.map((each) => ({
    ...each,
    at: { ...each.at, pointer: each.at.pointer.slice("/urls".length) },
  }));
  return { files: placed, precached: [], problems: problems.map(moved), source: "list" };
}

function contractOf(path: string, source: Source, documents: Documents): Assets {
  const { files, precached } = source;
  const byPath = (all: readonly AssetFile[]) => new Map(all.map((each) => [each.path, each]));
  const kept = byPath(precached);
  const asked = files.filter((each) => !kept.has(each.path) && (source.source === "list" || isAsked(each)));
  return {
    kind: "assets",
    path,
    asked: byPath(asked),
    held: byPath([...files, ...precached]),
    contents: source.folder === undefined ? new Map() : contentsOf(asked, source.folder, documents),
  };
}

/** Only of code that keeps its name: whatever has a hash in it says enough by its name. */
function contentsOf(
  files: readonly AssetFile[],
  folderPath: string,
  documents: Documents,
): ReadonlyMap<string, string> {
  const prefix = folderPath === "" ? "" : `${folderPath}/`;
  const plain = files.filter(({ path }) => isCode(path)).slice(0, assetLimits.contents);
  return new Map(
    plain.flatMap(({ path }): [string, string][] => {
      const text = textOf(prefix + path, documents);
      return text === undefined || text.length > assetLimits.contentLength ? [] : [[path, text]];
    }),
  );
}

/** Undefined for what is not there or no text. */
function textOf(path: string, documents: Documents): string | undefined {
  try {
    return documents.read(path);
  } catch {
    return undefined;
  }
}

/** What counts of it on its side. */
function digestText({ asked, held, contents }: Assets, side: Side | undefined): string {
  const names = (files: Assets["asked"]) =>
    [...files.values()].map(({ path, origin }) => [path, origin ?? ""]).sort();
  return canonicalJson({
    side: side ?? "both",
    ...(side === "receiver" ? {} : { asked: names(asked) }),
    ...(side === "sender" ? {} : { held: names(held) }),
    contents: [...contents].sort(([one], [other]) => (one < other ? -1 : 1)),
  });
}

function strange(parsed: Extract<Parsed, { kind: "document" }>): Source {
  const message =
    "it is no list of files that is known: a manifest of Vite or webpack, stats.json, a list of URLs, or { urls, precached, base }";
  return failed([{ document: parsed.document.path, message }]);
}

function failed(problems: readonly ContractProblem[]): Source {
  return { files: [], precached: [], problems, source: "list" };
}

function problem(document: string, message: string): Reading {
  return { kind: "problems", problems: [{ document, message }] };
}
