import { randomBytes } from "node:crypto";
import { access, readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { setTimeout as delay } from "node:timers/promises";
import { CrossfadeError } from "@crossfade/core";
import type { TrafficIo, TrafficPorts } from "../cli/traffic/traffic-ports.ts";
import { processIo } from "./process-io.ts";
import { chooseRouter } from "./router-config.ts";
import { openRouter } from "./routers.ts";
import { version } from "./version.ts";

const reportName = join(".crossfade", "report.json");

/** The world of one run of trafficctl. */
export function createTrafficPorts(stop: AbortSignal): TrafficPorts {
  const cwd = process.cwd();
  return {
    io: trafficIo(stop),
    version,
    stop,
    nowMs: Date.now,
    randomId: () => randomBytes(4).toString("hex"),
    wait: (ms, until) => wait(ms, until, stop),
    async open(request) {
      const { router, stateFolder, root } = await chooseRouter(
        { ...request, command: "trafficctl" },
        cwd,
        Date.now(),
      );
      return { ...openRouter(router, stateFolder), reportFile: relative(cwd, join(root, reportName)) };
    },
  };
}

/** Neither a timer, which would keep the process, nor a listener is left behind. */
async function wait(ms: number, until: Promise<unknown> | undefined, stop: AbortSignal): Promise<void> {
  const enough = new AbortController();
  const settle = () => enough.abort();
  until?.then(settle, settle);
  stop.addEventListener("abort", settle);
  if (!stop.aborted) await delay(ms, undefined, { signal: enough.signal }).catch(() => undefined);
  stop.removeEventListener("abort", settle);
}

function trafficIo(stop: AbortSignal): TrafficIo {
  const isThere = process.stdin.isTTY === true && process.stderr.isTTY === true;
  return {
    ...processIo(),
    readFile: readText,
    exists: (path) =>
      access(resolve(path)).then(
        () => true,
        () => false,
      ),
    ...(isThere ? { ask: (question: string) => ask(question, stop) } : {}),
  };
}

/** On stderr: what is asked is no part of the answer. */
async function ask(question: string, stop: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // A terminal that is read line by line keeps Ctrl-C for itself.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await terminal.question(question, { signal: stop });
  } finally {
    terminal.close();
  }
}

async function readText(path: string, limit: number): Promise<string> {
  const revision = "the work tree";
  try {
    const { size: bytes } = await stat(resolve(path));
    if (bytes > limit) throw new CrossfadeError("CF_FILE_TOO_LARGE", { file: path, revision, bytes, limit });
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(resolve(path)));
  } catch (cause) {
    if (cause instanceof CrossfadeError) throw cause;
    if (cause instanceof TypeError)
      throw new CrossfadeError("CF_FILE_UNREADABLE", { file: path, why: "it is not UTF-8 text" }, { cause });
    const { code = "unknown" } = cause as NodeJS.ErrnoException;
    throw new CrossfadeError("CF_FILE_UNREADABLE", { file: path, why: reasons[code] ?? code }, { cause });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is none",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
};
