import { rm } from "node:fs/promises";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { CrossfadeError } from "@crossfade/core";
import { LogStream } from "./log-stream.ts";
import { type CollectedTraffic, LogTally } from "./log-tally.ts";
import { readServers } from "./running-process.ts";
import { RuntimeSocket } from "./runtime-socket.ts";
import type { HaproxyAddress } from "./settings.ts";

export interface CollectorOptions {
  readonly router: string;
  /** The state folder, absolute. */
  readonly folder: string;
  /** Where HAProxy's log comes. */
  readonly collect: HaproxyAddress;
  readonly token: string;
  readonly thresholdsMs: readonly number[];
  /** ms since 1970. */
  readonly nowMs: () => number;
}

/** Takes HAProxy's log and answers what it tells of the traffic, on `collect.sock` in the state folder. */
export interface Collector {
  /** Since it began. */
  tallied(): Pick<CollectedTraffic, "counted" | "lost" | "foreign">;
  close(): Promise<void>;
}

const maxConnections = 16;
/** How often it is looked how long each instance has been up. */
const agesEveryMs = 1_000;
const runtimeTimeoutMs = 2_000;

/** CF_COLLECTOR_PORT where somebody else listens there. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { router, folder, collect, token, thresholdsMs, nowMs } = options;
  const ages = new InstanceAges(options);
  const tally = new LogTally({
    token,
    thresholdsMs,
    nowS: Math.floor(nowMs() / 1000),
    ageS: (backend, server) => ages.of(backend, server),
  });
  const logs = logServer(tally);
  await listening(logs, { host: collect.host, port: collect.port }, () => {
    const at = `${collect.host}:${collect.port}`;
    return new CrossfadeError("CF_COLLECTOR_PORT", { router, at });
  });
  const answers = answerServer(tally, nowMs);
  const path = `${folder}/${collectSocket}`;
  // Whoever holds the port is the only collector: a socket that is still there is a dead one's.
  await rm(path, { force: true });
  const umask = process.umask(0o177);
  try {
    await listening(
      answers,
      { path },
      (cause) => new CrossfadeError("CF_OUTPUT_UNWRITABLE", { file: path, why: cause.code ?? cause.message }),
    );
  } finally {
    process.umask(umask);
  }
  ages.begin();
  return {
    tallied: () => tally.tallied(),
    async close() {
      ages.end();
      await Promise.all([ended(logs), ended(answers)]);
    },
  };
}

/** Where the collector answers, in the state folder. */
export const collectSocket = "collect.sock";

function logServer(tally: LogTally): Server {
  const server = createServer((socket: Socket) => {
    const stream = new LogStream();
    socket.on("data", (chunk: Buffer) => {
      const messages = stream.take(chunk);
      if (messages === undefined) socket.destroy();
      else for (const message of messages) tally.take(message);
    });
    // HAProxy comes again.
    socket.on("error", () => socket.destroy());
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
  });
  const connections = new Set<Socket>();
  server.maxConnections = maxConnections;
  server.on("ending", () => {
    for (const socket of connections) socket.destroy();
  });
  return server;
}

/** GET /v1/measures?since=SECONDS[&users=SECONDS], as the embedded proxy answers it. */
function answerServer(tally: LogTally, nowMs: () => number): HttpServer {
  return createHttpServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://collector");
    const since = searchParams.get("since") ?? "0";
    const users = searchParams.get("users");
    const areSeconds = [since, users ?? "0"].every((each) => /^\d{1,12}$/.test(each));
    if (request.method !== "GET" || pathname !== "/v1/measures" || !areSeconds) {
      response.writeHead(404).end();
      return;
    }
    const nowS = Math.floor(nowMs() / 1000);
    const measured = tally.measure(Number(since), nowS, users === null ? undefined : Number(users));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(measured));
  });
}

function listening(
  server: Server,
  at: { readonly host: string; readonly port: number } | { readonly path: string },
  refusal: (cause: NodeJS.ErrnoException) => CrossfadeError,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(refusal(error)));
    server.listen(at, () => resolve());
  });
}

function ended(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.emit("ending");
    if ("closeAllConnections" in server) (server as HttpServer).closeAllConnections();
  });
}

/** How long instances have been up, as HAProxy says; looked up now and then, not for each request. */
class InstanceAges {
  readonly #options: CollectorOptions;
  readonly #socket: RuntimeSocket;
  #upSinceMs: ReadonlyMap<string, number> = new Map();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CollectorOptions) {
    this.#options = options;
    const { router, folder } = options;
    this.#socket = new RuntimeSocket({ router, path: `${folder}/haproxy.sock`, timeoutMs: runtimeTimeoutMs });
  }

  begin(): void {
    void this.#look();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  of(backend: string, server: string): number | undefined {
    const since = this.#upSinceMs.get(`${backend}/${server}`);
    return since === undefined ? undefined : Math.max(0, Math.floor((this.#options.nowMs() - since) / 1000));
  }

  async #look(): Promise<void> {
    this.#timer = setTimeout(() => void this.#look(), agesEveryMs);
    try {
      const servers = await readServers(this.#socket, this.#options.router);
      const nowMs = this.#options.nowMs();
      const known = servers.filter(({ changedS }) => Number.isFinite(changedS));
      this.#upSinceMs = new Map(
        known.map(({ backend, server, changedS }) => [`${backend}/${server}`, nowMs - changedS * 1000]),
      );
    } catch {
      // HAProxy is away: what was known stays, and requests do not come either.
    }
  }
}
