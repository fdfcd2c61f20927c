// A fresh cluster of the embedded database, packed: the first start unpacks it instead of making one.
import { copyFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Made once for each version of the database; later builds copy it. */
export async function copyDatabaseTemplate(target) {
  const manifest = JSON.parse(await readFile(join(root, "packages/crossfade/package.json"), "utf8"));
  const version = manifest.dependencies["@electric-sql/pglite"];
  const kept = join(root, "node_modules/.cache/crossfade", `database-${version}.tar.gz`);
  try {
    await copyFile(kept, target);
  } catch {
    await mkdir(dirname(kept), { recursive: true });
    const pglite = await PGlite.create();
    const packed = Buffer.from(await (await pglite.dumpDataDir("gzip")).arrayBuffer());
    await pglite.close();
    // By rename: a build that is killed leaves no half of it behind.
    await writeFile(`${kept}.${process.pid}`, packed);
    await rename(`${kept}.${process.pid}`, kept);
    await copyFile(kept, target);
  }
}
