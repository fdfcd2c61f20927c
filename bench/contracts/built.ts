import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const entries = {
  crossfade: "packages/crossfade/src/main/crossfade.ts",
  validator: "packages/crossfade/src/worker/validator.ts",
  work: "bench/contracts/work.ts",
  peer: "bench/peers/peer.ts",
};

export interface Built {
  fileOf(entry: keyof typeof entries): string;
  remove(): Promise<void>;
}

/** The program bundled as users get it, and beside it what measures it. It lies where its npm packages are found. */
export async function build(): Promise<Built> {
  const { bundle } = (await import(new URL("../../scripts/bundle.mjs", import.meta.url).href)) as {
    bundle(input: Record<string, string>, dir: string): Promise<void>;
  };
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "crossfade-bench-"));
  cpSync(join(root, "packages/crossfade/package.json"), join(folder, "package.json"));
  const paths = Object.entries(entries).map(([name, path]) => [name, join(root, path)]);
  await bundle(Object.fromEntries(paths), join(folder, "dist"));
  return {
    fileOf: (entry) => join(folder, "dist", `${entry}.js`),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
