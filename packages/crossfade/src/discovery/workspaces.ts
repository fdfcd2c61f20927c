import type { RepositoryFiles } from "./repository-files.ts";
import { isObject } from "./repository-files.ts";

/** Which packages a package manager holds together. */
export interface Workspaces {
  readonly tool: "npm" | "pnpm" | "yarn";
  /** The file that lists them. */
  readonly declared: string;
  includes(folder: string): boolean;
}

/** Patterns are foreign: a longer one could take for ever. */
const maxParts = 8;

/** The workspaces of the repository's own manifest, if it has any. */
export function workspacesOf(files: RepositoryFiles): Workspaces | undefined {
  const pnpm = ["pnpm-workspace.yaml", "pnpm-workspace.yml"].find((path) => files.has(path));
  if (pnpm !== undefined) {
    const patterns = texts(files.mapping(pnpm)?.packages);
    if (patterns.length > 0) return { tool: "pnpm", declared: pnpm, includes: matcher(patterns) };
  }
  const declared = files.mapping("package.json")?.workspaces;
  const patterns = texts(isObject(declared) ? declared.packages : declared);
  if (patterns.length === 0) return undefined;
  const tool = files.has("yarn.lock") ? "yarn" : "npm";
  return { tool, declared: "package.json", includes: matcher(patterns) };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string").slice(0, 1000) : [];
}

/** `packages/*`, `apps/**`, and `!` to take out. Folders end in "/". */
function matcher(patterns: readonly string[]): (folder: string) => boolean {
  const split = (excluded: boolean) =>
    patterns
      .filter((each) => each.startsWith("!") === excluded)
      .map((each) => each.replace(/^!/, "").replace(/^\.\//, "").replace(/\/+$/, "").split("/"))
      .map((parts) => parts.filter((part, at) => part !== "**" || parts[at - 1] !== "**"))
      .filter((parts) => parts.length <= maxParts);
  const [wanted, unwanted] = [split(false), split(true)];
  return (folder) => {
    const parts = folder.split("/").filter((each) => each !== "");
    const fits = (pattern: readonly string[]) => matches(pattern, parts);
    return wanted.some(fits) && !unwanted.some(fits);
  };
}

/** Without regular expressions: the patterns are foreign. */
function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return parts.length === 0;
  if (first === "**") return parts.some((_, at) => matches(rest, parts.slice(at))) || matches(rest, []);
  const [head, ...tail] = parts;
  if (head === undefined || !matchesPart(first, head)) return false;
  return matches(rest, tail);
}

function matchesPart(pattern: string, part: string): boolean {
  const [start = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === part;
  if (!part.startsWith(start)) return false;
  const end = rest.pop() ?? "";
  let at = start.length;
  for (const middle of rest) {
    const next = part.indexOf(middle, at);
    if (next === -1) return false;
    at = next + middle.length;
  }
  return part.length - end.length >= at && part.endsWith(end);
}
