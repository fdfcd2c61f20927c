// The deployer: `node deploy.mjs ACTION COMPONENT VERSION`. Asked twice for the same, it is done once.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const [action, component, version] = process.argv.slice(2);
const folder = join(import.meta.dirname, "running");
const record = join(folder, `${component}@${version}.json`);
mkdirSync(folder, { recursive: true });
const known = existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : undefined;

if (action === "deploy")
  process.stdout.write(`${JSON.stringify({ endpoints: [known?.url ?? (await start())] })}\n`);
else if (action === "retire") end();
else throw new Error(`nobody has told this deployer how to ${action}`);

async function start() {
  const log = join(folder, `${component}@${version}.log`);
  const child = spawn(process.execPath, [join(import.meta.dirname, "app.mjs"), version], {
    detached: true,
    stdio: ["ignore", openSync(log, "w"), "inherit"],
  });
  child.unref();
  let said = "";
  while (!said.includes("http")) {
    await delay(20);
    said = readFileSync(log, "utf8");
  }
  const url = said.trim().split(" ").at(-1);
  writeFileSync(record, JSON.stringify({ pid: child.pid, url }));
  return url;
}

function end() {
  if (known === undefined) return;
  try {
    process.kill(known.pid);
  } catch {
    // It has ended already.
  }
  rmSync(record);
}
