import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { quietGit } from "./example-repository.ts";

/** Where the histories of other projects lie. */
export interface FixtureFolders {
  readonly openapi: string;
  readonly events: string;
  readonly sql: string;
  readonly flags: string;
}

/** What one revision takes from each history. */
interface RevisionOf {
  readonly tag: string;
  readonly api: string;
  readonly web: string;
  readonly openapi: string;
  readonly events: string;
  /** How many of umami's and of zksync's migrations are there. */
  readonly prisma: number;
  readonly sqlx: number;
}

const revisions: readonly RevisionOf[] = [
  { tag: "v1", api: "1.0.0", web: "1.0.0", openapi: "04.json", events: "v0.4.1", prisma: 15, sqlx: 40 },
  { tag: "v2", api: "2.0.0", web: "2.0.0", openapi: "05.json", events: "v0.5.1", prisma: 19, sqlx: 44 },
];

/**
 * A git repository with an npm workspace of an api, a worker, a page and a library, and a Rust program beside it. Its
 * contracts and migrations are those of real projects at two of their revisions; `v1` is tagged, the other is HEAD.
 * Nothing in it knows of Crossfade.
 */
export function assembledRepository(folder: string, fixtures: FixtureFolders): void {
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "--quiet", "--initial-branch=main");
  for (const revision of revisions) {
    git(folder, "rm", "-r", "--quiet", "--ignore-unmatch", ".");
    for (const [path, text] of Object.entries(ownFiles(revision))) put(folder, path, text);
    copyHistories(folder, revision, fixtures);
    commit(folder, revision.tag);
    if (revision !== revisions.at(-1)) git(folder, "tag", revision.tag);
  }
}

/** Commits all that lies there. */
export function commit(folder: string, message: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", message);
}

export function git(folder: string, ...args: readonly string[]): void {
  execFileSync("git", ["-c", "user.name=shop", "-c", "user.email=shop@example.com", ...args], {
    cwd: folder,
    env: { ...process.env, ...quietGit },
    stdio: "pipe",
  });
}

function ownFiles({ api, web }: RevisionOf): Readonly<Record<string, string>> {
  const manifest = (name: string, version: string, more: object = {}) =>
    `${JSON.stringify({ name: `@dialog/${name}`, version, ...more }, null, 2)}\n`;
  return {
    "package.json": `${JSON.stringify({ name: "dialog", private: true, workspaces: ["apps/*", "packages/*"] }, null, 2)}\n`,
    ".gitignore": "node_modules/\ndist/\ntarget/\n",
    "apps/api/package.json": manifest("api", api, {
      dependencies: { fastify: "5.0.0", "@prisma/client": "6.0.0", "@dialog/shared": "*" },
    }),
    "apps/api/src/main.ts": `export const version = "${api}";\n`,
    "apps/api/Dockerfile": "FROM node:22\n",
    "apps/worker/package.json": manifest("worker", api, { dependencies: { amqplib: "0.10.0" } }),
    "apps/worker/src/main.ts": `export const version = "${api}";\n`,
    "apps/web/package.json": manifest("web", web, {
      dependencies: { react: "19.0.0", "@openfeature/web-sdk": "1.0.0", "@dialog/shared": "*" },
      devDependencies: { vite: "8.0.0" },
    }),
    "apps/web/index.html": `<script type="module" src="/src/main.tsx"></script>\n`,
    "apps/web/src/main.tsx": `export const version = "${web}";\n`,
    "apps/web/vite.config.ts": "export default { build: { manifest: true } };\n",
    "packages/shared/package.json": manifest("shared", "1.0.0"),
    "packages/shared/src/index.ts": "export const shared = true;\n",
    "ledger/Cargo.toml": `[package]\nname = "ledger"\nversion = "${api}"\n\n[dependencies]\naxum = "0.8"\nsqlx = "0.8"\n`,
    "ledger/src/main.rs": `const VERSION: &str = "${api}";\nfn main() {}\n`,
  };
}

function copyHistories(folder: string, revision: RevisionOf, fixtures: FixtureFolders): void {
  const copy = (from: string, to: string) => cpSync(from, join(folder, to), { recursive: true });
  copy(join(fixtures.openapi, "dialogporten", revision.openapi), "apps/api/swagger.verified.json");
  copy(join(fixtures.events, "cdevents", revision.events, "schemas"), "apps/api/events");
  copy(join(fixtures.flags, "evaluator/flags/testkit-flags.json"), "config/feature-flags.json");
  for (const { name, text } of migrations(fixtures.sql, "umami", revision.prisma))
    put(folder, `apps/api/prisma/migrations/${name}/migration.sql`, text);
  put(folder, "apps/api/prisma/migrations/migration_lock.toml", 'provider = "postgresql"\n');
  for (const { name, text, n } of migrations(fixtures.sql, "zksync-core", revision.sqlx))
    put(folder, `ledger/migrations/${20_210_000_000_000 + n}_${name.replace(/^\d+_/, "")}.up.sql`, text);
}

/** The first ones of a history, by the names that their tool gave them. */
function migrations(root: string, history: string, count: number) {
  const up = join(root, history, "up");
  return readdirSync(up)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .slice(0, count)
    .map((file, index) => ({
      n: index + 1,
      name: file.replace(/^\d{4}_/, "").replace(/\.sql$/, ""),
      text: readFileSync(join(up, file), "utf8"),
    }));
}

function put(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
