// Four servers with version 1, for as long as this runs, and port 9300 for whoever updates them.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";

const app = join(import.meta.dirname, "app.mjs");
const running = new Map();

for (const port of ["9301", "9302", "9303", "9304"]) process.stdout.write(`${await start("1", port)}\n`);

const control = createServer(async (request, response) => {
  const { searchParams } = new URL(request.url, "http://control");
  const [port, build] = [searchParams.get("port"), searchParams.get("build")];
  await stop(port);
  response.end(`${await start(build, port)}\n`);
});
control.listen(9300, "127.0.0.1", () => process.stdout.write("ready\n"));

for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => {
    for (const child of running.values()) child.kill();
    process.exit(0);
  });

/** Resolves with what it says when it serves. */
function start(build, port) {
  const child = spawn(process.execPath, [app, build, port], { stdio: ["ignore", "pipe", "inherit"] });
  running.set(port, child);
  return new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
}

function stop(port) {
  const child = running.get(port);
  return new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill();
  });
}
