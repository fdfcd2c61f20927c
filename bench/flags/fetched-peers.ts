import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetched, run } from "../contracts/github-api.ts";

const specs = ["unleash-client@6.12.1", "@growthbook/growthbook@1.8.0"];

/** A folder with the peers, outside of the repository; the reason why where they cannot be had. */
export function installFlagPeers(): { readonly folder: string } | { readonly why: string } {
  const folder = join(fetched, `flags-${specs.map((spec) => spec.replace("/", "-")).join("-")}`);
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
