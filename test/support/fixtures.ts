import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Fixtures are data files of other projects; they are no part of this repository. They are looked for in
 * $CROSSFADE_FIXTURES, else beside the repository in ../shared/fixtures.
 */
const beside = fileURLToPath(new URL("../../../shared/fixtures", import.meta.url));

/** How the reason for skipping begins when a fixture is missing. */
export const missingFixture = "fixtures missing:";

/** The path of a fixture folder, or undefined if this machine has no fixtures at all. Throws if it has some but not this one. */
export function fixtures(name: string): string | undefined {
  return locate(name, process.env.CROSSFADE_FIXTURES, beside);
}

export function locate(name: string, given: string | undefined, otherwise: string): string | undefined {
  const root = given ?? otherwise;
  const path = join(root, name);
  if (existsSync(path)) return path;
  if (given !== undefined || existsSync(root)) throw new Error(`there is no ${name} in ${root}`);
  return undefined;
}
