import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

const repository = join(import.meta.dirname, "../../..");
const bin = join(repository, "packages/crossfade/bin");
const children = [];

/** Starts a script of the demo and resolves with what it says when it is ready. */
export function start(script, env, cwd) {
  const child = spawn(process.execPath, [join(import.meta.dirname, script)], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return ready(child, script, "SIGTERM", (line) => {
    const said = JSON.parse(line);
    return said.event === "ready" ? said.url : undefined;
  });
}

/** The control plane; what it says is shown. Resolves when it serves. Ctrl-C ends its routers, too. */
export function startControlPlane(args, env, cwd, show) {
  const child = spawn(process.execPath, [join(bin, "crossfade.js"), "up", ...args, "--json"], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return ready(child, "crossfade up", "SIGINT", (line) => {
    const notice = JSON.parse(line);
    show(notice);
    return notice.kind === "serving" ? notice : undefined;
  });
}

function ready(child, name, endBy, answerOf) {
  const exited = new Promise((resolve) => child.once("exit", resolve));
  children.unshift({ child, exited, endBy });
  return new Promise((resolve, reject) => {
    exited.then((code) => reject(new Error(`${name} has ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const answer = answerOf(line);
      if (answer !== undefined) resolve(answer);
    });
  });
}

/** Runs one of our programs to its end: what it printed, and its exit code. */
export async function run(program, args, { cwd, env }) {
  const child = spawn(process.execPath, [join(bin, `${program}.js`), ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (out += chunk));
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { out, code };
}

/** The last one started goes first. */
export async function endAll() {
  for (const { child, exited, endBy } of children.splice(0)) {
    child.kill(endBy);
    await exited;
  }
}

/** This port if it is free, else any. */
export async function freePort(wanted) {
  for (const port of [wanted, 0]) {
    const found = await new Promise((resolve) => {
      const server = createServer();
      server.once("error", () => resolve(undefined));
      server.listen(port, "127.0.0.1", () => {
        const { port: bound } = server.address();
        server.close(() => resolve(bound));
      });
    });
    if (found !== undefined) return found;
  }
  throw new Error("there is no free port");
}
