import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReleaseEvent, ReleaseSpec, Router } from "@crossfade/core";
import { onTestFinished } from "vitest";
import { createCommandDeployer } from "../../packages/crossfade/src/adapters/deploy/command-deployer.ts";
import { createDialler } from "../../packages/crossfade/src/adapters/outbound/dialler.ts";
import { createOutboundProbe } from "../../packages/crossfade/src/adapters/probe/outbound-probe.ts";
import type { ConfigRouter } from "../../packages/crossfade/src/config/system-config.ts";
import { Engine } from "../../packages/crossfade/src/engine/engine.ts";
import { startProxy } from "../../packages/crossfade/src/main/proxy-child.ts";
import { settingsOf } from "../../packages/crossfade/src/main/proxy-settings.ts";
import { openRouter } from "../../packages/crossfade/src/main/routers.ts";
import { ReleasePerformer } from "../../packages/crossfade/src/performer/performer.ts";
import type { PerformingEnvironment } from "../../packages/crossfade/src/performer/performing.ts";
import { socketPath } from "../../packages/crossfade/src/proxy/proxy-process.ts";
import { FakeEvidenceStore } from "../../packages/crossfade/src/store/fake-evidence-store.ts";
import { FakeFactStore } from "../../packages/crossfade/src/store/fake-fact-store.ts";
import { FakeReleaseStore } from "../../packages/crossfade/src/store/fake-release-store.ts";
import { whenGone } from "./when-gone.ts";

/** A version of `api`, started in the background; every tenth request fails, of one whose label says so most do, and all for /new. */
const serverText = `import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
const [label] = process.argv.slice(2);
let asked = 0;
const server = createServer((request, response) => {
  const fails = request.url === "/new" || request.url !== "/up" && ++asked % 10 < (label.includes("bad") ? 8 : 1);
  response.writeHead(fails ? 500 : 200, { "content-type": "text/plain" }).end(label);
});
server.keepAliveTimeout = 60000;
server.listen(0, "127.0.0.1", () => writeFileSync("url." + label, "http://127.0.0.1:" + server.address().port));
`;

const deployText = `#!/bin/sh
echo "$1 $2@$3" >> orders
case "$1" in
deploy)
  if [ ! -f "url.$3" ]; then
    node server.mjs "$3" > "log.$3" 2>&1 &
    echo $! > "pid.$3"
    while [ ! -f "url.$3" ]; do sleep 0.02; done
  fi
  echo "{\\"endpoints\\":[\\"$(cat "url.$3")\\"]}" ;;
retire) kill "$(cat "pid.$3")"; rm -f "url.$3" ;;
esac
`;

interface Answered {
  readonly atMs: number;
  readonly status: number;
  readonly label: string;
}

/** A component \`api\`, a deploy script that really starts it, the embedded proxy in front, the engine behind: all real. */
export class ReleaseSite {
  readonly folder: string;
  readonly store = new FakeReleaseStore(Date.now);
  readonly facts = new FakeFactStore(Date.now, () => {});
  readonly evidence = new FakeEvidenceStore();
  readonly answered: Answered[] = [];
  origin = "";
  router!: Router;
  environment!: PerformingEnvironment;
  #config!: ConfigRouter;
  #pid = 0;
  readonly #engines: Engine[] = [];
  #isLoading = false;

