import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { BackgroundPrograms, freePorts } from "./background-program.ts";
import { program } from "./program.ts";

/** How many instances of which version, oldest first, by component. A component `api` is at `/api`, the first one at `/`. */
type Fleet = Readonly<Record<string, Readonly<Record<string, number>>>>;

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `trafficctl versions --json` says of a component. */
interface Listed {
  readonly versions: readonly { readonly instances: readonly { readonly health: string }[] }[];
}

interface Answer {
  readonly status: number;
  readonly body: string;
  /** As the header x-cf-version says: "myapp@v1". */
  readonly version: string | undefined;
}

/** One instance of one version, in this process: it answers with its version and its build. */
export class Instance {
  readonly label: string;
  build: string;
  url = "";
  /** Set: requests to /slow are answered when it resolves. */
  slow: Promise<void> | undefined;
  slowInHand = 0;
  /** Without those that only ask whether it is up. */
  requests = 0;
  #server: Server | undefined;
  #port = 0;

  constructor(label: string) {
    this.label = label;
    this.build = "1";
  }

  async start(): Promise<void> {
    const server = createServer(async (incoming, response) => {
      if (incoming.url?.endsWith("/slow")) {
        this.slowInHand++;
        await this.slow;
        this.slowInHand--;
      }
      if (incoming.url !== "/up") this.requests++;
      response.setHeader("content-type", "text/plain");
      response.end(incoming.url === "/up" ? "ok" : `${this.label} build ${this.build}`);
    });
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.url = `http://127.0.0.1:${this.#port}`;
    this.#server = server;
  }

  /** As a server that is updated goes: whatever it still has in hand is lost. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await once(server.close(), "close");
  }
}

/** Versions that answer, `crossfade proxy` in front of them, and trafficctl: real processes on ports of their own. */
export class TrafficSite {
  readonly folder: string;
  readonly url: string;
  readonly instances: ReadonlyMap<string, readonly Instance[]>;
  readonly #programs = new BackgroundPrograms();
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(folder: string, url: string, instances: ReadonlyMap<string, readonly Instance[]>) {
    this.folder = folder;
    this.url = url;
    this.instances = instances;
  }

