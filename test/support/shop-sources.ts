import { cpSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import type { SiteOptions } from "./control-plane-folder.ts";

const example = resolve(import.meta.dirname, "../../examples/11-first-release");

/** The shop of the first release: its parts, its links, and the contracts of both versions; a worker that needs empty queues. */
export function shop(): Required<Pick<SiteOptions, "components" | "links" | "versions" | "sources">> {
  const { components, links } = parse(readFileSync(join(example, "shop/crossfade.yaml"), "utf8"));
  const lay = (folder: string, ...changes: readonly string[]) => {
    for (const change of ["shop", ...changes.map((each) => `changes/${each}`)])
      cpSync(join(example, change), folder, { recursive: true });
  };
  return {
    components,
    links,
    versions: { db: ["1.0.0"], api: ["1.0.0"], worker: ["1.0.0"], web: ["1.0.0"] },
    sources: { "1.0.0": (folder) => lay(folder), "2.0.0": (folder) => lay(folder, "2.0.0") },
  };
}
