// The whole shop of one version: `node examples/01-shop/start.mjs v1`. Environment: PORT of the page (default: 8080);
// DATABASE_URL of an empty database (default: a PGlite of its own). Ctrl-C ends everything.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { migrate } from "./run/migrations.mjs";
import { say, whenToldToStop } from "./v1/shared/process.mjs";

const version = join(import.meta.dirname, process.argv[2] ?? "v2");
const children = [];
whenToldToStop(end);

const database =
  process.env.DATABASE_URL ?? (await run("database", join(import.meta.dirname, "run/database.mjs")));
await migrate(database, version);
const api = await run("api", join(version, "api/server.mjs"), { DATABASE_URL: database });
await run("worker", join(version, "worker/main.mjs"), { DATABASE_URL: database });
const page = await run("page", join(import.meta.dirname, "run/host.mjs"), {
  PORT: process.env.PORT ?? "8080",
  PAGE: join(version, "web/dist"),
  ASSETS: join(version, "web/dist"),
  FRAME: join(version, "checkout-frame"),
  FLAGS: join(version, "flags/feature-flags.yaml"),
  API: api,
});
say("ready", { url: page, nightly: `DATABASE_URL=${database} node ${join(version, "nightly/main.mjs")}` });

/** Starts a script and resolves with its URL once it is ready. What it says is passed on under its name. */
function run(name, script, more = {}) {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: "0", ATTACHED: "1", ...more },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  children.unshift({ child, exited });
  return new Promise((resolve, reject) => {
    exited.then((code) => reject(new Error(`${name} has ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const { event, url, ...more } = JSON.parse(line);
      say(`${name}: ${event}`, { url, ...more });
      if (event === "ready") resolve(url);
    });
  });
}

/** The last one started goes first: nobody loses the database while it works. */
async function end() {
  for (const { child, exited } of children) {
    child.kill("SIGTERM");
    await exited;
  }
}
