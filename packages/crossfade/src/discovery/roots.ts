import { baseOf, folderOf, isObject, type JsonObject, type RepositoryFiles } from "./repository-files.ts";

export type Language = "node" | "go" | "rust" | "python" | "java" | "dotnet" | "dart";

/** A folder with a manifest of its own: a package, a module, a crate, a project. */
export interface Root {
  /** Ends in "/"; "" is the repository itself. */
  readonly folder: string;
  readonly manifest: string;
  readonly language: Language;
  /** The name that its manifest gives, where that matters to others. */
  readonly name?: string;
  /** What it needs to run. Languages other than Node: the whole text of the manifest is searched. */
  readonly needs: (dependency: string) => boolean;
  /** The same, and what it needs to be built. */
  readonly builtWith: (dependency: string) => boolean;
  readonly scripts: JsonObject;
  /** Other roots of the repository that it is built from, by name. */
  readonly internal: readonly string[];
  /** The module that it is one command of. */
  readonly module?: string;
}

const manifests: readonly (readonly [RegExp, Language])[] = [
  [/^package\.json$/, "node"],
  [/^go\.mod$/, "go"],
  [/^Cargo\.toml$/, "rust"],
  [/^pyproject\.toml$/, "python"],
  [/^pom\.xml$/, "java"],
  [/^build\.gradle(\.kts)?$/, "java"],
  [/\.csproj$/, "dotnet"],
  [/^pubspec\.yaml$/, "dart"],
  [/^requirements\.txt$/, "python"],
];

/** All roots, by folder; one folder is one root, of the language that comes first above. */
export function rootsOf(files: RepositoryFiles, paths: readonly string[]): readonly Root[] {
  const found = new Map<string, { path: string; rank: number }>();
  for (const path of paths) {
    const rank = manifests.findIndex(([pattern]) => pattern.test(baseOf(path)));
    if (rank === -1 || isMarker(path, files)) continue;
    const folder = folderOf(path);
    const known = found.get(folder);
    if (known === undefined || rank < known.rank) found.set(folder, { path, rank });
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, { path, rank }]) => rootAt(folder, path, manifests[rank]?.[1] ?? "node", files));
}

/** A manifest that only holds others together, or only says that its folder is ESM. */
function isMarker(path: string, files: RepositoryFiles): boolean {
  const name = baseOf(path);
  const text = files.text(path) ?? "";
  if (name === "Cargo.toml") return !/^\s*\[package\]/m.test(text);
  if (name === "pom.xml") return /<packaging>\s*pom\s*<\/packaging>/.test(text);
  if (name !== "package.json") return false;
  const keys = Object.keys(files.mapping(path) ?? {});
  return !keys.some((key) => ["name", "scripts", "dependencies", "devDependencies", "version"].includes(key));
}

function rootAt(folder: string, manifest: string, language: Language, files: RepositoryFiles): Root {
  if (language === "node") return nodeRoot(folder, manifest, files.mapping(manifest) ?? {});
  const requirements = files.text(`${folder}requirements.txt`) ?? "";
  const text = `${files.text(manifest) ?? ""}\n${requirements}`.toLowerCase();
  const mentions = (dependency: string) => mentionsWord(text, dependency.toLowerCase());
  return { folder, manifest, language, needs: mentions, builtWith: mentions, scripts: {}, internal: [] };
}

/** As a name of its own: "cron" is not in "micronaut", nor "flask" in "flask-like". */
function mentionsWord(text: string, word: string): boolean {
  const isPart = (mark: string | undefined) => mark !== undefined && /[\w-]/.test(mark);
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (!isPart(text[at - 1]) && !isPart(text[at + word.length])) return true;
  return false;
}

function nodeRoot(folder: string, manifest: string, value: JsonObject): Root {
  const run = namesIn(value.dependencies);
  const all = new Set([...run, ...namesIn(value.devDependencies), ...namesIn(value.peerDependencies)]);
  return {
    folder,
    manifest,
    language: "node",
    ...(typeof value.name === "string" ? { name: value.name } : {}),
    needs: (dependency) => run.has(dependency),
    builtWith: (dependency) => run.has(dependency) || namesIn(value.devDependencies).has(dependency),
    scripts: isObject(value.scripts) ? value.scripts : {},
    internal: [...all],
  };
}

function namesIn(value: unknown): ReadonlySet<string> {
  return new Set(isObject(value) ? Object.keys(value) : []);
}

/** The innermost root that holds a path. */
export function ownerOf<R extends { readonly folder: string }>(
  path: string,
  roots: readonly R[],
): R | undefined {
  return roots
    .filter((each) => path.startsWith(each.folder))
    .reduce<R | undefined>(
      (best, each) => (best === undefined || each.folder.length > best.folder.length ? each : best),
      undefined,
    );
}
