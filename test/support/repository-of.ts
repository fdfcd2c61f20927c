import { RepositoryFiles } from "../../packages/crossfade/src/discovery/repository-files.ts";
import { wantedTexts } from "../../packages/crossfade/src/discovery/wanted.ts";

/** A repository in memory, of which only those texts are known that discovery would have read. */
export function repositoryOf(
  files: Readonly<Record<string, string | object>>,
  name = "shop",
): RepositoryFiles {
  const texts = wantedTexts(Object.keys(files)).map((path) => {
    const text = files[path] ?? "";
    return [path, typeof text === "string" ? text : JSON.stringify(text)] as const;
  });
  return new RepositoryFiles(name, Object.keys(files), new Map(texts));
}
