import { assetManifestOf } from "./asset-manifests.ts";
import { ComponentIds } from "./component-ids.ts";
import { extensionManifest, officeManifest } from "./kind-clues.ts";
import { discoveryLimits } from "./limits.ts";
import type { MigrationFolder } from "./migrations.ts";
import { clientKinds, type ProposedComponent } from "./proposal.ts";
import { baseOf, folderOf, parentOf, type RepositoryFiles } from "./repository-files.ts";
import { ownerOf } from "./roots.ts";
import type { Survey, SurveyedRoot } from "./survey.ts";

/** A component and the folder that it was found in. */
export interface PlacedComponent {
  readonly folder: string;
  readonly component: ProposedComponent;
  readonly root?: SurveyedRoot;
  readonly migrations?: MigrationFolder;
}

/** Components of all kinds: what runs, the databases, the flags. */
export function placedComponents(survey: Survey, files: RepositoryFiles): readonly PlacedComponent[] {
  const ids = new ComponentIds();
  const running = survey.roots.filter((each) => each.seen !== undefined);
  const placed: PlacedComponent[] = running
    .slice(0, discoveryLimits.maxComponents)
    .map((root) => ({ folder: root.folder, root, component: runningOf(root, survey, files, ids) }));
  const databases = survey.migrations.slice(0, discoveryLimits.maxSuggestions);
  for (const each of databases) {
    const component = databaseOf(each, databases.length === 1, survey, files, ids);
    placed.push({ folder: each.path, migrations: each, component });
  }
  for (const flags of survey.flags.slice(0, discoveryLimits.maxSuggestions)) {
    const id = ids.take("flags");
    const says = flags.format === "flagd" ? "flagd definitions" : "a mapping `features`";
    const evidence = [`${flags.path}: ${says}, ${count(flags.flags, "flag")}`];
    const component = { id, kind: "flags" as const, file: flags.path, paths: [flags.path], evidence };
    placed.push({ folder: folderOf(flags.path), component });
  }
  return placed;
}

function runningOf(
  root: SurveyedRoot,
  survey: Survey,
  files: RepositoryFiles,
  ids: ComponentIds,
): ProposedComponent {
  const { kind, evidence, check } = root.seen ?? { kind: "service" as const, evidence: [] };
  const id = ids.forFolder(root.folder, root.folder === "" ? (root.name ?? files.name) : kind);
  const libraries = librariesOf(root, survey.roots);
  const own = pathsOf(root, survey, files);
  const paths = [...own, ...libraries.map((each) => each.folder)];
  const manifest = manifestOf(root, files);
  const version = `${root.folder}VERSION`;
  const held =
    survey.workspaces?.includes(root.folder) === true ? [`${survey.workspaces.tool} workspace`] : [];
  const shared =
    libraries.length === 0 ? [] : [`built from ${libraries.map((each) => each.folder).join(", ")} too`];
  return {
    id,
    kind,
    ...(paths.length === 1 && paths[0] === `${id}/` ? {} : { paths }),
    ...(manifest === undefined || manifest === `${id}/manifest.xml` ? {} : { manifest }),
    ...assetsOf(root, files),
    ...(files.has(version) && root.language !== "node" ? { version } : {}),
    evidence: [...evidence, ...held, ...shared],
    ...(check === undefined ? {} : { guess: `Likely of kind ${kind}. Check ${check}.` }),
  };
}

/** `manifest` goes only with these two kinds. */
function manifestOf(root: SurveyedRoot, files: RepositoryFiles): string | undefined {
  if (root.seen?.kind === "add-in") return officeManifest(root, files);
  return root.seen?.kind === "extension" ? extensionManifest(root, files) : undefined;
}

function assetsOf(root: SurveyedRoot, files: RepositoryFiles): Pick<ProposedComponent, "assets"> {
  if (root.seen === undefined || !clientKinds.has(root.seen.kind)) return {};
  const manifest = assetManifestOf(root, files);
  return manifest === undefined || !manifest.exists ? {} : { assets: manifest.built };
}

const maxRootPaths = 30;
/** Folders at the top that change without any program changing. */
const asideAtTop = /^(docs?|documentation|assets-src|scripts|\.[^/]*)\/$/i;

/** What a component is built from; one at the top leaves out the folders of the others. */
function pathsOf(root: SurveyedRoot, survey: Survey, files: RepositoryFiles): readonly string[] {
  if (root.module !== undefined) {
    const shared = ["internal/", "pkg/", "go.mod"].map((each) => `${root.module}${each}`);
    return [root.folder, ...shared.filter((each) => files.has(each) || files.hasFolder(each))];
  }
  if (root.folder !== "") return [root.folder];
  const others = survey.roots.filter((each) => each.seen !== undefined && each.folder !== "");
  if (others.length === 0) return ["./"];
  const top = files
    .foldersIn("")
    .filter((folder) => !asideAtTop.test(folder) && !others.some((each) => each.folder.startsWith(folder)));
  const paths = [...top, root.manifest];
  return paths.length > maxRootPaths ? ["./"] : paths;
}

/** Libraries of the repository that a root is built from, also through one another. */
function librariesOf(root: SurveyedRoot, roots: readonly SurveyedRoot[]): readonly SurveyedRoot[] {
  const byName = new Map(
    roots.flatMap((each) => (each.name === undefined ? [] : [[each.name, each] as const])),
  );
  const found = new Set<SurveyedRoot>();
  const open = [root];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const name of at.internal) {
      const library = byName.get(name);
      if (library === undefined || library.seen !== undefined || library === root || found.has(library))
        continue;
      found.add(library);
      open.push(library);
    }
  return [...found].filter((each) => each.folder !== "").sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

function databaseOf(
  found: MigrationFolder,
  isOnly: boolean,
  survey: Survey,
  files: RepositoryFiles,
  ids: ComponentIds,
): ProposedComponent {
  const owner = ownerOf(found.path, survey.roots);
  const ownName =
    owner === undefined || owner.folder === "" ? baseOf(parentOf(found.path)) : baseOf(owner.folder);
  const id = isOnly ? ids.take("db") : ids.forFolder(`${ownName === "db" ? "db" : `${ownName}-db`}/`, "db");
  const engine = found.engine ?? "postgres";
  const evidence = [
    `${found.path} (${found.tool}, ${count(found.migrations, "migration")})`,
    ...(found.engineFrom === undefined ? [] : [found.engineFrom]),
  ];
  const why = unreadable(found);
  return {
    id,
    kind: "schema",
    ...(files.hasFolder(`${id}/`) && found.path.startsWith(`${id}/`) ? {} : { paths: [found.path] }),
    migrations: found.path,
    evidence,
    ...(why === undefined ? {} : { missing: why }),
    ...(found.engine === undefined && engine === "postgres" && why === undefined
      ? {
          guess: "Likely PostgreSQL, though nothing says so. No other database is read.",
        }
      : {}),
  };
}

/** Migrations that cannot be compared at all would only be a promise. */
function unreadable({ tool, engine }: MigrationFolder): string | undefined {
  if (engine !== undefined && engine !== "postgres")
    return `its database is ${engine}; only PostgreSQL can be read`;
  if (tool === "Knex")
    return "its migrations are programs; only SQL can be read. Keep them as .sql files first";
  return undefined;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
