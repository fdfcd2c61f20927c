import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { reportJson } from "../../packages/crossfade/src/render/json.ts";
import { analyse, type Files } from "./analysis-story.ts";

const root = resolve(import.meta.dirname, "../../examples");

/** What `crossfade check --json` prints of an example's v1 and v2, called so. */
export async function exampleReport(example: string): Promise<string> {
  const report = await analyse(filesOf(join(root, example, "v1")), filesOf(join(root, example, "v2")));
  return reportJson({ ...report, from: "v1", to: "v2" });
}

function filesOf(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}
