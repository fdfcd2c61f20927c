import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes the folder in which a router keeps its state and the secret of its pins: its owner's alone, and never in git. */
export function makeStateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(folder, ".gitignore"), "*\n", { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
