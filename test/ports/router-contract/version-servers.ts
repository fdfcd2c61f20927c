import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { type Instances, newLabel, oldLabel } from "./router-under-test.ts";

export interface VersionServers {
  readonly instances: Instances;
  close(): Promise<void>;
}

/** Real servers, one an instance. Each answers who it is, with the status and after the time that the query asks for. */
export async function startVersionServers(): Promise<VersionServers> {
  const servers: Server[] = [];
  const start = async (label: string) => {
    const server = createServer();
    servers.push(server.listen(0, "127.0.0.1"));
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    serve(server, label, url);
    return url;
  };
  const version = async () => ({
    old: [await start(oldLabel), await start(oldLabel)],
    new: [await start(newLabel)],
  });
  const instances = { api: await version(), web: await version() };
  return {
    instances,
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      }
    },
  };
}

function serve(server: Server, label: string, url: string): void {
  server.keepAliveTimeout = 30_000;
  server.on("request", (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    const headers = { "x-served-by": label, "x-instance": url };
    if (pathname.endsWith("/stream")) {
      response.writeHead(200, { ...headers, "content-type": "text/event-stream" });
      response.write("data: begun\n\n");
      return;
    }
    const answer = () => response.writeHead(Number(searchParams.get("status") ?? 200), headers).end("ok\n");
    const delayMs = Number(searchParams.get("delay") ?? 0);
    if (delayMs === 0) answer();
    else void wait(delayMs).then(answer);
  });
}
