import { runTraffic } from "../cli/traffic/run-traffic.ts";
import { createTrafficPorts } from "./traffic-ports.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

/** A reader that has seen enough (`trafficctl watch | head`) is no error. */
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? (process.exitCode ?? 0) : 2);
  });

process.exitCode = await runTraffic(process.argv.slice(2), createTrafficPorts(stop.signal));
// What was being waited for when somebody stopped it would keep the process; nobody waits for it now.
if (stop.signal.aborted) process.exit();
