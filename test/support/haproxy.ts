import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DeclaredComponent, defaultLatencyThresholdsMs } from "@crossfade/core";
import { describe, test, vi } from "vitest";
import {
  type Collector,
  startCollector,
} from "../../packages/crossfade/src/adapters/router/haproxy/collector.ts";
import { logTokenOf } from "../../packages/crossfade/src/adapters/router/haproxy/haproxy-files.ts";
import { HaproxyRouter } from "../../packages/crossfade/src/adapters/router/haproxy/haproxy-router.ts";
import type { HaproxySettings } from "../../packages/crossfade/src/adapters/router/haproxy/settings.ts";
import { writeConfiguration } from "../../packages/crossfade/src/adapters/router/haproxy/written-configuration.ts";
import { freePorts } from "./background-program.ts";
import { requireOrSkip } from "./require-or-skip.ts";

const program = "haproxy";
const hasHaproxy = spawnSync(program, ["-v"]).error === undefined;

/** A group of tests against the real HAProxy; one visibly skipped test where this machine has none. */
export function describeHaproxy(name: string, tests: () => void): void {
  describe(name, () => {
    if (hasHaproxy) return tests();
    test("is here", (context) => requireOrSkip(context, false, "haproxy is not installed"));
  });
}

interface HaproxySetup {
  readonly components: readonly DeclaredComponent[];
  readonly salt?: string;
  readonly latencyThresholdsMs?: readonly number[];
  readonly settings?: Partial<HaproxySettings>;
}

/** A real HAProxy with a folder and ports of its own, its collector, and the router that speaks to it. */
export class RunningHaproxy {
  readonly folder = mkdtempSync(join(tmpdir(), "crossfade-haproxy-"));
  readonly router: HaproxyRouter;
  readonly settings: HaproxySettings;
  readonly #setup: HaproxySetup;
  readonly secret = randomBytes(32).toString("hex");
  #child: ChildProcess | undefined;
  #said = "";
  #collector: Collector | undefined;

  private constructor(setup: HaproxySetup, [listen = 0, collect = 0]: readonly number[]) {
    this.#setup = setup;
    const host = "127.0.0.1";
    this.settings = {
      router: "edge",
      folder: this.folder,
      routes: setup.components.map(({ component }, index) => ({
        path: index === setup.components.length - 1 ? "/" : `/${component}`,
        component,
        name: component,
      })),
      userKey: { kind: "cookie", name: "uid" },
      trusted: [],
      hosts: [],
      ...setup.settings,
      listen: { host, port: listen },
      collect: { host, port: collect },
    };
    const { router, folder } = this.settings;
    this.router = new HaproxyRouter({ router, folder, elapsedMs: () => performance.now() });
  }

  static async start(setup: HaproxySetup): Promise<RunningHaproxy> {
    const haproxy = new RunningHaproxy(setup, await freePorts(2));
    try {
      await haproxy.configure(setup.components);
      await haproxy.collect();
      await haproxy.begin();
      return haproxy;
    } catch (error) {
      await haproxy.close();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.settings.listen.port}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  configure(components: readonly DeclaredComponent[]) {
    const { router: id } = this.settings;
    const declared = { router: id, salt: this.#setup.salt ?? "first", components };
    return writeConfiguration({
      settings: this.settings,
      declared,
      pinSecret: this.secret,
      haproxy: program,
    });
  }

  async collect(): Promise<void> {
    this.#collector = await startCollector({
      router: this.settings.router,
      folder: this.folder,
      collect: this.settings.collect,
      token: logTokenOf(this.secret),
      thresholdsMs: this.#setup.latencyThresholdsMs ?? defaultLatencyThresholdsMs,
      nowMs: Date.now,
    });
  }

  async stopCollecting(): Promise<void> {
    await this.#collector?.close();
    this.#collector = undefined;
  }

  /** Resolves when it answers. */
  async begin(): Promise<void> {
    const child = spawn(program, ["-db", "-f", join(this.folder, "haproxy.cfg")], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const take = (chunk: Buffer) => (this.#said = `${this.#said}${chunk}`.slice(-10_000));
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    await vi.waitFor(
      async () => {
        if (child.exitCode !== null) throw new Error(`haproxy ended: ${this.#said}`);
        await this.router.read();
      },
      { timeout: 10_000, interval: 10 },
    );
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }

  sign(text: string): string {
    return createHmac("sha256", Buffer.from(this.secret, "hex")).update(text).digest("hex");
  }

  async close(): Promise<void> {
    await this.kill();
    await this.stopCollecting();
    rmSync(this.folder, { recursive: true });
  }
}

/** Instances in a process of their own, which answer at once and take no time from the test: a HAProxy that says 200. */
export class PlainInstances {
  readonly urls: readonly string[];
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(ports: readonly number[], folder: string, child: ChildProcess) {
    this.urls = ports.map((port) => `http://127.0.0.1:${port}`);
    this.#folder = folder;
    this.#child = child;
  }

  static async start(count: number): Promise<PlainInstances> {
    const ports = await freePorts(count);
    const folder = mkdtempSync(join(tmpdir(), "crossfade-instances-"));
    const binds = ports.map((port) => `  bind 127.0.0.1:${port}`).join("\n");
    const timeouts = ["client", "server", "connect"].map((each) => `  timeout ${each} 60s`).join("\n");
    writeFileSync(
      join(folder, "haproxy.cfg"),
      `defaults\n  mode http\n${timeouts}\nfrontend instances\n${binds}\n  http-request return status 200\n`,
    );
    const child = spawn(program, ["-db", "-f", join(folder, "haproxy.cfg")], { stdio: "ignore" });
    const instances = new PlainInstances(ports, folder, child);
    await vi.waitFor(() => Promise.all(instances.urls.map((url) => fetch(url))), 10_000);
    return instances;
  }

  async close(): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
    rmSync(this.#folder, { recursive: true });
  }
}
