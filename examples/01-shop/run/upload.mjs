import { cpSync } from "node:fs";
import { join } from "node:path";

/** Puts the built files of a version's page on the asset host. An upload never deletes what is there. */
export function upload(version, host) {
  cpSync(join(version, "web/dist/assets"), join(host, "assets"), { recursive: true });
}
