import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

const startMs = 30_000;
const defaultEndMs = 10_000;

interface Start {
  readonly command: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** It is up as soon as it has said this. */
  readonly until: string;
}

/** Programs that go on while others run; they are ended in order, the last one first. */
export class BackgroundPrograms {
  readonly #endMs: number;
  readonly #running: { readonly command: string; readonly child: ChildProcess }[] = [];

  constructor(endMs = defaultEndMs) {
    this.#endMs = endMs;
  }

  /** Resolves to what it has said once it is up, whole lines. Rejects where it ends before, or takes too long. */
  async start({ command, cwd, env, until }: Start): Promise<string> {
    const child = spawn("bash", ["-c", `exec ${command} 2>&1`], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#running.push({ command, child });
    const deadline = setTimeout(() => child.kill("SIGKILL"), startMs);
    try {
      return await upTo(child, { command, until });
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Rejects where one does not end by itself when it is told to. */
  async endAll(): Promise<void> {
    const stubborn: string[] = [];
    for (const { command, child } of this.#running.splice(0).reverse())
      if (!(await ended(child, this.#endMs))) stubborn.push(command);
    if (stubborn.length > 0) throw new Error(`did not end when it was told to: ${stubborn.join(", ")}`);
  }
}

/** What it has said up to the end of the line with `until`; what it says later is read, so that it never writes in vain. */
function upTo(child: ChildProcess, { command, until }: Pick<Start, "command" | "until">): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
      const end = said.indexOf("\n", said.indexOf(until));
      if (said.includes(until) && end >= 0) resolve(said.slice(0, end + 1));
    });
    child.once("close", () => reject(new Error(`\`${command}\` ended before it said "${until}":\n${said}`)));
  });
}

async function ended(child: ChildProcess, endMs: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return true;
  const exit = once(child, "exit");
  // As somebody at a terminal ends it: whatever it has started ends, too.
  child.kill("SIGINT");
  const late = setTimeout(() => child.kill("SIGKILL"), endMs);
  const [, signal] = await exit;
  clearTimeout(late);
  return signal !== "SIGKILL";
}

/** So many ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
