import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What wrk says at its end. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Connections that failed, were cut, or timed out. */
  readonly socketErrors: number;
  /** Answers that were neither 2xx nor 3xx. */
  readonly refused: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LoadRequest {
  readonly url: string;
  readonly seconds: number;
  readonly connections?: number;
  /** Different users, told apart by the cookie `uid`. */
  readonly users?: number;
  readonly signal?: AbortSignal;
}

export const hasWrk = spawnSync("wrk", ["-v"]).error === undefined;

/** Asks a URL as fast as it answers, over a fixed number of connections, as many users in turn. */
export async function load({
  url,
  seconds,
  connections = 64,
  users = 100_000,
  signal,
}: LoadRequest): Promise<Load> {
  const folder = mkdtempSync(join(tmpdir(), "crossfade-wrk-"));
  try {
    const script = join(folder, "users.lua");
    writeFileSync(script, usersScript(users));
    const args = [
      "-t1",
      `-c${connections}`,
      `-d${seconds}s`,
      "--timeout",
      "10s",
      "--latency",
      "-s",
      script,
      url,
    ];
    const child = spawn("wrk", args, { stdio: ["ignore", "pipe", "pipe"], ...(signal ? { signal } : {}) });
    return parsed(await outputOf(child));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function usersScript(users: number): string {
  return `local n = 0
request = function()
  n = (n + 1) % ${users}
  wrk.headers["Cookie"] = "uid=u-" .. n
  return wrk.format("GET")
end
`;
}

function outputOf(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = "";
    child.stdout?.on("data", (chunk) => (text += chunk));
    child.stderr?.on("data", (chunk) => (text += chunk));
    child.once("error", fail);
    child.once("close", (code) =>
      code === 0 ? done(text) : fail(new Error(`wrk ended with ${code}: ${text}`)),
    );
  });
}

function parsed(text: string): Load {
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text) ?? [];
  return {
    requests: number(/(\d+) requests in/),
    seconds: number(/requests in ([\d.]+)s/),
    socketErrors: errors.slice(1).reduce((sum, each) => sum + Number(each), 0),
    refused: number(/Non-2xx or 3xx responses: (\d+)/),
    p50Ms: milliseconds(text, "50%"),
    p99Ms: milliseconds(text, "99%"),
  };
}

function milliseconds(text: string, percentile: string): number {
  const [, value = "NaN", unit = "ms"] = new RegExp(`${percentile}\\s+([\\d.]+)(us|ms|s)`).exec(text) ?? [];
  return Number(value) * ({ us: 0.001, ms: 1, s: 1_000 }[unit] ?? 1);
}
