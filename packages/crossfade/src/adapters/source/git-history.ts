import type { ComponentPaths } from "@crossfade/core";
import type { GitRepository } from "./git-repository.ts";

/** How many releases are looked back. An older one only makes the answer less old, never wrong the other way. */
const maxTags = 200;

export interface TagHistory {
  /** The oldest tag, without a gap, at which all files of the component are those of the commit. */
  oldestWith(component: ComponentPaths): Promise<string | undefined>;
}

interface Tag {
  readonly name: string;
  readonly commit: string;
}

/** The releases that led to a commit, compared by the ids of their trees: no file is read. */
export function tagHistory(repository: GitRepository, commit: string): TagHistory {
  let tags: Promise<readonly Tag[]> | undefined;
  return {
    async oldestWith({ paths, except }) {
      if (paths.length === 0 || (except?.length ?? 0) > 0 || paths.some((each) => /[\n\0]/.test(each)))
        return undefined;
      tags ??= tagsBefore(repository, commit);
      const known = await tags;
      const [now, ...then] = idsAt(repository, [commit, ...known.map((each) => each.commit)], paths);
      const change = then.findIndex((ids) => ids !== now);
      return known[(change === -1 ? then.length : change) - 1]?.name;
    },
  };
}

/** Newest first, without those of the commit itself. */
async function tagsBefore(repository: GitRepository, commit: string): Promise<readonly Tag[]> {
  const format = "--format=%(refname:short)%00%(objectname)%00%(*objectname)";
  const out = await repository.git.run([
    "for-each-ref",
    `--merged=${commit}`,
    "--sort=-version:refname",
    "--sort=-creatordate",
    `--count=${maxTags}`,
    format,
    "refs/tags",
  ]);
  return out
    .toString("utf8")
    .split("\n")
    .flatMap((line) => {
      const [name, own, target] = line.split("\0");
      const tagged = target || own;
      return name && tagged && tagged !== commit ? [{ name, commit: tagged }] : [];
    });
}

/** For each commit one text: the ids of all paths there. Trees are equal exactly when their ids are. */
function idsAt(repository: GitRepository, commits: readonly string[], paths: readonly string[]): string[] {
  const names = commits.flatMap((commit) => paths.map((path) => `${commit}:${path.replace(/\/+$/, "")}`));
  const out = repository.git.runSync(["cat-file", "--batch-check=%(objectname)"], `${names.join("\n")}\n`);
  const ids = out.toString("utf8").split("\n");
  // A path that is not there answers "<name> missing", which differs from commit to commit: only the word counts.
  const plain = ids.map((each) => (each.endsWith(" missing") ? "missing" : each));
  return commits.map((_commit, index) =>
    plain.slice(index * paths.length, (index + 1) * paths.length).join(" "),
  );
}
