import type { RepositoryFiles } from "./repository-files.ts";
import { standingOf } from "./what-counts.ts";

/** A document that says what may be called. */
export interface ApiDocument {
  readonly path: string;
  readonly format: "OpenAPI" | "Swagger" | "AsyncAPI";
  readonly version: string;
}

const keys = [
  ["openapi", "OpenAPI"],
  ["swagger", "Swagger"],
  ["asyncapi", "AsyncAPI"],
] as const;

/** OpenAPI, Swagger 2 and AsyncAPI documents, by their first key, whatever they are called. */
export function apiDocumentsOf(files: RepositoryFiles): readonly ApiDocument[] {
  return files.paths.flatMap((path) => {
    if (!/\.(json|ya?ml)$/.test(path) || standingOf(path) !== "ours") return [];
    const text = files.text(path);
    return text === undefined ? [] : (documentAt(path, text, files) ?? []);
  });
}

/** YAML is searched, not parsed: large documents take seconds. */
function documentAt(path: string, text: string, files: RepositoryFiles): ApiDocument | undefined {
  for (const [key, format] of keys) {
    const version = path.endsWith(".json")
      ? text.includes(`"${key}"`) && files.mapping(path)?.[key]
      : new RegExp(`^(?:\\uFEFF)?["']?${key}["']?\\s*:\\s*["']?([0-9][0-9.]*)`, "m").exec(text)?.[1];
    if (typeof version === "string" && /^\d/.test(version) && speaks(path, text))
      return { path, format, version: version.slice(0, 20) };
  }
  return undefined;
}

/** A template or a ruleset has the key, but no call in it. */
function speaks(path: string, text: string): boolean {
  const parts = ["paths", "webhooks", "components", "channels", "operations"];
  if (path.endsWith(".json")) return parts.some((each) => text.includes(`"${each}"`));
  return parts.some((each) => new RegExp(`^["']?${each}["']?\\s*:`, "m").test(text));
}

/** Paths that a document speaks of, as its text has them: enough to tell whether two speak of one API. */
export function pathsIn({ path }: ApiDocument, files: RepositoryFiles): ReadonlySet<string> {
  const text = files.text(path) ?? "";
  const keys = path.endsWith(".json")
    ? /"(\/[^"\n]{0,300})"\s*:\s*\{/g
    : /^[ \t]{1,8}["']?(\/[^"':\s]{0,300})["']?\s*:/gm;
  return new Set([...text.matchAll(keys)].map(([, key = ""]) => key));
}
