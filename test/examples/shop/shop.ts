import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Report } from "../../../packages/crossfade/src/analysis/report.ts";
import { program } from "../../support/program.ts";

/** The folder of the example, or of a copy of it. */
export interface Shop {
  readonly root: string;
}

export const shop: Shop = { root: resolve(import.meta.dirname, "../../../examples/01-shop") };

/** What `crossfade plan --json` says about the release from v1 to v2. */
export function reportOf({ root }: Shop): Report {
  const [node = "", ...args] = program();
  const asked = ["plan", "--json", "--from-dir", "v1", "--to-dir", "v2"];
  const { stdout, stderr, status } = spawnSync(node, [...args, ...asked], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status === null || status === 2) throw new Error(`crossfade could not plan: ${stderr}${stdout}`);
  return JSON.parse(stdout) as Report;
}

/** The folder that has a component's version: v1 or v2. Where both have it, the code is the same. */
export function folderOf({ root }: Shop, component: string, version: string): string {
  const folders = ["v1", "v2"].map((name) => join(root, name));
  const found = folders.find((folder) => labelIn(folder, component) === version);
  if (found === undefined) throw new Error(`no folder has ${component} ${version}`);
  return found;
}

/** Assets are what the build of the page makes; they carry its version. */
function labelIn(folder: string, component: string): string {
  const owner = component === "assets" ? "web" : component;
  return (JSON.parse(readFileSync(join(folder, owner, "package.json"), "utf8")) as { version: string })
    .version;
}

/** The last migration that is applied at a version of the schema: the whole folder's, or the one it is named after. */
export async function lastMigration(of: Shop, version: string): Promise<string> {
  const { migrationsOf } = await moduleAt<{ migrationsOf(folder: string): string[] }>(
    join(of.root, "run/migrations.mjs"),
  );
  const all = migrationsOf(join(of.root, "v2"));
  const named = all.find((name) => version === name || version.startsWith(`${name}.`));
  const last = named ?? migrationsOf(folderOf(of, "db", version)).at(-1);
  if (last === undefined) throw new Error(`no migration belongs to db ${version}`);
  return last;
}

/** A module of the shop, as the shop's own code would import it. */
export async function moduleAt<T>(path: string): Promise<T> {
  return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as T;
}

/** The files of a page by what they were built from: "index.html", "src/cart.js". */
export function builtFiles(folder: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(folder, "web/dist/.vite/manifest.json"), "utf8");
  const manifest = JSON.parse(text) as Record<string, { file: string }>;
  return new Map(Object.entries(manifest).map(([source, { file }]) => [source, file]));
}