  static async open(fleet: Fleet): Promise<TrafficSite> {
    const instances = new Map<string, Instance[]>();
    for (const [component, versions] of Object.entries(fleet))
      for (const [label, count] of Object.entries(versions))
        instances.set(
          `${component}@${label}`,
          Array.from({ length: count }, () => new Instance(label)),
        );
    await Promise.all([...instances.values()].flat().map((each) => each.start()));
    const [port] = await freePorts(1);
    const folder = mkdtempSync(join(tmpdir(), "crossfade-site-"));
    const site = new TrafficSite(folder, `http://127.0.0.1:${port}`, instances);
    onTestFinished(() => site.#close());
    writeFileSync(join(folder, "crossfade.yaml"), configText(fleet, instances, `127.0.0.1:${port}`));
    await site.startProxy();
    return site;
  }

  /** Resolves when the proxy says where it listens and every instance that gets users is ready. */
  async startProxy(): Promise<void> {
    await this.#programs.start({
      command: [...program(), "proxy"].map((word) => `'${word}'`).join(" "),
      cwd: this.folder,
      env: process.env,
      until: this.url.slice("http://".length),
    });
    while (!(await this.#isReady()));
  }

  async stopProxy(): Promise<void> {
    await this.#programs.endAll();
  }

  instance(version: string, index = 0): Instance {
    const found = this.instances.get(version)?.[index];
    if (found === undefined) throw new Error(`there is no instance ${index} of ${version}`);
    return found;
  }

  /** One run, as one would type it. */
  trafficctl(line: string): Promise<Ran> {
    return ended(this.start(line));
  }

  /** A run that goes on. */
  start(line: string): ChildProcess {
    const [node = "", ...rest] = program("trafficctl");
    return spawn(node, [...rest, ...line.split(" ")], {
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** A line of a shell, in the folder of crossfade.yaml. */
  shell(line: string): Promise<Ran> {
    return ended(spawn("bash", ["-c", line], { cwd: this.folder, stdio: ["ignore", "pipe", "pipe"] }));
  }

  get(path: string, user: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { cookie, ...others } = headers;
    const cookies = [`uid=${user}`, ...(cookie === undefined ? [] : [cookie])].join("; ");
    return new Promise((resolve, reject) => {
      request(
        `${this.url}${path}`,
        { agent: this.#agent, headers: { ...others, cookie: cookies } },
        (response) => answerOf(response).then(resolve, reject),
      )
        .once("error", reject)
        .end();
    });
  }

  /** So many users who ask one after the other, each again and again, until it is stopped. */
  load(users: number, path = "/"): Load {
    return new Load(this, users, path);
  }

  /** Each look takes as long as a program takes to start; the test's own limit ends it. */
  async #isReady(): Promise<boolean> {
    const { stdout } = await this.trafficctl("versions --json");
    const { components } = JSON.parse(stdout) as { components: readonly Listed[] };
    return components.every(({ versions }) =>
      versions.every(({ instances }) => instances.every(({ health }) => health === "ready")),
    );
  }

  async #close(): Promise<void> {
    try {
      await this.#programs.endAll();
    } finally {
      this.#agent.destroy();
      await Promise.all([...this.instances.values()].flat().map((each) => each.stop()));
      rmSync(this.folder, { recursive: true });
    }
  }
}

/** What was answered under load, in the order in which it was asked. */
export class Load {
  readonly failures: string[] = [];
  readonly #answered: { readonly startedMs: number; readonly version: string | undefined }[] = [];
  readonly #waiting: { readonly at: number; readonly resolve: () => void }[] = [];
  #isOver = false;
  readonly #users: Promise<unknown>;

  constructor(site: TrafficSite, users: number, path: string) {
    this.#users = Promise.all(
      Array.from({ length: users }, async (_, user) => {
        while (!this.#isOver) await this.#ask(site, path, `u-${user}`);
      }),
    );
  }

  /** Resolves once so many more requests have been answered, or have failed. */
  requests(count: number): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ at: this.#done + count, resolve }));
  }

  /** Versions that answered requests which began after that moment (performance.now), with how often. */
  since(startedMs: number): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { startedMs: at, version = "nobody" } of this.#answered)
      if (at >= startedMs) counts[version] = (counts[version] ?? 0) + 1;
    return counts;
  }

  async stop(): Promise<number> {
    this.#isOver = true;
    await this.#users;
    return this.#answered.length;
  }

  async #ask(site: TrafficSite, path: string, user: string): Promise<void> {
    const startedMs = performance.now();
    try {
      const { status, version, body } = await site.get(path, user);
      if (status === 200) this.#answered.push({ startedMs, version });
      else this.failures.push(`${status} ${body}`);
    } catch (error) {
      this.failures.push(String(error));
    }
    for (const each of this.#waiting) if (each.at <= this.#done) each.resolve();
  }

  get #done(): number {
    return this.#answered.length + this.failures.length;
  }
}

/** Waits for the end of a program. */
export async function ended(child: ChildProcess): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  const [code] = await once(child, "close");
  return { status: code ?? -1, stdout, stderr };
}

/** Resolves once a program has said this on stderr; rejects where it ends without. */
export function saying(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk;
      if (said.includes(text)) resolve();
    });
    child.once("close", () => reject(new Error(`it ended without saying "${text}":\n${said}`)));
  });
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  let body = "";
  for await (const chunk of response) body += chunk;
  const version = response.headers["x-cf-version"];
  return {
    status: response.statusCode ?? 0,
    body,
    version: typeof version === "string" ? version : undefined,
  };
}

function configText(
  fleet: Fleet,
  instances: ReadonlyMap<string, readonly Instance[]>,
  listen: string,
): string {
  const ids = Object.keys(fleet);
  const routes = [...ids].reverse().map((id) => ({ path: id === ids[0] ? "/" : `/${id}`, to: id }));
  const upstreams = Object.fromEntries(
    ids.map((id) => [
      id,
      Object.fromEntries(
        Object.keys(fleet[id] ?? {}).map((label) => [
          label,
          (instances.get(`${id}@${label}`) ?? []).map(({ url }) => url),
        ]),
      ),
    ]),
  );
  const health = { path: "/up", everyMs: 100, needed: 1 };
  const edge = { kind: "embedded", listen, routes, userKey: "cookie:uid", health, upstreams };
  const components = Object.fromEntries(ids.map((id) => [id, { kind: "service" }]));
  return JSON.stringify({ system: "shop", components, routers: { edge } });
}
