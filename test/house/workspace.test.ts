import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Manifest {
  name: string;
  version: string;
  engines?: { node: string };
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}
interface Locked {
  dev?: boolean;
  hasInstallScript?: boolean;
  version?: string;
  optionalDependencies?: Record<string, string>;
}
const read = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8")) as T;
const folders = readdirSync("packages").filter((each) => existsSync(`packages/${each}/package.json`));
const manifests = folders.map((folder) => ({ folder, ...read<Manifest>(`packages/${folder}/package.json`) }));
const root = read<Manifest>("package.json");
const locked = read<{ packages: Record<string, Locked> }>("package-lock.json").packages;

test("tsconfig references say what package.json says", () => {
  for (const { folder, dependencies, devDependencies } of manifests) {
    const used = Object.keys({ ...dependencies, ...devDependencies }).filter((each) =>
      each.startsWith("@crossfade/"),
    );
    const { references = [] } = read<{ references?: { path: string }[] }>(`packages/${folder}/tsconfig.json`);
    const referred = references.map(
      ({ path }) => read<Manifest>(`packages/${folder}/${path}/package.json`).name,
    );
    expect(referred.sort(), folder).toEqual(used.sort());
  }
});

test("the compiler builds every package, and the tests", () => {
  const { references } = read<{ references: { path: string }[] }>("tsconfig.json");
  expect(references.map(({ path }) => path).sort()).toEqual(
    [...folders.map((folder) => `packages/${folder}`), "test"].sort(),
  );
});

test("there is one version, and it is exact everywhere", () => {
  for (const { name, version, dependencies, devDependencies } of [root, ...manifests]) {
    expect(version, name).toBe(root.version);
    for (const [npm, wanted] of Object.entries({ ...dependencies, ...devDependencies }))
      expect(wanted, `${name} needs ${npm}`).toMatch(/^(npm:.+@)?\d+\.\d+\.\d+$/);
  }
});

test("the published package runs where the tools run", () => {
  expect(manifests.find(({ name }) => name === "@crossfade/cli")?.engines).toEqual(root.engines);
});

test("what we bundle, the published package depends on, in the same version", () => {
  const cli = manifests.find(({ name }) => name === "@crossfade/cli");
  const bundled = manifests.filter(({ name }) => name in (cli?.devDependencies ?? {}));
  for (const { name, dependencies = {} } of bundled)
    for (const [npm, version] of Object.entries(dependencies).filter(
      ([each]) => !each.startsWith("@crossfade/"),
    ))
      expect(cli?.dependencies?.[npm], `${name} needs ${npm}`).toBe(version);
});

test("the lockfile knows every platform, or npm ci fails", () => {
  const missing = Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies).flatMap(([name, range]) => {
      const parts = path === "" ? [] : path.split("/node_modules/");
      const places = [
        ...parts.map((_, depth) => `${parts.slice(0, parts.length - depth).join("/node_modules/")}/`),
        "",
      ];
      const nearest = places
        .map((place) => locked[`${place}node_modules/${name}`])
        .find((each) => each !== undefined);
      const exact = /^\d+\.\d+\.\d+$/.test(range);
      return nearest && (!exact || nearest.version === range)
        ? []
        : [`${path} wants ${name} ${range}, got ${nearest?.version}`];
    }),
  );
  expect(missing).toEqual([]);
});

test("no runtime dependency runs a script when installed", () => {
  const scripted = Object.entries(locked).filter(([, each]) => each.hasInstallScript && !each.dev);
  expect(scripted.map(([path]) => path)).toEqual([]);
});
