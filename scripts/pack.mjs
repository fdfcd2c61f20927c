// Packs what was built into one installable tarball, artifacts/crossfade-cli-VERSION.tgz. `npm run test:pack` proves it.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
rmSync("artifacts", { recursive: true, force: true });
mkdirSync("artifacts");

// npm takes these two from the package's own folder only.
const copies = ["LICENSE", "README.md"].filter((file) => existsSync(file));
for (const file of copies) copyFileSync(file, `packages/crossfade/${file}`);
try {
  const [packed] = Object.values(
    JSON.parse(
      execFileSync(
        "npm",
        [
          "pack",
          "--json",
          "--ignore-scripts",
          "--workspace",
          "@crossfade/cli",
          "--pack-destination",
          "artifacts",
        ],
        { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
      ),
    ),
  );
  console.log(`artifacts/${packed.filename}: ${packed.files.length} files, ${packed.size} bytes`);
} finally {
  for (const file of copies) rmSync(`packages/crossfade/${file}`);
}
