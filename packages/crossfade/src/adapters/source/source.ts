import { realpathSync } from "node:fs";
import { resolve as absolute, relative, sep } from "node:path";
import {
  type Artifacts,
  CrossfadeError,
  type Revision,
  type RevisionSet,
  type Source,
  type SourceRequest,
} from "@crossfade/core";
import type { FileTree } from "./file-tree.ts";
import { folderTree, laidOver } from "./folder-tree.ts";
import type { GitOptions } from "./git-command.ts";
import { tagHistory } from "./git-history.ts";
import {
  commitOf,
  type GitRepository,
  newestFirst,
  openRepository,
  tagBefore,
  tagsAt,
} from "./git-repository.ts";
import { commitTree } from "./git-tree.ts";
import { contentsOf } from "./tree-contents.ts";
import { treeDocuments } from "./tree-documents.ts";
import { labelVersions } from "./version-labels.ts";
import { workTree } from "./work-tree.ts";

export interface SourceOptions extends GitOptions {
  /** The user's working directory: folders and --config are relative to it. */
  readonly cwd: string;
}

type GitRequest = Extract<SourceRequest, { kind: "git" }>;
type FolderRequest = Extract<SourceRequest, { kind: "folders" }>;
type Role = Revision["role"];

const defaultConfig = "crossfade.yaml";

/** Revisions from git or from folders. Reads only; see git-command.ts for what git is kept from doing. */
export function createSource(options: SourceOptions): Source {
  return {
    open: async (request) =>
      request.kind === "git" ? openGit(request, options) : openFolders(request, options),
  };
}

async function openGit(request: GitRequest, options: SourceOptions): Promise<RevisionSet> {
  const repository = await openRepository(options.cwd, options);
  const configPath = configInside(request.config, repository.root, options.cwd);
  const overlay = overlays(request, options.cwd);
  const notes: string[] = [];
  const from = request.from ?? (await defaultFrom(repository, request.to, notes));
  const open = (name: string, role: Role) => gitRevision(repository, name, role, overlay);
  const wanted: [string, Role][] = [
    [from, "from"],
    [request.to, "to"],
    ...request.also.map((name): [string, Role] => [name, "also"]),
  ];
  const revisions = await Promise.all(wanted.map(([name, role]) => open(name, role)));
  overlay.refuseUnused([from, request.to, ...request.also]);
  const [old, next, ...also] = revisions as [Revision, Revision, ...Revision[]];
  const order = await newestFirst(
    repository,
    also.flatMap((each) => each.commit ?? []),
  );
  const age = (each: Revision) => order.indexOf(each.commit ?? "");
  also.sort((one, other) => age(one) - age(other));
  const set = setOf([old, next, ...also], notes, configPath);
  const isPlain = from !== "." && !request.artifacts.some((each) => each.revision === from);
  const history = isPlain && old.commit !== undefined ? tagHistory(repository, old.commit) : undefined;
  return {
    ...set,
    async unchangedSince(component) {
      const tag = await history?.oldestWith(component);
      return tag === undefined ? undefined : open(tag, "also");
    },
  };
}

async function openFolders(request: FolderRequest, options: SourceOptions): Promise<RevisionSet> {
  const overlay = overlays(request, options.cwd);
  const open = (name: string, role: Role): Revision =>
    revisionOf(overlay.over(name, folderTree(absolute(options.cwd, name), name)), { name, role });
  const revisions = [
    open(request.from, "from"),
    open(request.to, "to"),
    ...request.also.map((name) => open(name, "also")),
  ];
  overlay.refuseUnused([request.from, request.to, ...request.also]);
  return setOf(revisions, [], request.config ?? defaultConfig);
}

async function gitRevision(
  repository: GitRepository,
  name: string,
  role: Role,
  overlay: Overlay,
): Promise<Revision> {
  const isWorkTree = name === ".";
  if (isWorkTree && repository.bare)
    throw new CrossfadeError("CF_GIT_REF_REFUSED", { ref: name, why: "a bare repository has no work tree" });
  const commit = await commitOf(repository, isWorkTree ? "HEAD" : name);
  const tree = isWorkTree
    ? await workTree(repository, "the work tree")
    : await commitTree(repository, commit, name);
  const tags = isWorkTree ? [] : await tagsAt(repository, commit);
  const tag = tags.includes(name) ? name : tags[0];
  return revisionOf(overlay.over(name, tree), { name, role, commit, ...(tag === undefined ? {} : { tag }) });
}

function revisionOf(
  tree: FileTree,
  facts: Pick<Revision, "name" | "role"> & { commit?: string; tag?: string },
): Revision {
  const spoken = facts.name === "." ? "the work tree" : facts.name;
  return {
    ...facts,
    documents: treeDocuments(tree, spoken),
    contents: (component) => contentsOf(tree, component),
  };
}

function setOf(revisions: readonly Revision[], notes: readonly string[], configPath: string): RevisionSet {
  const [from, to, ...also] = revisions as readonly [Revision, Revision, ...Revision[]];
  return {
    from,
    to,
    also,
    notes,
    configPath,
    versionsOf: (component) => labelVersions(component, revisions),
    unchangedSince: async () => undefined,
  };
}

async function defaultFrom(repository: GitRepository, to: string, notes: string[]): Promise<string> {
  const isWorkTree = to === ".";
  const spoken = isWorkTree ? "the work tree" : to;
  const tag = await tagBefore(
    repository,
    spoken,
    await commitOf(repository, isWorkTree ? "HEAD" : to),
    isWorkTree,
  );
  notes.push(`No --from: compared with ${tag}, the nearest tag before ${spoken}.`);
  return tag;
}

/** `--config` as the user typed it, as a path inside every revision. */
function configInside(config: string | undefined, root: string, cwd: string): string {
  if (config === undefined) return defaultConfig;
  const inside = relative(realpathSync(root), absolute(realpathSync(cwd), config))
    .split(sep)
    .join("/");
  if (inside === "" || inside.startsWith("../") || absolute(inside) === inside)
    throw new CrossfadeError("CF_CONFIG_OUTSIDE", { file: config, root });
  return inside;
}

interface Overlay {
  over(name: string, tree: FileTree): FileTree;
  /** Throws for artifacts of a revision that nobody asked for. */
  refuseUnused(names: readonly string[]): void;
}

function overlays(request: { artifacts: readonly Artifacts[] }, cwd: string): Overlay {
  return {
    over: (name, tree) =>
      request.artifacts
        .filter((each) => each.revision === name)
        .reduce((lower, each) => laidOver(folderTree(absolute(cwd, each.folder), each.folder), lower), tree),
    refuseUnused(names) {
      const odd = request.artifacts.find((each) => !names.includes(each.revision));
      if (odd === undefined) return;
      const details = { revision: odd.revision, known: names.join(", "), example: names[0] as string };
      throw new CrossfadeError("CF_ARTIFACTS_UNKNOWN_REVISION", details);
    },
  };
}
