import { baseOf, folderOf, isObject, type RepositoryFiles } from "./repository-files.ts";
import { standingOf } from "./what-counts.ts";

/** Where the queries of a program are written down. */
export interface QueryDocument {
  /** A file, or a folder with "/" at the end. */
  readonly path: string;
  readonly from: string;
}

/** `sql-contract.json`, and the queries that a `sqlc` configuration names. */
export function sqlQueriesOf(files: RepositoryFiles): readonly QueryDocument[] {
  const found = files.paths.flatMap((path) => {
    if (standingOf(path) !== "ours") return [];
    if (baseOf(path) === "sql-contract.json") return [{ path, from: path }];
    return /(^|\/)sqlc\.(ya?ml|json)$/.test(path) ? sqlc(path, files) : [];
  });
  return [...new Map(found.map((each) => [each.path, each])).values()];
}

function sqlc(config: string, files: RepositoryFiles): readonly QueryDocument[] {
  const value = files.mapping(config) ?? {};
  const entries = [value.sql, value.packages].flatMap((each) => (Array.isArray(each) ? each : []));
  return entries
    .flatMap((each: unknown) => (isObject(each) ? [each.queries].flat() : []))
    .flatMap((queries) => (typeof queries === "string" ? (placed(config, queries, files) ?? []) : []))
    .map((path) => ({ path, from: config }));
}

/** Relative to the configuration; only what is there, and inside the repository. */
function placed(config: string, queries: string, files: RepositoryFiles): string | undefined {
  const parts: string[] = folderOf(config)
    .split("/")
    .filter((part) => part !== "");
  for (const part of queries.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  const path = parts.join("/");
  if (files.has(path)) return path;
  return files.hasFolder(`${path}/`) ? `${path}/` : undefined;
}
