import { pathTrouble } from "../config/paths.ts";

/** Dependencies, caches and what tools write. Never of ours, and often larger than all the rest. */
const foreignFolders = new Set([
  ...[".git", ".hg", ".svn", ".idea", ".vscode", ".github", ".husky", ".yarn", ".pnpm-store", ".changeset"],
  ...["node_modules", "bower_components", "vendor", "third_party", "Pods", ".venv", "venv", "site-packages"],
  ...[".next", ".nuxt", ".output", ".svelte-kit", ".turbo", ".nx", ".cache", ".parcel-cache", ".angular"],
  ...["__pycache__", ".pytest_cache", ".mypy_cache", ".tox", ".gradle", ".mvn", ".dart_tool", ".terraform"],
  ...["coverage", ".nyc_output", "storybook-static", ".storybook", ".expo", "DerivedData"],
]);

/** What lies below these shows how something is used or tested; it is no part of what is released. */
const asideFolders = new Set([
  ...["test", "tests", "__tests__", "__mocks__", "__fixtures__", "fixtures", "fixture", "testdata", "mocks"],
  ...["e2e", "cypress", "playwright", "example", "examples", "sample", "samples", "demo", "demos"],
  ...["templates", "benchmark", "benchmarks", "bench"],
]);

const builtFolders = new Set(["dist", "build", "out", "target", "bin", "obj", "generated", "__generated__"]);

/** Build output of Rust and Maven goes by a name that a folder of ours may have too; so it needs the file that says so. */
export function isForeignFolder(name: string, siblings: ReadonlySet<string>): boolean {
  if (name === "target") return siblings.has("Cargo.toml") || siblings.has("pom.xml");
  return foreignFolders.has(name);
}

export type Standing = "ours" | "built" | "aside" | "foreign" | "unnameable";

/** Whether a file may be part of what is released. `unnameable`: crossfade.yaml could not name it. */
export function standingOf(path: string): Standing {
  const folders = path.split("/").slice(0, -1);
  if (folders.some((each) => foreignFolders.has(each))) return "foreign";
  // U+FFFD: its name is no UTF-8, so the name that we have is not the one on the disk.
  if (pathTrouble(path) !== undefined || path.includes("\uFFFD")) return "unnameable";
  if (folders.some((each) => asideFolders.has(each))) return "aside";
  return folders.some((each) => builtFolders.has(each)) ? "built" : "ours";
}
