import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetched, run } from "../contracts/github-api.ts";

/** Packages that do some of the same work, in the versions that were the newest. None is a dependency of this project. */
export const peers = [
  { name: "json-schema-diff", version: "1.0.0" },
  { name: "openapi-diff", version: "0.24.1" },
  { name: "api-smart-diff", version: "1.0.6" },
] as const;

export type PeerName = (typeof peers)[number]["name"];

/** A folder with all of them, outside of the repository; the reason why where they cannot be had. */
export function installPeers(): { readonly folder: string } | { readonly why: string } {
  const specs = peers.map(({ name, version }) => `${name}@${version}`);
  const folder = join(fetched, `peers-${specs.join("-")}`);
  const done = join(folder, "done");
  if (existsSync(done)) return { folder };
  process.stderr.write(`installing ${specs.join(", ")} into ${folder}\n`);
  mkdirSync(folder, { recursive: true });
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--save-exact"];
  const why = run("npm", ["install", "--prefix", folder, ...flags, ...specs], folder);
  if (why !== undefined) return { why };
  writeFileSync(done, "");
  return { folder };
}
