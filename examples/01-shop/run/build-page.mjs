// Builds the page of one version: `node run/build-page.mjs v1 [OUT]`. Every file gets the hash of its content in its
// name; the manifest is the one that Vite writes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [folder = ".", out = join(folder, "web/dist")] = process.argv.slice(2);
const web = (path) => readFileSync(join(folder, "web", path), "utf8");
const chunkNames = ["cart", "checkout"];

rmSync(out, { recursive: true, force: true });
const chunks = Object.fromEntries(chunkNames.map((name) => [name, emit(name, web(`src/${name}.js`))]));
const entry = web("src/main.js")
  .replace('"%CHUNKS%"', JSON.stringify(chunks))
  .replace('"%READS%"', JSON.stringify(JSON.parse(web("reads-flags.json")).reads));
const main = emit("main", entry);
write("index.html", web("index.html").replace("/src/main.js", `/${main}`));
const sources = chunkNames.map((name) => `src/${name}.js`);
const manifest = {
  "index.html": { file: main, name: "main", src: "index.html", isEntry: true, dynamicImports: sources },
  ...Object.fromEntries(
    chunkNames.map((name) => [
      `src/${name}.js`,
      { file: chunks[name], name, src: `src/${name}.js`, isDynamicEntry: true },
    ]),
  ),
};
write(".vite/manifest.json", `${JSON.stringify(manifest, undefined, 2)}\n`);

function emit(name, text) {
  const file = `assets/${name}-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.js`;
  write(file, text);
  return file;
}

function write(path, text) {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), text);
}