  private constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "crossfade-release-"));
  }

  /** \`old\` has everybody. */
  static async open(old: string): Promise<ReleaseSite> {
    const site = new ReleaseSite();
    onTestFinished(() => site.#close());
    writeFileSync(join(site.folder, "server.mjs"), serverText);
    writeFileSync(join(site.folder, "deploy.sh"), deployText);
    chmodSync(join(site.folder, "deploy.sh"), 0o755);
    const deployer = createCommandDeployer({
      argv: ["./deploy.sh"],
      timeoutMs: 20_000,
      cwd: site.folder,
      environment: process.env,
    });
    const order = { id: "0", release: "0", environment: "production", component: "api", fence: 1 };
    const answer = await deployer.perform({ ...order, action: "deploy", version: old }, () => {});
    if (answer.kind !== "done") throw new Error(JSON.stringify(answer));
    const urls = answer.endpoints ?? [];
    await site.facts.record("production", "ci", [
      { kind: "deployed", component: "api", label: old, endpoints: urls },
      { kind: "started", component: "api", label: old },
    ]);
    site.#config = oneRouter(site.proxyFolder, old, urls);
    await site.startProxy();
    const opened = openRouter(site.#config, site.proxyFolder);
    site.router = opened.router;
    const outbound = createDialler({ allowed: [], ownPorts: () => [], nowMs: Date.now });
    site.environment = {
      routers: [
        {
          id: "edge",
          router: opened.router,
          sign: (text) => opened.sign(text),
          origin: site.origin,
          routes: [{ component: "api", path: "/" }],
          userKey: { kind: "cookie", name: "uid" },
          healthPath: "/up",
          latencyThresholdsMs: site.#config.latencyThresholdsMs,
        },
      ],
      deployerOf: () => deployer,
      probe: createOutboundProbe(outbound, () => performance.now()),
    };
    return site;
  }

  get proxyFolder(): string {
    return join(this.folder, "edge");
  }

  orders(): readonly string[] {
    return readFileSync(join(this.folder, "orders"), "utf8").trim().split("\n");
  }

  async startProxy(): Promise<void> {
    const { listen, pid } = await startProxy(this.proxyFolder, settingsOf(this.#config, "crossfade.yaml"));
    this.#pid = pid;
    this.origin = `http://127.0.0.1:${listen.port}`;
    // Started anew it has to be where it was.
    this.#config = { ...this.#config, listen };
  }

  async killProxy(): Promise<void> {
    process.kill(this.#pid, "SIGKILL");
    await whenGone(socketPath(this.proxyFolder));
  }

  /** What a proxy has on its disk, to be put back later. */
  keepState(): () => void {
    const [from, to] = [join(this.proxyFolder, "state.json"), join(this.folder, "kept.json")];
    cpSync(from, to);
    return () => cpSync(to, from);
  }

  engine(): Engine {
    const performer = this.performer();
    const engine = new Engine({
      store: this.store,
      performer,
      holder: `engine-${this.#engines.length}`,
      elapsedMs: () => performance.now(),
    });
    this.#engines.push(engine);
    engine.start();
    return engine;
  }

  performer(): ReleasePerformer {
    const { facts, evidence } = this;
    return new ReleasePerformer({
      environment: () => this.environment,
      facts,
      evidence,
      elapsedMs: () => performance.now(),
    });
  }

  async begin(spec: ReleaseSpec): Promise<void> {
    await this.store.create(spec);
    await this.say(spec.id, { kind: "start-asked", atMs: 0 });
  }

  async say(release: string, event: ReleaseEvent): Promise<void> {
    const seq = (await this.store.read(release))?.progress.seq ?? 0;
    const written = await this.store.append({ release, expectedSeq: seq, actor: "lead", events: [event] });
    if (written.kind !== "written") await this.say(release, event);
  }

  /** The first entry of the journal of which this is true, as soon as there is one. */
  async until<K extends ReleaseEvent["kind"]>(
    release: string,
    kind: K,
    isIt: (event: Extract<ReleaseEvent, { readonly kind: K }>) => boolean = () => true,
  ): Promise<Extract<ReleaseEvent, { readonly kind: K }>> {
    for (;;) {
      const entries = await this.store.journal(release);
      const found = entries.find(({ event }) => event.kind === kind && isIt(event as never));
      if (found !== undefined) return found.event as never;
      const ended = entries.find(({ event }) => event.kind === "ended");
      if (ended !== undefined) throw new Error(`ended without ${kind}: ${JSON.stringify(entries, null, 1)}`);
      await new Promise<void>((done) => {
        const unlisten = this.store.onWake(() => void unlisten.then((end) => end()).then(() => done()));
      });
    }
  }

  async weights(): Promise<Readonly<Record<string, number>>> {
    const split = (await this.router.read()).state.components.api?.split ?? [];
    return Object.fromEntries(split.map(({ from, to, label }) => [label, to - from]));
  }

  async versionOf(user: string): Promise<string> {
    const response = await fetch(`${this.origin}/`, { headers: { cookie: `uid=${user}` } });
    return response.text();
  }

  /** Users without a pause, until the test ends: \`clients\` at a time; what each of them asks for. */
  load(clients: number, users: number, pathOf: (user: string) => string = () => "/"): void {
    this.#isLoading = true;
    const client = async (first: number) => {
      for (let user = first; this.#isLoading; user = (user + clients) % users)
        await this.#ask(`u-${user}`, pathOf(`u-${user}`));
    };
    for (let index = 0; index < clients; index++) void client(index);
  }

  async #ask(user: string, path: string): Promise<void> {
    try {
      const response = await fetch(`${this.origin}${path}`, { headers: { cookie: `uid=${user}` } });
      const label = await response.text();
      this.answered.push({ atMs: Date.now(), status: response.status, label });
    } catch {
      this.answered.push({ atMs: Date.now(), status: 0, label: "" });
      await new Promise((done) => setTimeout(done, 50));
    }
    await new Promise((done) => setTimeout(done, 5));
  }

  async #close(): Promise<void> {
    this.#isLoading = false;
    await Promise.all(this.#engines.map((engine) => engine.stop()));
    for (const name of ["1.9.4", "2.0.0", "2.0.0-bad"])
      killed(() => readFileSync(join(this.folder, `pid.${name}`), "utf8"));
    killed(() => String(this.#pid));
    await whenGone(socketPath(this.proxyFolder)).catch(() => {});
    rmSync(this.folder, { recursive: true, maxRetries: 5 });
  }
}

function killed(pid: () => string): void {
  try {
    process.kill(Number(pid()), "SIGKILL");
  } catch {
    // It was never started, or has ended already.
  }
}

/** An embedded router in front of one version of `api`. */
export function oneRouter(
  state: string,
  label: string,
  urls: readonly string[],
): ConfigRouter & { readonly state: string } {
  return {
    id: "edge",
    kind: "embedded",
    listen: { host: "127.0.0.1", port: 0 },
    routes: [{ path: "/", to: "api", name: "/" }],
    upstreams: [{ component: "api", versions: [{ label, urls }] }],
    userKey: { kind: "cookie", name: "uid" },
    salt: "first",
    health: { path: "/up", everyMs: 100, needed: 1 },
    trusted: [],
    state,
    limits: {},
    latencyThresholdsMs: [100, 1_000],
    at: { line: 1, column: 1 },
  };
}
