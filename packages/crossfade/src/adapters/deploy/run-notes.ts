import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { signalGroup } from "./process-group.ts";

interface Note {
  readonly pid: number;
  /** When that process began, as the system says it: numbers of processes are given out anew. */
  readonly began: string;
}

const politeMs = 5_000;
const goneWithinMs = 2 * politeMs;
const lookEveryMs = 20;

/**
 * Which commands are running, on the disk: a command outlives a control plane that is killed, and the next one has to end it
 * before it asks for the same again.
 */
export class RunNotes {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Ends what still runs for this order, with everything that it started. */
  async endLeftover(order: string): Promise<void> {
    const note = this.#read(order);
    if (note === undefined || !isSame(note)) return;
    signalGroup(note.pid, "SIGTERM");
    for (let waitedMs = 0; waitedMs < goneWithinMs && isSame(note); waitedMs += lookEveryMs) {
      if (waitedMs === politeMs) signalGroup(note.pid, "SIGKILL");
      await wait(lookEveryMs);
    }
    signalGroup(note.pid, "SIGKILL");
  }

  begun(order: string, pid: number): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(this.#path(order), JSON.stringify({ pid, began: beganAt(pid) }), { mode: 0o600 });
  }

  ended(order: string, pid: number): void {
    if (this.#read(order)?.pid === pid) rmSync(this.#path(order), { force: true });
  }

  #read(order: string): Note | undefined {
    try {
      const { pid, began } = JSON.parse(readFileSync(this.#path(order), "utf8")) as Partial<Note>;
      return typeof pid === "number" && pid > 1 && typeof began === "string" ? { pid, began } : undefined;
    } catch {
      // There is none, or it was cut off while it was written: nothing can be told from it.
      return undefined;
    }
  }

  #path(order: string): string {
    return join(this.#folder, `${createHash("sha256").update(order).digest("hex").slice(0, 32)}.json`);
  }
}

function isSame({ pid, began }: Note): boolean {
  return began !== "" && beganAt(pid) === began;
}

/** Empty: there is no such process. */
function beganAt(pid: number): string {
  const { began, state } = inProc(pid) ?? byPs(pid);
  return state.startsWith("Z") ? "" : began;
}

interface Began {
  readonly began: string;
  readonly state: string;
}

/** Ticks since the machine began, which never change; proc(5). Undefined: this system has no such files, or no such process. */
function inProc(pid: number): Began | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program stands in parentheses, and may hold some itself.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { began: fields[19] ?? "", state: fields[0] ?? "" };
  } catch {
    return existsSync("/proc/self/stat") ? { began: "", state: "" } : undefined;
  }
}

/** As a date, to the second. */
function byPs(pid: number): Began {
  const { stdout } = spawnSync("ps", ["-o", "lstart=,stat=", "-p", String(pid)], { encoding: "utf8" });
  const [, began = "", state = ""] = /^\s*(.*\S)\s+(\S+)\s*$/.exec(stdout ?? "") ?? [];
  return { began, state };
}
