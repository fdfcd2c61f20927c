import { lstatSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { CrossfadeError } from "@crossfade/core";
import { type Disk, diskAt } from "../adapters/source/disk.ts";
import type { GitOptions } from "../adapters/source/git-command.ts";
import { type GitRepository, openRepository } from "../adapters/source/git-repository.ts";
import type { InitHistory, LookedAt } from "../cli/init-ports.ts";
import { discoveryLimits } from "../discovery/limits.ts";
import { RepositoryFiles } from "../discovery/repository-files.ts";
import { wantedTexts } from "../discovery/wanted.ts";
import { isForeignFolder } from "../discovery/what-counts.ts";

interface LookOptions extends GitOptions {
  readonly cwd: string;
  readonly nowMs: () => number;
  readonly limits?: typeof discoveryLimits;
}

type Tell = (line: string) => void;

/** Longer than this, and a line now and then says that it goes on. */
const quietMs = 2000;
/** Between so many files the process listens: to Ctrl-C, to the clock. */
const filesAtOnce = 200;

/** Names of all files that count, and texts of those that tell something. Links are not followed. */
export async function lookAtRepository(dir: string, options: LookOptions, tell: Tell): Promise<LookedAt> {
  const folder = resolve(options.cwd, dir);
  refuseNoFolder(folder, dir);
  const limits = options.limits ?? discoveryLimits;
  const progress = progressOf(options.nowMs, tell);
  const repository = await repositoryAt(folder, options);
  const root = repository?.root ?? folder;
  const paths = repository === undefined ? await walk(root, dir, limits, progress) : await listed(repository);
  if (paths.length > limits.maxFiles) throw tooMany(dir, limits);
  const { texts, unread } = await read(paths, diskAt(root, dir), root, limits, progress);
  const configPath = relative(options.cwd, join(root, "crossfade.yaml"));
  return {
    files: new RepositoryFiles(basename(root), paths, texts),
    configPath,
    configExists: lstatSync(join(root, "crossfade.yaml"), { throwIfNoEntry: false }) !== undefined,
    history: repository === undefined ? { kind: "none" } : await historyOf(repository),
    limits: unread,
  };
}

function refuseNoFolder(folder: string, said: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  const why = found === undefined ? "it does not exist" : "it is not a folder";
  throw new CrossfadeError("CF_FOLDER_UNREADABLE", { folder: said, why });
}

/** Undefined where there is no repository, or no git to ask. */
async function repositoryAt(folder: string, options: GitOptions): Promise<GitRepository | undefined> {
  try {
    const repository = await openRepository(folder, options);
    if (repository.bare)
      throw new CrossfadeError("CF_GIT_REF_REFUSED", { ref: ".", why: "a bare repository has no work tree" });
    return repository;
  } catch (error) {
    const without = ["CF_GIT_NO_REPOSITORY", "CF_GIT_MISSING"];
    if (error instanceof CrossfadeError && without.includes(error.code)) return undefined;
    throw error;
  }
}

/** What git knows and what is new and not ignored; without what is deleted, and without repositories inside. */
async function listed({ git }: GitRepository): Promise<string[]> {
  const names = async (...flags: string[]) =>
    (await git.run(["ls-files", "-z", ...flags])).toString("utf8").split("\0");
  const gone = new Set(await names("--deleted"));
  const all = new Set(await names("--cached", "--others", "--exclude-standard"));
  return [...all].filter((path) => path !== "" && !path.endsWith("/") && !gone.has(path));
}

async function walk(root: string, said: string, limits: typeof discoveryLimits, progress: Tell) {
  const found: string[] = [];
  const open = [""];
  for (let folder = open.pop(), seen = 0; folder !== undefined; folder = open.pop(), seen++) {
    if (seen % filesAtOnce === 0) await setImmediate();
    const entries = entriesOf(join(root, folder), folder === "", said);
    const siblings = new Set(entries.map((each) => each.name));
    for (const entry of entries) {
      if (entry.isFile()) found.push(folder + entry.name);
      else if (entry.isDirectory() && !isForeignFolder(entry.name, siblings))
        open.push(`${folder}${entry.name}/`);
    }
    if (found.length > limits.maxFiles) throw tooMany(said, limits);
    progress(`looking: ${found.length} files`);
  }
  return found;
}

/** A folder inside that may not be read is as if it were not there; the first one has to be. */
function entriesOf(folder: string, isRoot: boolean, said: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    if (!isRoot) return [];
    const why = (cause as NodeJS.ErrnoException).code ?? "unknown";
    throw new CrossfadeError("CF_FOLDER_UNREADABLE", { folder: said, why }, { cause });
  }
}

function tooMany(folder: string, { maxFiles }: typeof discoveryLimits): CrossfadeError {
  return new CrossfadeError("CF_TOO_MANY_FILES", { revision: folder, limit: maxFiles });
}

async function read(
  paths: readonly string[],
  disk: Disk,
  root: string,
  limits: typeof discoveryLimits,
  progress: Tell,
): Promise<{ texts: ReadonlyMap<string, string>; unread: readonly string[] }> {
  const wanted = wantedTexts(paths);
  const texts = new Map<string, string>();
  const large: string[] = [];
  let bytes = 0;
  let at = 0;
  for (; at < wanted.length && at < limits.maxFilesRead && bytes < limits.maxTotalBytes; at++) {
    if (at % filesAtOnce === 0) await setImmediate();
    const path = wanted[at] as string;
    const size = disk.isOwn(path) ? sizeOf(join(root, path)) : undefined;
    if (size === undefined) continue;
    if (size > limits.maxFileBytes) large.push(path);
    else {
      const text = textOf(path, disk);
      if (text !== undefined) texts.set(path, text);
      bytes += size;
    }
    progress(`looking: ${at + 1} of ${wanted.length} files read`);
  }
  return { texts, unread: unreadOf(wanted.length - at, large, at >= limits.maxFilesRead, limits) };
}

function unreadOf(
  left: number,
  large: readonly string[],
  byCount: boolean,
  limits: typeof discoveryLimits,
): readonly string[] {
  const limit = byCount ? `maxFilesRead ${limits.maxFilesRead}` : `maxTotalBytes ${limits.maxTotalBytes}`;
  return [
    ...(left > 0 ? [`${left} files were not looked into (limit ${limit}); the most telling ones were.`] : []),
    ...large
      .slice(0, 5)
      .map((path) => `${path} is larger than the limit maxFileBytes ${limits.maxFileBytes}.`),
  ];
}

function sizeOf(file: string): number | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true ? found.size : undefined;
}

/** What is no text, or may not be read, tells nothing. */
function textOf(path: string, disk: Disk): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(disk.bytes(path));
  } catch {
    return undefined;
  }
}

async function historyOf({ git }: GitRepository): Promise<InitHistory> {
  const commits = await git.ask(["rev-list", "--max-count=2", "HEAD", "--"]);
  const number = commits.ok ? commits.out.toString("utf8").split("\n").filter(Boolean).length : 0;
  const described = await git.ask(["describe", "--tags", "--abbrev=0", "HEAD"]);
  const tag = described.ok ? described.out.toString("utf8").trim() : undefined;
  return {
    kind: "git",
    commits: number === 0 ? "none" : number === 1 ? "one" : "several",
    ...(tag === undefined ? {} : { tag }),
  };
}

function progressOf(nowMs: () => number, tell: Tell): Tell {
  let next = nowMs() + quietMs;
  return (line) => {
    if (nowMs() < next) return;
    next = nowMs() + quietMs;
    tell(line);
  };
}
