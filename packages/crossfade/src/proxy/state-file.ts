import { constants } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { CrossfadeError, parseRouterState, type RouterState } from "@crossfade/core";

/** A state with ten thousand pins in each of a dozen components. */
const maxStateBytes = 64 * 1024 * 1024;

/**
 * What a router was told last, in a file. A reader sees the old state or the new one, whole, whenever the writer dies:
 * temp file, fsync, rename, fsync of the folder.
 */
export class StateFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Undefined: there is none. CF_ROUTER_STATE_UNREADABLE where it is another router's, and where there is one that is none: nobody's weights change for that. */
  async read(router?: string): Promise<RouterState | undefined> {
    const text = await this.#text();
    if (text === undefined) return undefined;
    const state = this.#parsed(text);
    if (router === undefined || state.router === router) return state;
    throw this.#unreadable(`it is the state of the router ${state.router}`);
  }

  /** One write at a time: two at once would share the temp file. Rejects as the file system does. */
  async write(state: RouterState): Promise<void> {
    const beside = `${this.path}.tmp`;
    try {
      await writeSynced(beside, `${JSON.stringify(state)}\n`);
      await rename(beside, this.path);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
    await syncFolder(dirname(this.path));
  }

  #parsed(text: string): RouterState {
    try {
      return parseRouterState(JSON.parse(text));
    } catch (error) {
      throw this.#unreadable(error instanceof CrossfadeError ? error.message : "it is not JSON", error);
    }
  }

  async #text(): Promise<string | undefined> {
    try {
      const text = await readFile(this.path, "utf8");
      if (text.length > maxStateBytes)
        throw this.#unreadable(`it is larger than ${maxStateBytes} bytes (maxStateBytes)`);
      return text;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      if (error instanceof CrossfadeError) throw error;
      throw this.#unreadable((error as NodeJS.ErrnoException).code ?? "it cannot be read", error);
    }
  }

  #unreadable(why: string, cause?: unknown): CrossfadeError {
    return new CrossfadeError("CF_ROUTER_STATE_UNREADABLE", { file: this.path, why }, { cause });
  }
}

/** On the disk when this resolves; readable by its owner alone. */
async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name in a folder outlives a power cut only after this. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
