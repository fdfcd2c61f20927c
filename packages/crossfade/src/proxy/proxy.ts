import { randomUUID } from "node:crypto";
import { lookup } from "node:dns/promises";
import { CrossfadeError } from "@crossfade/core";
import { createEventLog } from "./event-log.ts";
import { ProxyProcess } from "./proxy-process.ts";
import { createProxyServer } from "./proxy-server.ts";

/**
 * The embedded proxy's own process: `node proxy.js FOLDER`. It serves whether or not anybody watches. SIGTERM ends it in
 * order, a second one at once; SIGHUP reads settings.json again. As somebody's child it waits for the word "start", and
 * tells how that went, over the channel that Node opens for a child; after that it belongs to nobody.
 */
const [folder] = process.argv.slice(2);
const log = createEventLog((line) => process.stderr.write(line), Date.now);
/** How long requests in hand may take to end after SIGTERM. */
const stopWithinMs = Number(process.env.CROSSFADE_STOP_WITHIN_MS ?? 30_000);

process.umask(0o077);
// A terminal or a pipe that went away is no reason to stop serving.
process.stderr.on("error", () => {});
process.on("uncaughtException", (error) => {
  log.tell({ event: "crashed", why: error.stack ?? String(error) });
  process.exit(70);
});

try {
  await turn();
  if (folder === undefined) throw new TypeError("The folder of a router is missing.");
  const running = await ProxyProcess.start({
    folder,
    createServer: createProxyServer,
    log,
    pid: process.pid,
    deps: {
      nowMs: Date.now,
      elapsedMs: () => performance.now(),
      random: Math.random,
      newId: randomUUID,
      resolve: (host) => lookup(host, { all: true }),
    },
  });
  const { listen, router } = running.info;
  log.tell({ event: "serving", router, host: listen.host, port: listen.port, pid: process.pid });
  process.on("SIGHUP", () => {
    running.reload().catch((error: unknown) => log.tell({ event: "settings-refused", why: String(error) }));
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => end(running, signal));
  tellStarter({ started: running.info });
} catch (error) {
  const { code, message, details } =
    error instanceof CrossfadeError ? error : new CrossfadeError("CF_INTERNAL", { what: String(error) });
  log.tell({ event: "not-started", code, why: message });
  tellStarter({ error: { code, details } });
  process.exitCode = 2;
}

/** Who prepared it and went away has no use for it. */
function turn(): Promise<void> {
  if (!process.connected) return Promise.resolve();
  return new Promise((resolve) => {
    const gone = () => process.exit(0);
    process.once("disconnect", gone);
    process.once("message", () => {
      process.off("disconnect", gone);
      resolve();
    });
  });
}

function end(running: ProxyProcess, signal: string): void {
  log.tell({ event: "stopping", signal, withinMs: stopWithinMs });
  void running.stop(stopWithinMs).then(() => process.exit(0));
}

function tellStarter(message: object): void {
  process.send?.(message, () => {
    // The starter may have hung up first; to hang up twice is an error.
    if (process.connected) process.disconnect();
  });
}
