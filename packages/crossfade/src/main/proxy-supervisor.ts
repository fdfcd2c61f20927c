import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { CrossfadeError } from "@crossfade/core";
import { AdminClient } from "../adapters/router/admin-client.ts";
import { createEmbeddedRouter } from "../adapters/router/embedded-router.ts";
import type { ProxyNotice } from "../cli/proxy-ports.ts";
import type { ProcessInfo, ProxyEvent } from "../proxy/admin-ports.ts";
import { isAlive } from "../proxy/admin-socket.ts";
import { socketPath } from "../proxy/proxy-process.ts";
import { needingRestart, readSettings, type SettingsFile, settingsDigest } from "../proxy/settings-file.ts";
import { logPath, PreparedProxy, writeSettings } from "./proxy-child.ts";
import { restartLimits, restartWaitMs } from "./restart-policy.ts";
import { openSupervision } from "./supervision-stream.ts";

const adminTimeoutMs = 5_000;
/** What a proxy takes at most to end in order, and what is added to it before it is ended by force. */
const stopWithinMs = 30_000;
const stopMarginMs = 5_000;
const lookEveryMs = 20;
/** A process that is killed hangs up before it is gone, by this at most. */
const hangUpMs = 2_000;

export interface SupervisorOptions {
  readonly folder: string;
  /** crossfade.yaml as it is now. CF_CONFIG_INVALID, CF_ROUTER_UNFINISHED … */
  readonly settings: () => Promise<SettingsFile>;
  readonly tell: (notice: ProxyNotice) => void;
  /** Aborted: end the proxy in order, then yourself. */
  readonly stop: AbortSignal;
  /** Aborted: let go of the proxy; it serves on. */
  readonly leave?: AbortSignal;
  readonly nowMs: () => number;
  readonly pid: number;
}

type How = Extract<ProxyNotice, { kind: "serving" }>["how"];

/**
 * Watches over the proxy of one router's folder: starts it or takes over the one that runs, starts it again when it ends
 * by itself, ends it in order. The proxy never needs it: killed, it leaves a proxy behind that serves on.
 */
export class ProxySupervisor {
  readonly #options: SupervisorOptions;
  readonly #client: AdminClient;
  readonly #endedAtMs: number[] = [];
  #file: SettingsFile;
  #isStopping = false;
  /** Of the process that serves, or served last. */
  #pid = 0;
  /** Takes the place of the one that serves, should that end. */
  #next: PreparedProxy | undefined;

  private constructor(options: SupervisorOptions, file: SettingsFile) {
    this.#options = options;
    this.#file = file;
    this.#client = new AdminClient({ router: file.settings.router, socket: socketPath(options.folder) });
  }

  static async create(options: SupervisorOptions): Promise<ProxySupervisor> {
    return new ProxySupervisor(options, await options.settings());
  }

