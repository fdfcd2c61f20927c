import { assetManifestOf } from "./asset-manifests.ts";
import { discoveryLimits } from "./limits.ts";
import { backendKinds, clientKinds, isActive, type ProposedLink, serverKinds } from "./proposal.ts";
import { calls } from "./proposed-calls.ts";
import { count, type PlacedComponent } from "./proposed-components.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { ownerOf } from "./roots.ts";
import type { Scene } from "./scene.ts";
import { queueNameOf } from "./schema-folders.ts";
import type { Survey } from "./survey.ts";

/** Links in the order in which people think of them: calls, messages, SQL, flags, assets. */
export function proposedLinks(
  survey: Survey,
  files: RepositoryFiles,
  placed: readonly PlacedComponent[],
): readonly ProposedLink[] {
  const active = placed.filter((each) => isActive(each.component));
  const ofKinds = (kinds: ReadonlySet<string>) => active.filter((each) => kinds.has(each.component.kind));
  const scene: Scene = {
    survey,
    files,
    placed,
    clients: ofKinds(clientKinds),
    services: ofKinds(serverKinds),
    backends: ofKinds(backendKinds),
  };
  return [calls, messages, queries, flagReaders, assets].flatMap((propose) =>
    propose(scene).slice(0, discoveryLimits.maxSuggestions),
  );
}

function messages({ survey, backends, placed }: Scene): readonly ProposedLink[] {
  return survey.schemas.map((found) => {
    const owner = ownerOf(found.path, backends) ?? backends[0] ?? placed[0];
    const from = owner?.component.id ?? "producer";
    const evidence = [`${found.path} (${count(found.schemas, "JSON Schema")})`];
    if (found.of === "store") {
      const missing = "say who writes and who reads these values, and how long they stay";
      return {
        from: [from],
        to: from,
        form: "store" as const,
        path: found.path,
        retained: "24h",
        evidence,
        missing,
      };
    }
    const worker = backends.find((each) => each.component.kind === "worker" && each !== owner);
    const to = worker?.component.id ?? backends.find((each) => each !== owner)?.component.id ?? from;
    const missing = "say who sends and who receives; without a queue or a log between them leave `queue` out";
    const queue = queueNameOf(found.path);
    return {
      from: [from],
      to,
      form: "events" as const,
      path: found.path,
      queue,
      retained: "4d",
      evidence,
      missing,
    };
  });
}

function queries({ survey, placed, backends }: Scene): readonly ProposedLink[] {
  const databases = placed.filter((each) => each.component.kind === "schema");
  return databases.flatMap((database) => {
    const to = database.component.id;
    const owner = ownerOf(database.folder, backends) ?? (backends.length === 1 ? backends[0] : undefined);
    const own = survey.queries.filter((each) => {
      const program = ownerOf(each.path, backends);
      return databases.length === 1 || (program !== undefined && program === owner);
    });
    const isReadable = isActive(database.component);
    if (own.length === 0 || !isReadable) return [withoutQueries(database, owner ?? backends[0])];
    return own.map((found) => {
      const program = ownerOf(found.path, backends) ?? owner;
      const from = program?.component.id;
      const link = { from: [from ?? to], to, form: "sql" as const, path: found.path, evidence: [found.from] };
      return from === undefined
        ? { ...link, missing: `say who sends these queries, in place of ${to} after \`from\`` }
        : { ...link, guess: `These queries are taken to go from ${from} to ${to}. Check that they do.` };
    });
  });
}

function withoutQueries(database: PlacedComponent, program: PlacedComponent | undefined): ProposedLink {
  const { id, missing } = database.component;
  const from = program?.component.id ?? id;
  const path = `${program?.folder ?? ""}sql-contract.json`;
  const evidence = [database.component.migrations ?? database.folder];
  const why = `the queries that ${from === id ? "programs send" : `${from} sends`} are written down nowhere: put them into this file`;
  return { from: [from], to: id, form: "sql", path, evidence, missing: missing ?? why };
}

/** A list of keys is its program's. */
function readsOf(path: string, to: string, programs: readonly PlacedComponent[]): readonly ProposedLink[] {
  const from = ownerOf(path, programs)?.component.id;
  if (from === undefined) return [];
  return [{ from: [from], to, form: "flags", path, evidence: [`${path}: keys that ${from} reads`] }];
}

/** Kits that ask for flags by key. */
const flagKits = [
  ...["@openfeature/web-sdk", "@openfeature/server-sdk", "@openfeature/react-sdk", "open-feature/go-sdk"],
  ...["unleash-client", "unleash-proxy-client", "@growthbook/growthbook", "openfeature-sdk"],
];

const maxReaders = 5;

function kitOf(root: PlacedComponent["root"]): string | undefined {
  return flagKits.find((kit) => root?.needs(kit) === true);
}

function flagReaders({ placed, survey }: Scene): readonly ProposedLink[] {
  const programs = placed.filter((each) => each.root !== undefined);
  return placed.flatMap(({ component: { id, kind, file } }) => {
    if (kind !== "flags" || file === undefined) return [];
    const readers = programs.filter(({ root }) => kitOf(root) !== undefined);
    const likely = (readers.length > 0 ? readers : programs).map((each) => each.component.id);
    const from = likely.length > 0 ? likely.slice(0, maxReaders) : [id];
    const link = { from, to: id, form: "flags" as const, path: file, evidence: [file] };
    const lists = survey.flagReads.flatMap((list) => readsOf(list.path, id, programs));
    if (lists.length > 0) return lists;
    const isOnly = placed.filter((each) => each.component.kind === "flags").length === 1;
    if (readers.length === 0 || readers.length > maxReaders || !isOnly)
      return [{ ...link, missing: "say who reads these flags" }];
    const evidence = [file, ...readers.map(({ root }) => `${root?.manifest}: depends on ${kitOf(root)}`)];
    const guess = `Taken to read every flag of the file, off in its code. A file with the keys that are read says more.`;
    return [{ ...link, evidence, guess }];
  });
}

function assets({ clients, files }: Scene): readonly ProposedLink[] {
  return clients.flatMap(({ component: { id }, root }): readonly ProposedLink[] => {
    const manifest = root === undefined ? undefined : assetManifestOf(root, files);
    if (manifest === undefined) return [];
    const link = {
      from: [id],
      to: id,
      form: "assets" as const,
      path: manifest.path,
      evidence: [manifest.from],
    };
    if (manifest.exists)
      return [
        { ...link, guess: `Pages of ${id} are taken to load their files from where ${id} is published.` },
      ];
    const missing = `the build writes it, git does not have it: give each build with \`--artifacts REVISION=DIR\``;
    return [{ ...link, missing }];
  });
}
