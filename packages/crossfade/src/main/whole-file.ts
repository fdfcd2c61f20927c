import { linkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CrossfadeError } from "@crossfade/core";
import { reason } from "./process-io.ts";

/** File systems without hard links; there the file is looked for first. */
const noLinks = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/**
 * Writes all of a file or nothing: beside it first, then to its place in one step. All of it is synchronous, so that
 * no signal comes in between. Without `overwrite` a file that is there stays, even one that came a moment ago.
 */
export function writeWhole(path: string, text: string, overwrite: boolean): void {
  const file = resolve(path);
  const beside = join(dirname(file), `.crossfade.yaml.${process.pid}.tmp`);
  try {
    writeFileSync(beside, text, { flag: "wx" });
    if (overwrite) renameSync(beside, file);
    else placeNew(beside, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST")
      throw new CrossfadeError("CF_CONFIG_EXISTS", { file: path }, { cause });
    throw new CrossfadeError("CF_OUTPUT_UNWRITABLE", { file: path, why: reason(cause) }, { cause });
  } finally {
    rmSync(beside, { force: true });
  }
}

function placeNew(beside: string, file: string): void {
  try {
    linkSync(beside, file);
  } catch (cause) {
    if (!noLinks.has((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
    writeFileSync(file, "", { flag: "wx" });
    renameSync(beside, file);
  }
}
