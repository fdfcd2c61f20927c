// Packs @crossfade/cli and proves the tarball: an empty folder, only the registry, both programs, the embedded store, a second process.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
const root = new URL("..", import.meta.url).pathname;
const version = JSON.parse(readFileSync(join(root, "packages/crossfade/package.json"), "utf8")).version;

mkdirSync(join(root, "artifacts"), { recursive: true });
const [{ filename, files, size, unpackedSize }] = Object.values(
  JSON.parse(
    run("npm", ["pack", "--json", "--workspace", "@crossfade/cli", "--pack-destination", "artifacts"], root),
  ),
);
const wanted = [
  "bin/crossfade.js",
  "dist/crossfade.js",
  "dist/trafficctl.js",
  "dist/proxy.js",
  "dist/validator.js",
  "dist/pglite-template.tar.gz",
  "dist/dashboard/index.html",
];
const missing = wanted.filter((each) => !files.some((file) => file.path === each));
if (missing.length > 0) throw new Error(`the tarball lacks ${missing.join(", ")}`);

const empty = mkdtempSync(join(tmpdir(), "crossfade-install-"));
writeFileSync(join(empty, "package.json"), "{}");
writeFileSync(join(empty, ".npmrc"), "engine-strict=true\n");
run("npm", ["install", "--no-audit", "--no-fund", join(root, "artifacts", filename)], empty);
for (const program of ["crossfade", "trafficctl"]) {
  const said = run(join(empty, "node_modules/.bin", program), ["--version"], empty);
  if (said !== version) throw new Error(`${program} --version said ${said}`);
}
console.log(run(join(empty, "node_modules/.bin/crossfade"), ["demo"], empty));
console.log(`${filename}: ${files.length} files, ${size} bytes packed, ${unpackedSize} unpacked`);
rmSync(empty, { recursive: true });
