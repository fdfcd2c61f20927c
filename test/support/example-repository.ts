import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** Keeps the machine's git configuration out. */
export const quietGit = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

/**
 * Makes a git repository of an example: its versions (`v1.8` and so on) are its commits, each tagged (`v1.8.0`) but for the
 * last, which is HEAD.
 */
export function exampleRepository(example: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=shop", "-c", "user.email=shop@example.com", ...args], {
      cwd: folder,
      env: { ...process.env, ...quietGit },
      stdio: "pipe",
    });
  git("init", "--quiet", "--initial-branch=main");
  const versions = readdirSync(join(root, example))
    .filter((each) => /^v\d/.test(each))
    .sort();
  for (const version of versions) {
    git("rm", "-r", "--quiet", "--ignore-unmatch", ".");
    cpSync(join(root, example, version), folder, { recursive: true });
    git("add", "--all");
    git("commit", "--quiet", "--message", version);
    if (version !== versions.at(-1)) git("tag", version.padEnd("v1.0.0".length, ".0"));
  }
}
