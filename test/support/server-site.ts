import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ComponentTransition,
  defaultReleaseSettings,
  type LiveVersion,
  liveVersions,
  planRelease,
  type ReleaseBasis,
  type ReleaseEvent,
  type ReleaseSpec,
  type Router,
  type StoredRelease,
} from "@crossfade/core";
import { onTestFinished } from "vitest";
import { createCommandDeployer } from "../../packages/crossfade/src/adapters/deploy/command-deployer.ts";
import { createDialler } from "../../packages/crossfade/src/adapters/outbound/dialler.ts";
import { createOutboundProbe } from "../../packages/crossfade/src/adapters/probe/outbound-probe.ts";
import { Engine } from "../../packages/crossfade/src/engine/engine.ts";
import { RouterKeeper } from "../../packages/crossfade/src/engine/router-keeper.ts";
import { startProxy } from "../../packages/crossfade/src/main/proxy-child.ts";
import { settingsOf } from "../../packages/crossfade/src/main/proxy-settings.ts";
import { openRouter } from "../../packages/crossfade/src/main/routers.ts";
import { ReleasePerformer } from "../../packages/crossfade/src/performer/performer.ts";
import { socketPath } from "../../packages/crossfade/src/proxy/proxy-process.ts";
import { FakeEvidenceStore } from "../../packages/crossfade/src/store/fake-evidence-store.ts";
import { FakeFactStore } from "../../packages/crossfade/src/store/fake-fact-store.ts";
import { FakeReleaseStore } from "../../packages/crossfade/src/store/fake-release-store.ts";
import { basisOf } from "../rollout/shop-spec.ts";
import { oneRouter } from "./release-site.ts";
import { Story } from "./story.ts";
import { whenGone } from "./when-gone.ts";

/** A server of `api`: it runs one build after the other on its port, and while it changes nobody listens there. */
const serverText = `import { createServer } from "node:http";
let build = process.argv[2];
const begun = (port) => new Promise((done) => {
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/build/")) {
      const next = request.url.slice("/build/".length);
      response.writeHead(200, { connection: "close" }).end();
      server.close(async () => { build = next; setTimeout(() => begun(at), 100); });
      server.closeIdleConnections();
      return;
    }
    setTimeout(() => response.writeHead(200, { "content-type": "text/plain" }).end(build), 5);
  });
  const at = port;
  server.keepAliveTimeout = 60000;
  server.listen(port, "127.0.0.1", () => done(server.address().port));
});
// Below those that a system gives away: while nobody listens there, no other program gets it for a connection of its own.
const isFree = (port) => new Promise((done) => {
  const probe = createServer().once("error", () => done(false));
  probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)));
});
let first;
do first = 20000 + Math.floor(Math.random() * 10000); while (!(await isFree(first)));
await begun(first);
console.log("http://127.0.0.1:" + first);
`;

/** Updates every server of its set, and waits for none: that they are ready is for others to see. */
const deployText = `#!/bin/sh
echo "$1 $2 $3 $CROSSFADE_SET/$CROSSFADE_SETS $CROSSFADE_REPLACES" >> orders
exec node update.mjs "$3" $CROSSFADE_REPLACES
`;
const updateText = `const [build, ...servers] = process.argv.slice(2);
await Promise.all(servers.map(async (server) => (await fetch(server + "/build/" + build)).text()));
`;

interface Answered {
  readonly status: number;
  /** Who answered, as the proxy says, and as the server does. */
  readonly label: string;
  readonly build: string;
}

/** Servers of `api` that keep their addresses, a command that updates them, the embedded proxy, the engine and the keeper: all real. */
export class ServerSite {
  readonly folder = mkdtempSync(join(tmpdir(), "crossfade-servers-"));
  readonly store = new FakeReleaseStore(Date.now);
  readonly facts = new FakeFactStore(Date.now, () => {});
  readonly evidence = new FakeEvidenceStore();
  readonly answered: Answered[] = [];
  servers: readonly string[] = [];
  readonly #old: string;
  #router!: Router;
  #origin = "";
  #sign!: (text: string) => Promise<string>;
  readonly #children: ChildProcess[] = [];
  readonly #stops: (() => Promise<void>)[] = [];
  #isLoading = false;

  private constructor(old: string) {
    this.#old = old;
  }

