import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * One process a version: answers with its label. `/up` is well once the database that the file `database`, or one of its own,
 * names answers; `/seen` counts who asked for anything else. `faults.json` says which labels fail how often, or are how slow.
 */
const serverText = (pgModule: string) => `import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import pg from ${JSON.stringify(pgModule)};
const [component, label] = process.argv.slice(2);
const name = component + "@" + label;
const { [name]: { fails = 0, slowMs = 0 } = {} } = JSON.parse(readFileSync("faults.json", "utf8"));
let asked = 0;
async function isUp() {
  const own = "database." + name;
  const url = readFileSync(existsSync(own) ? own : "database", "utf8");
  if (url === "") return true;
  const database = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  database.on("error", () => {});
  try {
    await database.connect();
    return (await database.query("select 1 as one")).rows[0].one === 1;
  } finally {
    await database.end();
  }
}
const server = createServer(async (request, response) => {
  response.setHeader("content-type", "text/plain");
  if (request.url.endsWith("/seen")) return response.end(String(asked));
  if (request.url.endsWith("/up")) {
    response.statusCode = (await isUp().catch(() => false)) ? 200 : 503;
    return response.end();
  }
  asked++;
  if (Math.random() * 100 < fails) response.statusCode = 500;
  if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs));
  response.end(label);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const url = "http://127.0.0.1:" + server.address().port;
  writeFileSync("running/" + name, JSON.stringify({ pid: process.pid, url }));
  process.send?.("ready");
});
process.on("SIGTERM", () => process.exit(0));
`;

/** \`node deploy.mjs ACTION COMPONENT VERSION\`, as crossfade.yaml names it; \`left.NAME\` says that something of it is left. */
const deployText = `import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { fork } from "node:child_process";
const [action, component, label] = process.argv.slice(2);
const name = component + "@" + label;
const record = "running/" + name;
appendFileSync("orders", action + " " + name + "\\n");
const known = () => (existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : undefined);
const isAlive = (pid) => { try { return process.kill(pid, 0); } catch { return false; } };
const say = (value) => process.stdout.write(JSON.stringify(value) + "\\n");
if (action === "deploy") {
  const before = known();
  if (before === undefined || !isAlive(before.pid)) {
    const child = fork("server.mjs", [component, label], { detached: true, stdio: ["ignore", "ignore", "ignore", "ipc"] });
    await new Promise((resolve, reject) => child.once("message", resolve).once("exit", reject));
    child.disconnect();
    child.unref();
  }
  say({ endpoints: [known().url] });
} else if (action === "retire") {
  const before = known();
  if (before !== undefined && isAlive(before.pid)) process.kill(before.pid, "SIGTERM");
  rmSync(record, { force: true });
} else if (action === "measure") {
  const isLeft = existsSync("left." + name);
  say({ empty: !isLeft, note: isLeft ? "12 messages of " + name + " are left" : "nothing of " + name + " is left" });
}
`;

/** By version id. */
export type Faults = Readonly<
  Record<string, { /** Of a hundred requests. */ readonly fails?: number; readonly slowMs?: number }>
>;

export function writeVersionPrograms(folder: string, faults: Faults): void {
  const pgModule = pathToFileURL(createRequire(import.meta.url).resolve("pg")).href;
  writeFileSync(join(folder, "server.mjs"), serverText(pgModule));
  writeFileSync(join(folder, "deploy.mjs"), deployText);
  writeFileSync(join(folder, "faults.json"), JSON.stringify(faults));
  writeFileSync(join(folder, "orders"), "");
}

export interface RunningVersion {
  readonly pid: number;
  readonly url: string;
}

export function runningVersions(folder: string): ReadonlyMap<string, RunningVersion> {
  const names = readdirSync(join(folder, "running"));
  return new Map(
    names.map((name) => [name, JSON.parse(readFileSync(join(folder, "running", name), "utf8"))] as const),
  );
}
