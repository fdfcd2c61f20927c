import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { AskedFlags, type AskedRecord } from "./asked-flags.ts";

/** A crash loses what was asked since it was written last. */
const writeEveryMs = 5_000;

/**
 * Counts of one replica, kept in a file: what is counted starts anew neither with the control plane nor with a deployment. A
 * file that cannot be read is begun anew, and then nothing counts as unasked for a while.
 */
export class AskedFile {
  readonly asked: AskedFlags;
  readonly #path: string;
  readonly #onTrouble: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #written = 0;
  #isSilent = false;

  constructor(path: string, nowMs: () => number, onTrouble: (error: unknown) => void) {
    this.#path = path;
    this.#onTrouble = onTrouble;
    this.asked = new AskedFlags(nowMs, recordIn(path));
    this.#timer = setInterval(() => this.#write(), writeEveryMs);
    this.#timer.unref();
    // That counting began now is itself worth keeping.
    this.#write(true);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#write();
  }

  #write(isFirst = false): void {
    const { changes } = this.asked;
    if (changes === this.#written && !isFirst) return;
    const beside = `${this.#path}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      writeFileSync(beside, JSON.stringify(this.asked.record), { mode: 0o600 });
      renameSync(beside, this.#path);
      this.#written = changes;
      this.#isSilent = false;
    } catch (error) {
      if (!this.#isSilent) this.#onTrouble(error);
      this.#isSilent = true;
    }
  }
}

function recordIn(path: string): AskedRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(path, "utf8")) as AskedRecord;
    return record.askedSchema === 1 && Number.isFinite(record.sinceMs) && Array.isArray(record.entries)
      ? record
      : undefined;
  } catch {
    return undefined;
  }
}
