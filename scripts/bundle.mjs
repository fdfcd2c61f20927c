// How the programs are bundled: our workspaces go in, every npm package stays outside.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** The folder of the one package that is published. */
export const cli = fileURLToPath(new URL("../packages/crossfade/", import.meta.url));

const ours = (id) => id.startsWith(".") || id.startsWith("/") || id.startsWith("@crossfade/");
const nameOf = (id) =>
  id
    .split("/")
    .slice(0, id.startsWith("@") ? 2 : 1)
    .join("/");

/** Another one for every change of a source or of a dependency's version: what one build remembers, no other trusts. */
async function buildDigest() {
  const hash = createHash("sha256");
  for (const folder of ["core", "contracts", "flags", "crossfade"].map((name) => `${cli}../${name}/src`)) {
    const files = await readdir(folder, { recursive: true });
    for (const file of files.filter((each) => each.endsWith(".ts") && !each.endsWith(".test.ts")).sort())
      hash.update(
        JSON.stringify([folder.slice(cli.length), file, await readFile(`${folder}/${file}`, "utf8")]),
      );
  }
  hash.update(await readFile(`${cli}../../package-lock.json`, "utf8"));
  return hash.digest("hex");
}

/** Writes `dir`/NAME.js for each entry of `input`: NAME to the path of its source. */
export async function bundle(input, dir) {
  const manifest = JSON.parse(await readFile(`${cli}package.json`, "utf8"));
  const digest = JSON.stringify(await buildDigest());
  const bundled = await rolldown({
    input,
    platform: "node",
    transform: { target: "node20.19", define: { BUILD_DIGEST: digest } },
    resolve: { conditionNames: ["crossfade-source", "node", "import", "default"] },
    external: (id) => {
      if (ours(id)) return false;
      if (!isBuiltin(id) && !(nameOf(id) in manifest.dependencies))
        throw new Error(`${id} is imported but is no dependency of @crossfade/cli`);
      return true;
    },
  });
  // A chunk lies in dist/ itself: import.meta.url inside it is what finds ./validator.js and ../package.json.
  await bundled.write({
    dir,
    format: "esm",
    sourcemap: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
  });
  await bundled.close();
}
