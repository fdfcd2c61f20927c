import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { CrossfadeError, type ErrorCode } from "@crossfade/core";
import type { ProcessInfo } from "../proxy/admin-ports.ts";
import type { SettingsFile } from "../proxy/settings-file.ts";
import { startProcess } from "./entries.ts";
import { makeStateFolder } from "./state-folder.ts";
import { writeWhole } from "./whole-file.ts";

/** From the word to start until it serves; for a process that was not prepared, the loading of the program included. */
const startTimeoutMs = 20_000;
/** A log that has grown beyond this makes place for a new one when the proxy starts; one old one is kept. */
const maxLogBytes = 10 * 1024 * 1024;

/** What the proxy tells who started it. */
type Told =
  | { readonly started: ProcessInfo }
  | {
      readonly error: {
        readonly code: ErrorCode;
        readonly details: Readonly<Record<string, string | number>>;
      };
    };

export function logPath(folder: string): string {
  return join(folder, "proxy.log");
}

/** Instead of what is there, whole. */
export function writeSettings(folder: string, file: SettingsFile): void {
  makeStateFolder(folder);
  writeWhole(join(folder, "settings.json"), `${JSON.stringify(file, null, 2)}\n`, true);
}

/**
 * A process of the embedded proxy that has loaded its program and waits for the word to start: one that has to take the
 * place of another is there in the time that it takes to bind a port. It ends with the process that prepared it, unless
 * it was started: then it outlives it.
 */
export class PreparedProxy {
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(folder: string, child: ChildProcess) {
    this.#folder = folder;
    this.#child = child;
  }

  static prepare(folder: string): PreparedProxy {
    makeStateFolder(folder);
    const log = openLog(logPath(folder));
    const child = startProcess("proxy", [folder], { detached: true, stdio: ["ignore", log, log, "ipc"] });
    closeSync(log);
    // A process that cannot be started is told when it is needed.
    child.on("error", () => {});
    child.unref();
    child.channel?.unref();
    return new PreparedProxy(folder, child);
  }

  get isThere(): boolean {
    return this.#child.connected && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Serves by these settings when it resolves. Rejects with what it says about why it does not, else CF_PROXY_NOT_STARTED. */
  async start(file: SettingsFile): Promise<ProcessInfo> {
    const child = this.#child;
    const signal = AbortSignal.timeout(startTimeoutMs);
    child.ref();
    child.channel?.ref();
    try {
      writeSettings(this.#folder, file);
      const told = Promise.race([
        once(child, "message", { signal }).then(([message]) => message as Told),
        once(child, "exit", { signal }).then(([code, by]): Told => {
          throw new Error(`its process ended (${by ?? `exit code ${code}`})`);
        }),
      ]);
      child.send("start", (error) => error !== null && child.emit("error", error));
      const answer = await told;
      if ("started" in answer) return answer.started;
      throw new CrossfadeError(answer.error.code, { ...answer.error.details, log: logPath(this.#folder) });
    } catch (cause) {
      if (cause instanceof CrossfadeError) throw cause;
      child.kill("SIGKILL");
      const why = signal.aborted ? `it did not serve within ${startTimeoutMs} ms` : (cause as Error).message;
      const { router } = file.settings;
      throw new CrossfadeError(
        "CF_PROXY_NOT_STARTED",
        { router, why, log: logPath(this.#folder) },
        { cause },
      );
    } finally {
      if (child.connected) child.disconnect();
      child.unref();
    }
  }

  /** It was not needed. */
  cancel(): void {
    this.#child.kill("SIGKILL");
  }
}

/** A process that was not prepared: it serves by these settings when this resolves. */
export function startProxy(folder: string, file: SettingsFile): Promise<ProcessInfo> {
  return PreparedProxy.prepare(folder).start(file);
}

function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > maxLogBytes) renameSync(path, `${path}.1`);
  return openSync(path, "a", 0o600);
}
