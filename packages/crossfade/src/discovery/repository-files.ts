import { parse } from "yaml";
import { discoveryLimits } from "./limits.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** The files of a repository that count, and the texts of those that were asked for. Folders end in "/"; the root is "". */
export class RepositoryFiles {
  /** The name of the folder that holds all. */
  readonly name: string;
  readonly paths: readonly string[];
  readonly #texts: ReadonlyMap<string, string>;
  readonly #known: ReadonlySet<string>;
  readonly #inFolder = new Map<string, string[]>();
  readonly #folders = new Set<string>();
  readonly #parsed = new Map<string, unknown>();

  constructor(name: string, paths: readonly string[], texts: ReadonlyMap<string, string>) {
    this.name = name;
    this.paths = [...paths].sort();
    this.#texts = texts;
    this.#known = new Set(paths);
    for (const path of this.paths) {
      const folder = folderOf(path);
      const siblings = this.#inFolder.get(folder);
      if (siblings === undefined) this.#inFolder.set(folder, [path]);
      else siblings.push(path);
      for (let each = folder; each !== "" && !this.#folders.has(each); each = parentOf(each))
        this.#folders.add(each);
    }
  }

  has(path: string): boolean {
    return this.#known.has(path);
  }

  hasFolder(folder: string): boolean {
    return this.#folders.has(folder);
  }

  /** Every folder with at least one file somewhere below it. */
  get folders(): Iterable<string> {
    return this.#folders;
  }

  /** Paths of the files that lie directly in a folder. */
  filesIn(folder: string): readonly string[] {
    return this.#inFolder.get(folder) ?? [];
  }

  /** Paths of the folders that lie directly in a folder. */
  foldersIn(folder: string): readonly string[] {
    return [...this.#folders].filter((each) => parentOf(each) === folder).sort();
  }

  /** Undefined for a file that is not there, was not asked for, or is too large. */
  text(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /** A mapping, written as JSON or YAML; undefined for anything else. */
  mapping(path: string): JsonObject | undefined {
    if (!this.#parsed.has(path)) this.#parsed.set(path, parsed(this.text(path)));
    const value = this.#parsed.get(path);
    return isObject(value) ? value : undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** "a/b/c.ts" -> "a/b/"; "c.ts" -> "". */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** "a/b/" -> "a/"; "a/" -> "". */
export function parentOf(folder: string): string {
  return folderOf(folder.slice(0, -1));
}

/** The last part of a file's or folder's path. */
export function baseOf(path: string): string {
  const bare = path.endsWith("/") ? path.slice(0, -1) : path;
  return bare.slice(bare.lastIndexOf("/") + 1);
}

/** Foreign text never throws here: what cannot be parsed is no evidence. */
function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const bare = text.startsWith("\uFEFF") ? text.slice(1) : text;
  try {
    if (/^\s*[{[]/.test(bare)) return JSON.parse(bare);
    if (bare.length > discoveryLimits.maxParsedYamlCharacters) return undefined;
    return parse(bare, { logLevel: "silent", maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}
