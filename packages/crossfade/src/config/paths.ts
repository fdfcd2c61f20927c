/** What is wrong with a path from crossfade.yaml, as "Expected …" says it; undefined if it is fine. */
export function pathTrouble(path: string): string | undefined {
  if (/[\p{Cc}]/u.test(path)) return "a path without control characters";
  if (path.includes("\\")) return "forward slashes: write `a/b`, not `a\\b`";
  if (path.startsWith("/") || path.startsWith("~") || /^[A-Za-z]:/.test(path))
    return "a path relative to the root of the repository";
  if (path.split("/").includes("..")) return "a path inside the repository, without `..`";
  if (path.includes("*"))
    return "a folder or a file; patterns are not supported, a folder means all below it";
  return undefined;
}

/** "./api//x/" -> "api/x/"; "." and "./" -> "". A trailing slash stays: it names a folder. */
export function normalPath(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.length === 0) return "";
  return parts.join("/") + (path.endsWith("/") ? "/" : "");
}
