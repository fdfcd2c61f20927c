import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { DeclaredComponent } from "@crossfade/core";

/** What an instance got. */
export interface Echo {
  readonly label: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Asked {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Undefined: no instance answered. */
  readonly echo: Echo | undefined;
}

/** Real instances that answer what they got; one each version. `?delay=MS` waits; an upgrade to `echo` stays open. */
export class EchoVersions {
  readonly components: readonly DeclaredComponent[];
  readonly #servers: readonly Server[];
  readonly #sockets: Set<Socket>;

  private constructor(
    components: readonly DeclaredComponent[],
    servers: readonly Server[],
    sockets: Set<Socket>,
  ) {
    this.components = components;
    this.#servers = servers;
    this.#sockets = sockets;
  }

  /** Labels by component, oldest first; "2.0.0*2" has two instances. */
  static async start(labels: Readonly<Record<string, readonly string[]>>): Promise<EchoVersions> {
    const servers: Server[] = [];
    const sockets = new Set<Socket>();
    const components: DeclaredComponent[] = [];
    for (const [component, own] of Object.entries(labels)) {
      const versions = [];
      for (const text of own) {
        const [label = "", count = "1"] = text.split("*");
        const urls = [];
        for (let n = 0; n < Number(count); n++) {
          const server = instance(label, sockets).listen(0, "127.0.0.1");
          servers.push(server);
          await once(server, "listening");
          urls.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
        }
        versions.push({ label, urls });
      }
      components.push({ component, versions });
    }
    return new EchoVersions(components, servers, sockets);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    }
  }
}

function instance(label: string, sockets: Set<Socket>): Server {
  const server = createServer({ keepAliveTimeout: 30_000 }, ({ url = "/", headers }, response) => {
    const delayMs = Number(new URL(url, "http://instance").searchParams.get("delay") ?? 0);
    const body = JSON.stringify({ label, url, headers });
    const answer = () =>
      response.writeHead(200, { "content-type": "application/json", "x-cf-forged": "1" }).end(body);
    if (delayMs === 0) answer();
    else setTimeout(answer, delayMs);
  });
  server.on("upgrade", (_, socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\nx-served-by: ${label}\r\n\r\n`,
    );
    socket.pipe(socket);
  });
  return server;
}

/** One request; header values go over the wire as the bytes of their UTF-8. */
export async function ask(
  base: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<Asked> {
  const raw = Object.entries(headers).map(
    ([name, value]) => [name, Buffer.from(value).toString("latin1")] as const,
  );
  const { hostname: host, port } = new URL(base);
  const call = request({ host, port, path, method, agent: false, headers: Object.fromEntries(raw) });
  call.end();
  const [response] = await once(call, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  const echo = response.headers["content-type"] === "application/json" ? JSON.parse(text) : undefined;
  return { status: response.statusCode, headers: response.headers, echo };
}
