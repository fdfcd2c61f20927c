import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { createEmbeddedRouter } from "../../packages/crossfade/src/adapters/router/embedded-router.ts";
import { program } from "./program.ts";

/** A line of `crossfade proxy --json`. */
export type Notice = Readonly<Record<string, unknown>> & { readonly kind: string };

/** One run of `crossfade proxy`. */
export interface Verb {
  readonly child: ChildProcess;
  /** The next notice of a kind, from now on or told before and not yet taken. */
  notice(kind: string): Promise<Notice>;
  /** Exit code, and everything that it printed. */
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

/** A shop with two versions of api behind a router, in a folder of its own. */
export class Shop {
  readonly folder: string;
  readonly port: number;
  readonly urls: { readonly old: string; readonly fresh: string };
  readonly #proxyFolder: string;

  private constructor(folder: string, port: number, urls: Shop["urls"]) {
    this.folder = folder;
    this.port = port;
    this.urls = urls;
    this.#proxyFolder = join(folder, ".crossfade/edge");
    this.configure();
  }

  /** Goes with the test, and with it every proxy that was started in its folder. */
  static async open(): Promise<Shop> {
    const folder = mkdtempSync(join(tmpdir(), "crossfade-shop-"));
    const shop = new Shop(folder, await freePort(), {
      old: await startVersion("1.9.4"),
      fresh: await startVersion("2.0.0"),
    });
    onTestFinished(() => {
      for (const pid of shop.processes()) kill(pid);
      rmSync(folder, { recursive: true });
    });
    return shop;
  }

  /** Writes crossfade.yaml; `more` are lines of the router, `upstreams` those of api. */
  configure(more = "", upstreams = `{ "1.9.4": [${this.urls.old}], "2.0.0": [${this.urls.fresh}] }`): void {
    this.write(
      "crossfade.yaml",
      `system: shop
components: { api: { kind: service } }
routers:
  edge:
    kind: embedded
    listen: 127.0.0.1:${this.port}
    routes: [{ path: /, to: api }]
    userKey: cookie:uid
    upstreams: { api: ${upstreams} }
${more.replace(/^(?=.)/gm, "    ")}
`,
    );
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.folder, path, ".."), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  get statePath(): string {
    return join(this.#proxyFolder, "state.json");
  }

  get socket(): string {
    return join(this.#proxyFolder, "admin.sock");
  }

  router() {
    return createEmbeddedRouter({ id: "edge", socket: this.socket });
  }

  proxy(...args: readonly string[]): Verb {
    const [node = "", ...entry] = program();
    const child = spawn(node, [...entry, "proxy", ...args], { cwd: this.folder });
    onTestFinished(() => void child.kill("SIGKILL"));
    return verbOf(child);
  }

  /** Which version answers this user; undefined: nobody did. */
  async versionOf(user: string): Promise<string | undefined> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/`, { headers: { cookie: `uid=${user}` } });
      const text = await response.text();
      return response.status === 200 ? text : undefined;
    } catch {
      return undefined;
    }
  }

  /** Of every proxy that runs here, serving or not. */
  processes(): number[] {
    const all = spawnSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).stdout.split("\n");
    return all
      .filter((line) => line.endsWith(` ${this.#proxyFolder}`))
      .map((line) => Number.parseInt(line, 10));
  }

  /** Of every proxy that has served here. */
  pids(): number[] {
    const log = join(this.#proxyFolder, "proxy.log");
    const text = existsSync(log) ? readFileSync(log, "utf8") : "";
    return [...text.matchAll(/"event":"serving".*"pid":(\d+)/g)].map(([, pid]) => Number(pid));
  }
}

function verbOf(child: ChildProcess): Verb {
  const waiting: Notice[] = [];
  let out = "";
  let err = "";
  let heard = () => {};
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  if (child.stdout === null) throw new TypeError("a verb has an output");
  createInterface({ input: child.stdout }).on("line", (line) => {
    out += `${line}\n`;
    if (line.startsWith(`{"proxySchema"`)) waiting.push(JSON.parse(line) as Notice);
    heard();
  });
  let isOver = false;
  const ended = once(child, "close").then(([code, signal]) => {
    isOver = true;
    if (signal !== null) err += `ended by ${signal}`;
    heard();
    return { code: code as number | null, out, err };
  });
  return {
    child,
    ended,
    async notice(kind) {
      for (;;) {
        const index = waiting.findIndex((each) => each.kind === kind);
        const [found] = index === -1 ? [] : waiting.splice(index, 1);
        if (found !== undefined) return found;
        if (isOver)
          throw new Error(`it ended without a notice of kind ${kind} (${child.exitCode}): ${out}${err}`);
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    },
  };
}

/** Answers who it is; /slow takes half a second for that. */
async function startVersion(label: string): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === "/slow") setTimeout(() => response.end(label), 500);
    else response.end(label);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Nobody listens there now; a moment later somebody may, which a test would see as a port that is taken. */
async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
