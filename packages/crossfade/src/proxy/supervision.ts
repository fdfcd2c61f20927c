import type { ServerResponse } from "node:http";
import { CrossfadeError } from "@crossfade/core";
import type { AdminPorts } from "./admin-ports.ts";

/** A supervisor that takes no more than this of what it is told is let go of, so that nothing piles up here. */
const maxUntakenBytes = 1024 * 1024;

/**
 * `POST /v1/supervise {pid}`: one process at a time watches over this one. It gets every event as a line of JSON, and the
 * end of the stream when this process ends, however that comes; when it goes itself, even killed, its place is free.
 */
export function createSupervision(
  ports: Pick<AdminPorts, "log" | "process">,
): (pid: number, response: ServerResponse) => void {
  let supervisorPid: number | undefined;
  return (pid, response) => {
    if (supervisorPid !== undefined)
      throw new CrossfadeError("CF_PROXY_SUPERVISED", { router: ports.process().router, pid: supervisorPid });
    supervisorPid = pid;
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    const stop = ports.log.follow((event) => {
      response.write(`${JSON.stringify(event)}\n`);
      if (response.writableLength > maxUntakenBytes) response.destroy();
    });
    response.once("close", () => {
      supervisorPid = undefined;
      stop();
    });
    response.write(`${JSON.stringify({ event: "supervised", pid })}\n`);
  };
}
