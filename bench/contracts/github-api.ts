import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the benchmark fetches lies here, outside of the repository, and is kept for the next run. */
export const fetched = join(tmpdir(), "crossfade-bench");

const source = "@octokit/openapi";
const inTarball = "package/generated/api.github.com.json";
const systemFile = `system: github
components:
  api: { kind: service }
  web: { kind: web }
links:
  - { from: web, to: api, http: api/openapi.json }
`;

/** A release of GitHub's own OpenAPI document, as the folder of a system that it belongs to. */
export function folderOf(version: string): string {
  return join(fetched, `github-${version}`);
}

export function documentOf(version: string): string {
  return join(folderOf(version), "api/openapi.json");
}

/** Fetches what is not there yet; the reason why where that fails. */
export function fetchGithub(versions: readonly string[]): string | undefined {
  mkdirSync(fetched, { recursive: true });
  for (const version of versions) {
    if (existsSync(folderOf(version))) continue;
    const work = mkdtempSync(join(fetched, "fetching-"));
    try {
      const why = pack(version, work);
      if (why !== undefined) return why;
      lay(version, join(work, inTarball));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return undefined;
}

/** The same document in a release in which nothing but the number changed. */
export function released(version: string, as: string): void {
  if (!existsSync(folderOf(as))) lay(as, documentOf(version));
}

function pack(version: string, work: string): string | undefined {
  process.stderr.write(`fetching ${source}@${version} into ${fetched}\n`);
  const npm = run("npm", ["pack", "--silent", "--pack-destination", work, `${source}@${version}`], work);
  if (npm !== undefined) return `npm pack ${source}@${version}: ${npm}`;
  const tarball = `octokit-openapi-${version}.tgz`;
  const tar = run("tar", ["-xzf", tarball, inTarball], work);
  return tar === undefined ? undefined : `tar ${tarball}: ${tar}`;
}

/** Whole or not at all: a folder that was only begun never bears the name. */
function lay(version: string, document: string): void {
  const folder = mkdtempSync(join(fetched, "laying-"));
  const manifest = JSON.stringify({ version });
  for (const name of ["api", "web"]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "package.json"), manifest);
  }
  writeFileSync(join(folder, "crossfade.yaml"), systemFile);
  copyFileSync(document, join(folder, "api/openapi.json"));
  renameSync(folder, folderOf(version));
}

/** Undefined when it went well. */
export function run(command: string, args: readonly string[], cwd: string): string | undefined {
  const { status, error, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", timeout: 300_000 });
  if (error) return error.message;
  return status === 0 ? undefined : (stderr.trim().split("\n").at(-1) ?? `exit code ${status}`);
}
