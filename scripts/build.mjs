// One bundle per process: our workspaces go in, every npm package stays outside.
import { readFile, rm } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const cli = fileURLToPath(new URL("../packages/crossfade/", import.meta.url));
const manifest = JSON.parse(await readFile(`${cli}package.json`, "utf8"));
const ours = (id) => id.startsWith(".") || id.startsWith("/") || id.startsWith("@crossfade/");
const nameOf = (id) =>
  id
    .split("/")
    .slice(0, id.startsWith("@") ? 2 : 1)
    .join("/");

await rm(`${cli}dist`, { recursive: true, force: true });
const bundle = await rolldown({
  input: {
    crossfade: `${cli}src/main/crossfade.ts`,
    trafficctl: `${cli}src/main/trafficctl.ts`,
    validator: `${cli}src/worker/validator.ts`,
  },
  platform: "node",
  transform: { target: "node20.19" },
  resolve: { conditionNames: ["crossfade-source", "node", "import", "default"] },
  external: (id) => {
    if (ours(id)) return false;
    if (!isBuiltin(id) && !(nameOf(id) in manifest.dependencies))
      throw new Error(`${id} is imported but is no dependency of @crossfade/cli`);
    return true;
  },
});
// A chunk lies in dist/ itself: import.meta.url inside it is what finds ./validator.js and ../package.json.
await bundle.write({
  dir: `${cli}dist`,
  format: "esm",
  sourcemap: true,
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
});
await bundle.close();
