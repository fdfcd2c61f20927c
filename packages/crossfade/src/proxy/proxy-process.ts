import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CrossfadeError, type RouterState, supersedes, withDeclaredVersions } from "@crossfade/core";
import type { EventLog, ProcessInfo } from "./admin-ports.ts";
import { type AdminSocket, checkSocketPath, isAlive, openAdminSocket } from "./admin-socket.ts";
import { healthEvents } from "./health-events.ts";
import { pinSecret } from "./pin-secret.ts";
import type { CreateProxyServer, ProxyDeps, ProxyServer } from "./proxy-server.ts";
import { needingRestart, readSettings, type SettingsFile, settingsDigest } from "./settings-file.ts";
import { StateFile } from "./state-file.ts";

/** The port of a process that was killed a moment ago may be free only now. */
const bindWaitMs = 1_000;
const bindEveryMs = 50;
const healthEveryMs = 500;

export interface ProxyProcessOptions {
  /** The router's folder: settings.json is there already. */
  readonly folder: string;
  readonly createServer: CreateProxyServer;
  readonly deps: Omit<ProxyDeps, "pinSecret">;
  readonly log: EventLog;
  readonly pid: number;
}

/**
 * What the embedded proxy is around its data path: settings and state from a folder, an admin socket in it. Weights come
 * from the last state, instances from the settings; a state that cannot be read is an error, never a beginning.
 */
export class ProxyProcess {
  readonly #server: ProxyServer;
  readonly #log: EventLog;
  readonly #folder: string;
  readonly #stateFile: StateFile;
  readonly #pid: number;
  #file: SettingsFile;
  #state: RouterState;
  #listen: { readonly host: string; readonly port: number };
  #socket: AdminSocket | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();
  #healthTimer: NodeJS.Timeout | undefined;

  private constructor(
    { folder, log, pid }: ProxyProcessOptions,
    parts: { server: ProxyServer; stateFile: StateFile; file: SettingsFile; state: RouterState },
  ) {
    this.#folder = folder;
    this.#log = log;
    this.#pid = pid;
    this.#server = parts.server;
    this.#stateFile = parts.stateFile;
    this.#file = parts.file;
    this.#state = parts.state;
    this.#listen = parts.file.settings.listen;
  }

  /**
   * Serves when it resolves. CF_PROXY_RUNNING, CF_PROXY_PORT_TAKEN, CF_PROXY_SETTINGS_INVALID, CF_ROUTER_STATE_UNREADABLE,
   * CF_ROUTER_STATE_UNWRITABLE, CF_SOCKET_PATH_TOO_LONG; then nothing of it is left open.
   */
  static async start(options: ProxyProcessOptions): Promise<ProxyProcess> {
    const { folder, createServer, deps } = options;
    checkSocketPath(socketPath(folder));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await readSettings(join(folder, "settings.json"));
    if (await isAlive(socketPath(folder)))
      throw new CrossfadeError("CF_PROXY_RUNNING", { router: file.settings.router, folder });
    const stateFile = new StateFile(join(folder, "state.json"));
    const last = await stateFile.read(file.settings.router);
    const state = withDeclaredVersions(last, file.declared);
    const server = createServer(file.settings, { ...deps, pinSecret: await pinSecret(folder) });
    const started = new ProxyProcess(options, { server, stateFile, file, state });
    try {
      await started.#begin(last);
      return started;
    } catch (error) {
      await started.stop(0);
      throw error;
    }
  }

  get info(): ProcessInfo {
    return {
      router: this.#file.settings.router,
      listen: this.#listen,
      pid: this.#pid,
      settingsDigest: settingsDigest(this.#file),
    };
  }

  /** Takes over what can be taken over while it serves: versions and instances. The rest waits for a restart, and is told. */
  async reload(): Promise<void> {
    await this.#oneByOne(async () => {
      const file = await readSettings(join(this.#folder, "settings.json"));
      const others = needingRestart(this.#file, file);
      if (others.length > 0) {
        this.#log.tell({ event: "settings-refused", needsRestart: others.join(", ") });
        return;
      }
      const state = withDeclaredVersions(this.#state, file.declared);
      if (state !== this.#state) await this.#become(state);
      this.#file = file;
      this.#log.tell({ event: "settings-read", generation: this.#state.generation });
    });
  }

  /** Accepts nothing new, lets what is in hand end for so long, then cuts it. The admin socket answers up to the end. */
  async stop(withinMs: number): Promise<void> {
    clearInterval(this.#healthTimer);
    await this.#server.close(withinMs);
    await this.#lastChange.catch(() => {});
    await this.#socket?.close();
  }

  async #begin(last: RouterState | undefined): Promise<void> {
    this.#listen = await listening(this.#server, this.#file.settings);
    if (this.#state !== last) await this.#write(this.#state);
    this.#server.apply(this.#state);
    this.#socket = await openAdminSocket(socketPath(this.#folder), {
      reading: () => this.#reading(),
      apply: (offered) => this.#oneByOne(() => this.#apply(offered)),
      measure: (sinceS, usersSinceS) => this.#server.measure(sinceS, usersSinceS),
      drain: (target, withinMs) => this.#server.drain(target, withinMs),
      process: () => this.info,
      log: this.#log,
    });
    this.#watchHealth();
  }

  /** On the disk first: an answer that says yes is true after a crash, too. */
  async #apply(offered: RouterState): Promise<void> {
    if (supersedes(this.#state, offered)) await this.#become(offered);
  }

  async #become(state: RouterState): Promise<void> {
    if (this.#socket !== undefined && !(await this.#socket.isOurs()))
      throw new CrossfadeError("CF_PROXY_RUNNING", { router: state.router, folder: this.#folder });
    await this.#write(state);
    this.#state = state;
    this.#server.apply(state);
    this.#log.tell({ event: "applied", generation: state.generation });
  }

  async #write(state: RouterState): Promise<void> {
    try {
      await this.#stateFile.write(state);
    } catch (cause) {
      const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
      throw new CrossfadeError("CF_ROUTER_STATE_UNWRITABLE", { file: this.#stateFile.path, why }, { cause });
    }
  }

  #reading() {
    const reading = this.#server.read();
    if (reading === undefined) throw new TypeError("A proxy that answers has a state.");
    return reading;
  }

  /** Of two changes at a time the second one sees the first. */
  #oneByOne<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#lastChange.then(change, change);
    this.#lastChange = changed.catch(() => {});
    return changed;
  }

  #watchHealth(): void {
    let before = this.#reading();
    this.#healthTimer = setInterval(() => {
      const now = this.#reading();
      for (const event of healthEvents(before, now)) this.#log.tell(event);
      before = now;
    }, healthEveryMs);
    this.#healthTimer.unref();
  }
}

export function socketPath(folder: string): string {
  return join(folder, "admin.sock");
}

async function listening(
  server: ProxyServer,
  { router, listen }: SettingsFile["settings"],
): Promise<{ readonly host: string; readonly port: number }> {
  for (let waitedMs = 0; ; waitedMs += bindEveryMs) {
    try {
      return await server.listen();
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      const at = `${listen.host}:${listen.port}`;
      if (code === "EADDRINUSE" && waitedMs >= bindWaitMs)
        throw new CrossfadeError("CF_PROXY_PORT_TAKEN", { router, at }, { cause });
      if (code !== "EADDRINUSE")
        throw new CrossfadeError(
          "CF_PROXY_NOT_STARTED",
          { router, why: `it cannot listen on ${at}: ${code ?? String(cause)}`, log: "proxy.log" },
          { cause },
        );
      await new Promise((resolve) => setTimeout(resolve, bindEveryMs));
    }
  }
}