  /** Resolves when the proxy was ended in order, by us or by somebody else. CF_PROXY_…, CF_ROUTER_STATE_UNREADABLE */
  async run({ restart }: { readonly restart: boolean }): Promise<void> {
    try {
      if (restart && (await this.#isRunning())) await this.#end((await this.#info()).pid);
      this.#isStopping = false;
      await this.#serve((await this.#isRunning()) ? "adopted" : "started");
    } finally {
      this.#next?.cancel();
    }
  }

  /** Reads crossfade.yaml again; versions and instances are taken over, the rest is told. */
  async reload(): Promise<void> {
    const wanted = await this.#options.settings();
    const differs = needingRestart(this.#file, wanted);
    const needsRestart = differs.length > 0;
    if (!needsRestart) await this.#takeOver(await this.#info(), wanted);
    this.#options.tell({ kind: "reread", differs, needsRestart });
  }

  #isRunning(): Promise<boolean> {
    return isAlive(socketPath(this.#options.folder));
  }

  #info(): Promise<ProcessInfo> {
    return this.#client.call<ProcessInfo>("GET", "/v1/process", { timeoutMs: adminTimeoutMs });
  }

  #start(): Promise<ProcessInfo> {
    const next = this.#next?.isThere === true ? this.#next : PreparedProxy.prepare(this.#options.folder);
    this.#next = undefined;
    return next.start(this.#file);
  }

  /** The running process, working by our settings. CF_PROXY_DIFFERS where it cannot without a restart. */
  async #fitting(): Promise<ProcessInfo> {
    const info = await this.#info();
    if (info.settingsDigest === settingsDigest(this.#file)) return info;
    const running = await readSettings(join(this.#options.folder, "settings.json"));
    const differs = needingRestart(running, this.#file);
    if (differs.length > 0)
      throw new CrossfadeError("CF_PROXY_DIFFERS", {
        router: info.router,
        pid: info.pid,
        differs: differs.join(", "),
      });
    await this.#takeOver(info, this.#file);
    return this.#info();
  }

  async #takeOver({ pid, router }: ProcessInfo, wanted: SettingsFile): Promise<void> {
    writeSettings(this.#options.folder, wanted);
    signal(pid, "SIGHUP");
    for (let waitedMs = 0; waitedMs < adminTimeoutMs; waitedMs += lookEveryMs) {
      if ((await this.#info()).settingsDigest === settingsDigest(wanted)) {
        this.#file = wanted;
        return;
      }
      await wait(lookEveryMs);
    }
    throw new CrossfadeError("CF_PROXY_DIFFERS", { router, pid, differs: "upstreams" });
  }

  async #serve(first: How): Promise<void> {
    const { stop, leave, tell } = this.#options;
    for (let how = first; !stop.aborted; ) {
      if (how !== "adopted") this.#pid = (await this.#start()).pid;
      await this.#watched(how);
      if (leave?.aborted === true) return;
      const pid = this.#pid;
      if (stop.aborted) await this.#end(pid);
      if (this.#isStopping) {
        await this.#gone(stopWithinMs + stopMarginMs);
        return tell({ kind: "stopped", pid, byUs: stop.aborted });
      }
      // Who is still there let go of us, and of nobody else: a supervisor that was too slow.
      how = (await this.#gone(hangUpMs)) ? "restarted" : "adopted";
      if (how === "restarted") await this.#again(pid);
    }
  }

  /** Watches until the process has ended, or we are to end it. One that ends before it can be watched has ended, too. */
  async #watched(how: How): Promise<void> {
    try {
      await this.#watch(how);
    } catch (error) {
      const isLost = error instanceof CrossfadeError && error.code === "CF_ROUTER_UNREACHABLE";
      if (!isLost || !(await this.#gone(hangUpMs))) throw error;
    }
  }

  async #watch(how: How): Promise<void> {
    const { stop, leave, folder, pid } = this.#options;
    const { router } = this.#file.settings;
    const stream = await openSupervision({ router, socket: socketPath(folder), pid }, (event) =>
      this.#heard(event),
    );
    try {
      const info = await this.#fitting();
      this.#pid = info.pid;
      await this.#tellServing(info, how);
      this.#next ??= PreparedProxy.prepare(folder);
      await Promise.race([stream.ended, aborted(stop), ...(leave === undefined ? [] : [aborted(leave)])]);
    } finally {
      if (!stop.aborted) stream.close();
      else void stream.ended.then(() => stream.close());
    }
  }

  #heard({ event, ...details }: ProxyEvent): void {
    const { stop, tell } = this.#options;
    if (event === "stopping") this.#isStopping = true;
    if (event === "supervised" || (event === "stopping" && stop.aborted)) return;
    tell({ kind: "event", event, details });
  }

  async #tellServing(info: ProcessInfo, how: How): Promise<void> {
    const { folder, tell } = this.#options;
    const router = createEmbeddedRouter({ id: info.router, socket: socketPath(folder) });
    tell({
      kind: "serving",
      router: info.router,
      at: info.listen,
      pid: info.pid,
      how,
      reading: await router.read(),
      log: logPath(folder),
    });
  }

  /** Waits as the policy says before the next start. CF_PROXY_CRASHES where there is none. */
  async #again(pid: number): Promise<void> {
    const { nowMs, tell, stop, folder } = this.#options;
    this.#endedAtMs.push(nowMs());
    this.#endedAtMs.splice(0, this.#endedAtMs.length - restartLimits.maxEnds - 1);
    const againInMs = restartWaitMs(this.#endedAtMs, nowMs());
    if (againInMs === undefined)
      throw new CrossfadeError("CF_PROXY_CRASHES", {
        router: this.#file.settings.router,
        times: this.#endedAtMs.length,
        seconds: restartLimits.windowMs / 1000,
        log: logPath(folder),
      });
    tell({ kind: "ended", pid, againInMs });
    await wait(againInMs, undefined, { signal: stop }).catch(() => {});
  }

  /** In order; by force where that takes too long. */
  async #end(pid: number): Promise<void> {
    this.#isStopping = true;
    this.#options.tell({ kind: "stopping", pid, withinMs: stopWithinMs });
    signal(pid, "SIGTERM");
    if (await this.#gone(stopWithinMs + stopMarginMs)) return;
    signal(pid, "SIGKILL");
    await this.#gone(stopMarginMs);
  }

  /** Whether nobody answers any more, at the latest after so long. A dead process may still have a number; a socket not. */
  async #gone(withinMs: number): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < withinMs; waitedMs += lookEveryMs) {
      if (!(await this.#isRunning())) return true;
      await wait(lookEveryMs);
    }
    return !(await this.#isRunning());
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
