// The deployer of the shop: `node deploy.mjs ACTION COMPONENT VERSION`, as crossfade.yaml names it. Each action may be
// asked for twice. Exit code: 0 it is so, 75 not yet, 1 it failed. Environment: SHOP_DATABASE, DECLINED.
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

const [action, component, version] = process.argv.slice(2);
const here = import.meta.dirname;
const running = join(here, "running");
const record = join(running, `${component}@${version}.json`);
const scripts = { api: "api/server.mjs", worker: "worker/main.mjs" };
const startMs = 10_000;

mkdirSync(running, { recursive: true });
const actions =
  component === "db" ? { activate: migrate } : { deploy, activate, deactivate, retire, measure };
if (actions[action] === undefined) throw new Error(`${component} cannot be asked to ${action}`);
process.stdout.write(`${JSON.stringify(await actions[action]())}\n`);

/** Whether anything is left in the queue of what a version without currencies has sent. */
async function measure() {
  const rows = await withDatabase((client) =>
    client.query("SELECT count(*)::integer AS left FROM messages WHERE NOT body ? 'currency'"),
  );
  const [{ left }] = rows.rows;
  return { empty: left === 0, note: `${left} messages of ${component} ${version} are left` };
}

async function withDatabase(work) {
  const client = new pg.Client({ connectionString: process.env.SHOP_DATABASE });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A worker starts paused; an api has no users before its weight says so. */
async function deploy() {
  const known = place();
  if (known !== undefined && (await isUp(known.url))) return { endpoints: [known.url] };
  const log = join(running, `${component}@${version}-${Date.now()}.log`);
  const script = join(here, "versions", version, scripts[component]);
  const child = spawn(process.execPath, [script], {
    cwd: here,
    env: { ...process.env, PAUSED: "1" },
    detached: true,
    stdio: ["ignore", openSync(log, "a"), openSync(log, "a")],
  });
  child.unref();
  const url = await readyLine(log);
  writeFileSync(`${record}.tmp`, JSON.stringify({ pid: child.pid, url }));
  renameSync(`${record}.tmp`, record);
  return { endpoints: [url] };
}

async function readyLine(log) {
  for (let waitedMs = 0; waitedMs < startMs; waitedMs += 50) {
    const line = readFileSync(log, "utf8")
      .split("\n")
      .find((each) => each.includes('"ready"'));
    if (line !== undefined) return JSON.parse(line).url;
    await delay(50);
  }
  throw new Error(`${component} ${version} is not ready after ${startMs} ms; see ${log}`);
}

async function activate() {
  if (component === "worker") await tell("/resume");
  return { endpoints: endpoints() };
}

async function deactivate() {
  if (component === "worker") await tell("/pause");
  return { endpoints: endpoints() };
}

/** It ends what it has in hand first. */
async function retire() {
  const known = place();
  if (known === undefined) return {};
  try {
    process.kill(known.pid, "SIGTERM");
    while (process.kill(known.pid, 0)) await delay(50);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
  rmSync(record, { force: true });
  return {};
}

/** VERSION is a whole version, or one of its migrations: "0002-add-currency". */
async function migrate() {
  const all = readdirSync(join(here, "versions")).map((name) => [name, filesOf(name)]);
  const [, files] =
    all.find(([name]) => name === version) ??
    all.find(([, each]) => each.some(({ id }) => id === version)) ??
    [];
  if (files === undefined) throw new Error(`no version of the database is called ${version}`);
  const last = files.findIndex(({ id }) => id === version);
  await withDatabase(async (client) => {
    await client.query("CREATE TABLE IF NOT EXISTS applied (id text PRIMARY KEY)");
    const applied = new Set((await client.query("SELECT id FROM applied")).rows.map(({ id }) => id));
    for (const { id, path } of last < 0 ? files : files.slice(0, last + 1)) {
      if (applied.has(id)) continue;
      await client.query(
        `BEGIN; ${readFileSync(path, "utf8")} INSERT INTO applied VALUES ('${id}'); COMMIT;`,
      );
    }
  });
  return {};
}

function filesOf(name) {
  const folder = join(here, "versions", name, "db/migrations");
  return readdirSync(folder)
    .sort()
    .map((file) => ({ id: file.replace(/\.sql$/, ""), path: join(folder, file) }));
}

function place() {
  return existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : undefined;
}

function endpoints() {
  const known = place();
  if (known === undefined) throw new Error(`${component} ${version} does not run`);
  return [known.url];
}

async function tell(path) {
  const [url] = endpoints();
  const { ok, status } = await fetch(url + path, { method: "POST", signal: AbortSignal.timeout(5_000) });
  if (!ok) throw new Error(`${component} ${version} answered ${status}`);
}

async function isUp(url) {
  return fetch(`${url}/up`, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}