  /** `old` runs on so many servers and has everybody. */
  static async open(old: string, count: number): Promise<ServerSite> {
    const site = new ServerSite(old);
    onTestFinished(() => site.#close());
    writeFileSync(join(site.folder, "server.mjs"), serverText);
    writeFileSync(join(site.folder, "deploy.sh"), deployText);
    writeFileSync(join(site.folder, "update.mjs"), updateText);
    chmodSync(join(site.folder, "deploy.sh"), 0o755);
    site.servers = await Promise.all(Array.from({ length: count }, () => site.#server(old)));
    await site.facts.record("production", "ci", [
      { kind: "deployed", component: "api", label: old, endpoints: site.servers },
      { kind: "started", component: "api", label: old },
    ]);
    const config = oneRouter(join(site.folder, "edge"), old, site.servers);
    const { listen, pid } = await startProxy(config.state, settingsOf(config, "crossfade.yaml"));
    site.#stops.push(async () => {
      process.kill(pid, "SIGKILL");
      await whenGone(socketPath(config.state)).catch(() => {});
    });
    const opened = openRouter({ ...config, listen }, config.state);
    site.#router = opened.router;
    site.#sign = (text) => opened.sign(text);
    site.#origin = `http://127.0.0.1:${listen.port}`;
    return site;
  }

  #server(build: string): Promise<string> {
    const child = spawn(process.execPath, [join(this.folder, "server.mjs"), build], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#children.push(child);
    return new Promise((done) => child.stdout?.once("data", (line) => done(String(line).trim())));
  }

  engine(): void {
    const { facts, evidence, store } = this;
    const deployer = createCommandDeployer({
      argv: ["./deploy.sh"],
      timeoutMs: 20_000,
      cwd: this.folder,
      environment: process.env,
    });
    const outbound = createDialler({ allowed: [], ownPorts: () => [], nowMs: Date.now });
    const performer = new ReleasePerformer({
      environment: () => ({
        routers: [
          {
            id: "edge",
            router: this.#router,
            sign: this.#sign,
            origin: this.#origin,
            routes: [{ component: "api", path: "/" }],
            userKey: { kind: "cookie", name: "uid" },
            healthPath: "/up",
            latencyThresholdsMs: [100, 1_000],
          },
        ],
        deployerOf: () => deployer,
        probe: createOutboundProbe(outbound, () => performance.now()),
      }),
      facts,
      evidence,
      elapsedMs: () => performance.now(),
    });
    const engine = new Engine({ store, performer, holder: "engine", elapsedMs: () => performance.now() });
    const routers = [{ environment: "production", router: this.#router, components: ["api"] }];
    const keeper = new RouterKeeper({ routers, facts, onTrouble: () => {} });
    engine.start();
    keeper.start();
    this.#stops.unshift(
      () => engine.stop(),
      () => keeper.stop(),
    );
  }

  basisOf(fresh: string): ReleaseBasis {
    return basisOf(this.#story(fresh));
  }

  #story(fresh: string): Story {
    return new Story().part("api", "service", { versions: [this.#old, fresh] });
  }

  specOf(api: ComponentTransition, fresh: string): ReleaseSpec {
    const { system, verdicts } = this.#story(fresh).tell();
    const planning = planRelease(system, verdicts);
    if (planning.kind === "impossible") throw new Error("there is no plan");
    return {
      releaseSchema: 1,
      id: "r1",
      environment: "production",
      plan: planning.plan,
      planHash: "h",
      transitions: { api },
      approvals: [],
      calendar: { freezes: [] },
      settings: {
        ...defaultReleaseSettings,
        judgeEveryMs: 250,
        judgementLastsMs: 2_000,
        retryMs: 50,
        maxRetryMs: 500,
      },
      gates: { http: [] },
      digests: {},
      checklist: [],
      contacts: [],
    };
  }

  async begin(spec: ReleaseSpec): Promise<void> {
    await this.store.create(spec);
    await this.say(spec.id, { kind: "start-asked", atMs: 0 });
  }

  async say(release: string, event: ReleaseEvent): Promise<void> {
    const { progress } = await this.stored(release);
    const entry = { release, expectedSeq: progress.seq, actor: "lead", events: [event] };
    if ((await this.store.append(entry)).kind !== "written") await this.say(release, event);
  }

  async stored(release: string): Promise<StoredRelease> {
    const found = await this.store.read(release);
    if (found === undefined) throw new Error(`there is no release ${release}`);
    return found;
  }

  async live(): Promise<readonly LiveVersion[]> {
    return liveVersions(await this.facts.facts("production"));
  }

  /** The first entry of this kind, as soon as there is one. */
  async until<K extends ReleaseEvent["kind"]>(
    release: string,
    kind: K,
  ): Promise<Extract<ReleaseEvent, { readonly kind: K }>> {
    for (;;) {
      const entries = await this.store.journal(release);
      const found = entries.find(({ event }) => event.kind === kind);
      if (found !== undefined) return found.event as never;
      const stuck = entries.find(({ event }) => event.kind === "ended" || event.kind === "held");
      if (stuck !== undefined) throw new Error(JSON.stringify(entries, null, 1));
      await new Promise<void>((done) => {
        const unlisten = this.store.onWake(() => void unlisten.then((end) => end()).then(() => done()));
      });
    }
  }

  async weights(): Promise<Readonly<Record<string, number>>> {
    const split = (await this.#router.read()).state.components.api?.split ?? [];
    return Object.fromEntries(split.map(({ from, to, label }) => [label, to - from]));
  }

  orders(): readonly string[] {
    return readFileSync(join(this.folder, "orders"), "utf8").trim().split("\n");
  }

  buildsOfServers(): Promise<readonly string[]> {
    return Promise.all(this.servers.map(async (url) => (await fetch(url)).text()));
  }

  lost(): readonly Answered[] {
    return this.answered.filter(({ status }) => status !== 200);
  }

  /** Users without a pause, until the test ends: `clients` at a time. */
  load(clients: number, users: number): void {
    this.#isLoading = true;
    const client = async (first: number) => {
      for (let user = first; this.#isLoading; user = (user + clients) % users) await this.#ask(`u-${user}`);
    };
    for (let index = 0; index < clients; index++) void client(index);
  }

  async #ask(user: string): Promise<void> {
    try {
      const response = await fetch(`${this.#origin}/`, { headers: { cookie: `uid=${user}` } });
      const build = await response.text();
      const label = (response.headers.get("x-cf-version") ?? "").replace("api@", "");
      this.answered.push({ status: response.status, label, build });
    } catch {
      if (this.#isLoading) this.answered.push({ status: 0, label: "", build: "" });
    }
    await new Promise((done) => setTimeout(done, 5));
  }

  async #close(): Promise<void> {
    this.#isLoading = false;
    for (const stop of this.#stops) await stop();
    for (const child of this.#children) child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, maxRetries: 5 });
  }
}
