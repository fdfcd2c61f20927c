import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** A proxy that runs, in front of the origin. */
export interface Contender {
  readonly name: string;
  readonly url: string;
  /** The process, or the parent of the processes, whose processor time counts. */
  readonly pid: number;
  stop(): Promise<void>;
}

export interface Start {
  readonly name: string;
  /** Why it cannot run here; undefined if it can. */
  readonly missing?: string;
  start(originPort: number, folder: string): Promise<Contender>;
}

const startLimitMs = 15_000;

export function whyMissing(program: string, ...args: readonly string[]): string | undefined {
  return spawnSync(program, args).error === undefined ? undefined : `${program} is not installed`;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Starts a program that stays in the foreground and listens on `port`. */
export async function started(
  name: string,
  port: number,
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Contender> {
  const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  const failed = once(child, "exit").then(([code]) =>
    Promise.reject(new Error(`${name} ended with ${code}`)),
  );
  failed.catch(() => {});
  await Promise.race([listens(port, name), failed]);
  return { name, url: `http://127.0.0.1:${port}/`, pid: child.pid ?? 0, stop: () => stopped(child) };
}

export async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(timer);
}

export async function listens(port: number, name: string): Promise<void> {
  for (const endMs = Date.now() + startLimitMs; Date.now() < endMs; ) {
    if (await accepts(port)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${name} does not listen on port ${port}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", () => done(false));
  });
}
