import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The last revision that this replica and the store agreed on. */
export interface SharedMark {
  /** 0: none yet. */
  readonly revision: number;
  readonly text: string;
}

const none: SharedMark = { revision: 0, text: "" };

/** On the disk: after a restart it tells what somebody changed here from what others changed. */
export class SharedMarkFile {
  readonly #path: string;
  #mark: SharedMark;

  constructor(folder: string) {
    this.#path = join(folder, "shared.json");
    this.#mark = read(this.#path);
  }

  get mark(): SharedMark {
    return this.#mark;
  }

  put(mark: SharedMark): void {
    const beside = `${this.#path}.${process.pid}.tmp`;
    writeFileSync(beside, JSON.stringify(mark), { mode: 0o600 });
    renameSync(beside, this.#path);
    this.#mark = mark;
  }
}

/** What is not there, or was cut short, is as if there had never been one: the store is then asked for everything. */
function read(path: string): SharedMark {
  try {
    const mark = JSON.parse(readFileSync(path, "utf8")) as SharedMark;
    return Number.isInteger(mark.revision) && typeof mark.text === "string" ? mark : none;
  } catch {
    return none;
  }
}
