import { CrossfadeError, nearest } from "@crossfade/core";
import { failure, type Git, type GitOptions, gitIn } from "./git-command.ts";

export interface GitRepository {
  readonly git: Git;
  /** The top of the work tree; of a bare repository its own folder. */
  readonly root: string;
  readonly bare: boolean;
  readonly shallow: boolean;
  readonly objectFormat: "sha1" | "sha256";
}

/** The repository that a folder lies in, from any of its subfolders. */
export async function openRepository(folder: string, options: GitOptions): Promise<GitRepository> {
  const here = gitIn(folder, options);
  const questions = [
    "--is-bare-repository",
    "--is-shallow-repository",
    "--show-object-format",
    "--absolute-git-dir",
  ];
  const [bare, shallow, format, gitDir] = lines(await here.run(["rev-parse", ...questions]));
  const isBare = bare === "true";
  const root = isBare
    ? (gitDir as string)
    : (lines(await here.run(["rev-parse", "--show-toplevel"]))[0] as string);
  return {
    git: gitIn(root, options),
    root,
    bare: isBare,
    shallow: shallow === "true",
    objectFormat: format === "sha256" ? "sha256" : "sha1",
  };
}

/** A ref to its full commit id. Never lets a ref become an option. */
export async function commitOf(repository: GitRepository, ref: string): Promise<string> {
  refuseOddRef(ref);
  const answer = await repository.git.ask(["rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`]);
  if (answer.ok) return lines(answer.out)[0] as string;
  const known = failure(answer.stderr, repository.root, "rev-parse");
  if (known.code !== "CF_GIT_FAILED") throw known;
  if (repository.shallow) throw new CrossfadeError("CF_GIT_SHALLOW", { ref });
  throw new CrossfadeError("CF_GIT_REF_UNKNOWN", {
    ref,
    folder: repository.root,
    nearest: await nearestRefs(repository, ref),
  });
}

/** The nearest tag that `to` was built after. `inclusive`: a tag of the commit itself counts (the work tree comes after it). */
export async function tagBefore(
  repository: GitRepository,
  to: string,
  commit: string,
  inclusive: boolean,
): Promise<string> {
  const own = inclusive ? [] : (await tagsAt(repository, commit)).flatMap((tag) => ["--exclude", tag]);
  const answer = await repository.git.ask(["describe", "--tags", "--abbrev=0", ...own, commit]);
  if (answer.ok) return lines(answer.out)[0] as string;
  if (repository.shallow) throw new CrossfadeError("CF_GIT_SHALLOW", { ref: `A tag before ${to}` });
  throw new CrossfadeError("CF_GIT_NO_TAG", { to });
}

/** Commits in the order in which they were made, newest first. */
export async function newestFirst(
  repository: GitRepository,
  commits: readonly string[],
): Promise<readonly string[]> {
  if (commits.length < 2) return commits;
  return lines(await repository.git.run(["rev-list", "--no-walk=sorted", ...new Set(commits), "--"]));
}

/** Tags of exactly this commit; those that look like versions first, newest first. */
export async function tagsAt(repository: GitRepository, commit: string): Promise<readonly string[]> {
  const tags = lines(await repository.git.run(["tag", "--points-at", commit, "--sort=-version:refname"]));
  const isVersion = (tag: string) => /\d/.test(tag);
  return [...tags.filter(isVersion), ...tags.filter((tag) => !isVersion(tag))];
}

function refuseOddRef(ref: string): void {
  const refuse = (why: string) => new CrossfadeError("CF_GIT_REF_REFUSED", { ref, why });
  if (ref === "") throw refuse("it is empty");
  if (ref.startsWith("-")) throw refuse("it begins with -");
  if (/[\p{Cc}]/u.test(ref)) throw refuse("it has control characters");
  if (ref.length > 1000) throw refuse("it is longer than 1000 characters");
}

const maxRefs = 20_000;

async function nearestRefs(repository: GitRepository, ref: string): Promise<string> {
  const places = ["refs/tags", "refs/heads", "refs/remotes"];
  const format = ["--format=%(refname:short)", `--count=${maxRefs}`, "--sort=-creatordate"];
  const refs = lines(await repository.git.run(["for-each-ref", ...format, ...places]));
  if (refs.length === 0) return "It has no commit yet, or none with a name.";
  const close = nearest(ref, refs);
  if (close !== undefined) return `Did you mean \`${close}\`?`;
  return `The newest are ${refs.slice(0, 5).join(", ")}. If it is newer than this clone: \`git fetch --tags\`.`;
}

function lines(out: Buffer): string[] {
  return out
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
}

/** "2.39.5", or undefined where there is no git. */
export async function gitVersion(folder: string, options: GitOptions): Promise<string | undefined> {
  try {
    const said = (await gitIn(folder, options).run(["version"])).toString("utf8");
    return /\d+(\.\d+)+/.exec(said)?.[0];
  } catch (error) {
    if (error instanceof CrossfadeError && error.code === "CF_GIT_MISSING") return undefined;
    throw error;
  }
}
