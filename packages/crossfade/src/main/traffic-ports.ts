import { randomBytes } from "node:crypto";
import { access, readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { CrossfadeError } from "@crossfade/core";
import type { TrafficIo, TrafficPorts } from "../cli/traffic/traffic-ports.ts";
import { askPerson, waitUntil } from "./person.ts";
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
    wait: (ms, until) => waitUntil(ms, until, stop),
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

function trafficIo(stop: AbortSignal): TrafficIo {
  return {
    ...processIo(),
    readFile: readText,
    exists: (path) =>
      access(resolve(path)).then(
        () => true,
        () => false,
      ),
    ...askPerson(stop),
  };
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
