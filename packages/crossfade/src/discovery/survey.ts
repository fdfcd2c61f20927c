import { type FlagFile, type FlagReads, flagFilesOf, flagReadsOf } from "./flag-files.ts";
import { kindOf, type SeenKind } from "./kind.ts";
import { type MigrationFolder, migrationsOf } from "./migrations.ts";
import { type ApiDocument, apiDocumentsOf } from "./openapi-documents.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { ownerOf, type Root, rootsOf } from "./roots.ts";
import { type SchemaFolder, schemaFoldersOf } from "./schema-folders.ts";
import { type QueryDocument, sqlQueriesOf } from "./sql-queries.ts";
import { standingOf } from "./what-counts.ts";
import { type Workspaces, workspacesOf } from "./workspaces.ts";

/** What lies in a repository, before anybody decides what it means. */
export interface Survey {
  readonly workspaces: Workspaces | undefined;
  readonly roots: readonly SurveyedRoot[];
  readonly apis: readonly ApiDocument[];
  readonly schemas: readonly SchemaFolder[];
  readonly migrations: readonly MigrationFolder[];
  readonly flags: readonly FlagFile[];
  readonly flagReads: readonly FlagReads[];
  readonly queries: readonly QueryDocument[];
  /** Files below folders of tests and examples, which were left out. */
  readonly aside: number;
  /** Files that crossfade.yaml could not name. */
  readonly unnameable: number;
}

export interface SurveyedRoot extends Root {
  /** Missing: a library, or nothing that runs. */
  readonly seen?: SeenKind;
}

/** Looks at names and texts; decides nothing about links. */
export function surveyOf(files: RepositoryFiles): Survey {
  const standings = files.paths.map((path) => [path, standingOf(path)] as const);
  const ours = standings.flatMap(([path, standing]) => (standing === "ours" ? [path] : []));
  const workspaces = workspacesOf(files);
  const apis = apiDocumentsOf(files);
  const count = (wanted: string) => standings.filter(([, standing]) => standing === wanted).length;
  return {
    workspaces,
    roots: surveyedRoots(files, ours, workspaces, apis),
    apis,
    schemas: schemaFoldersOf(files),
    migrations: migrationsOf(files),
    flags: flagFilesOf(files),
    flagReads: flagReadsOf(files),
    queries: sqlQueriesOf(files),
    aside: count("aside"),
    unnameable: count("unnameable"),
  };
}

function surveyedRoots(
  files: RepositoryFiles,
  ours: readonly string[],
  workspaces: Workspaces | undefined,
  documents: readonly ApiDocument[],
): readonly SurveyedRoot[] {
  const apis = documents.filter((each) => each.format === "OpenAPI");
  const roots = rootsOf(files, ours).flatMap((root) => commandsOf(root, files) ?? [root]);
  const used = new Set(roots.flatMap((each) => each.internal));
  return roots.map((root) => {
    // The manifest that only holds the workspaces together runs nothing itself.
    if (root.folder === "" && workspaces !== undefined) return root;
    const document = apis.find((each) => ownerOf(each.path, roots) === root)?.path;
    const usedByOthers = root.name !== undefined && used.has(root.name);
    const seen = kindOf(root, files, { usedByOthers, ...(document === undefined ? {} : { document }) });
    return seen === undefined ? root : { ...root, seen };
  });
}

/** A Go module with several commands is as many components. */
function commandsOf(root: Root, files: RepositoryFiles): readonly Root[] | undefined {
  if (root.language !== "go") return undefined;
  const commands = files.paths.flatMap((path) => {
    const inside = path.startsWith(root.folder) ? path.slice(root.folder.length) : "";
    const name = /^cmd\/([^/]+)\/main\.go$/.exec(inside)?.[1];
    return name === undefined || /^(migrate|migrations?|cli|tools?|gen|generate|seed)$|ctl$/.test(name)
      ? []
      : [name];
  });
  if (commands.length < 2) return undefined;
  return commands.map((name) => ({ ...root, folder: `${root.folder}cmd/${name}/`, module: root.folder }));
}
