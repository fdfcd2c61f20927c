import { createHash } from "node:crypto";
import { contractKinds, migrationsOf } from "@crossfade/contracts";
import {
  type Documents,
  type NewVersion,
  type Plan,
  type PublishedVersion,
  publishedPaths,
  type RegistryStore,
} from "@crossfade/core";
import type { ConfigComponent, SystemConfig } from "../config/system-config.ts";

/**
 * The states that a schema passes through, as versions of their own: a release that ends between two migrations leaves one
 * of them behind, and the next release begins there. Such a version is the one that the release goes to, without the
 * migrations that come later.
 */
export async function passedStates(
  registry: RegistryStore,
  plan: Plan,
  { components }: SystemConfig,
): Promise<readonly NewVersion[]> {
  const schemas = components.filter(({ kind }) => kind === "schema");
  const found = await Promise.all(schemas.map((each) => statesOf(registry, plan, each)));
  return found.flat();
}

async function statesOf(
  registry: RegistryStore,
  { steps, to }: Plan,
  component: ConfigComponent,
): Promise<readonly NewVersion[]> {
  const target = to[component.id];
  const labels = steps
    .filter((step) => step.component === component.id && step.kind === "start" && step.version !== target)
    .map(({ version }) => version);
  const version = target === undefined ? undefined : await registry.version(component.id, target);
  if (version === undefined || labels.length === 0) return [];
  const files = await registry.snapshot(version.snapshot);
  const migrations = migrationsIn(files, component);
  return labels.flatMap((label) => stateAt(label, { version, files, migrations }));
}

interface Passed {
  readonly version: PublishedVersion;
  readonly files: Readonly<Record<string, string>>;
  /** In order. */
  readonly migrations: readonly { readonly name: string; readonly path: string }[];
}

/** A state is called after the last migration that it has; "+2" behind it tells it from others of that name. */
function stateAt(label: string, { version, files, migrations }: Passed): readonly NewVersion[] {
  const last = migrations.findIndex(({ name }) => label === name || label.startsWith(`${name}+`));
  if (last < 0) return [];
  const later = new Set(migrations.slice(last + 1).map(({ path }) => path));
  const kept = Object.fromEntries(Object.entries(files).filter(([path]) => !later.has(path)));
  const paths = kept[publishedPaths.paths];
  const applied = migrations.slice(0, last + 1).map(({ path }) => [path, files[path]]);
  const { component, builtAgainst, by, revision } = version;
  return [
    {
      component,
      label,
      contents: createHash("sha256").update(JSON.stringify(applied)).digest("hex"),
      builtAgainst,
      by,
      ...(revision === undefined ? {} : { revision }),
      files:
        paths === undefined
          ? kept
          : { ...kept, [publishedPaths.paths]: JSON.stringify(without(JSON.parse(paths), later)) },
    },
  ];
}

function without(paths: readonly string[], later: ReadonlySet<string>): readonly string[] {
  return paths.filter((path) => !later.has(path));
}

function migrationsIn(files: Readonly<Record<string, string>>, { id, migrations }: ConfigComponent) {
  const documents: Documents = {
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    list: (folder) =>
      Object.keys(files)
        .filter((path) => folder === "" || path.startsWith(folder))
        .sort(),
  };
  const reading = contractKinds.sql?.read(migrations ?? `${id}/migrations/`, documents, "receiver");
  return reading?.kind === "contract" ? migrationsOf(reading.contract) : [];
}
