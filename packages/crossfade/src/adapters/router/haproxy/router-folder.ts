import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CrossfadeError, parseRouterState, type RouterState } from "@crossfade/core";

/** Larger files are none of ours. */
const maxFileBytes = 64 * 1_048_576;

/** The state folder of a router: who writes to it holds its lock; a file is there whole or not at all. */
export class RouterFolder {
  readonly #path: string;
  readonly #router: string;

  constructor(router: string, path: string) {
    this.#router = router;
    this.#path = path;
  }

  at(file: string): string {
    return join(this.#path, file);
  }

  /** Undefined: there is none. */
  async read(file: string): Promise<string | undefined> {
    try {
      const text = await readFile(this.at(file), "utf8");
      if (text.length > maxFileBytes) throw new Error("it is larger than 64 MB");
      return text;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw this.#unusable(file, error);
    }
  }

  /**
   * Writes what differs, all of it durable when this returns, and put into place in the given order: who starts from these
   * files in between finds some of them new and the others as they were. Files are for their owner only.
   */
  async write(files: readonly (readonly [file: string, text: string])[]): Promise<void> {
    const known = await Promise.all(files.map(([file]) => this.read(file)));
    const changed = files.filter(([, text], index) => known[index] !== text);
    const [first = ["", ""]] = changed;
    try {
      const beside = await Promise.all(changed.map(([file, text]) => writtenBeside(this.at(file), text)));
      for (const [index, [file]] of changed.entries()) await rename(beside[index] ?? "", this.at(file));
      const folders = new Set(changed.map(([file]) => dirname(this.at(file))));
      await Promise.all([...folders].map(synced));
    } catch (error) {
      throw this.#unusable(first[0], error);
    }
  }

  async remove(file: string): Promise<void> {
    await rm(this.at(file), { force: true });
  }

  /** The state that was desired last. CF_ROUTER_STATE_INVALID where the file holds none. */
  async savedState(): Promise<RouterState | undefined> {
    const text = await this.read("state.json");
    if (text === undefined) return undefined;
    try {
      return parseRouterState(JSON.parse(text));
    } catch (error) {
      if (error instanceof CrossfadeError) throw error;
      throw new CrossfadeError(
        "CF_ROUTER_STATE_INVALID",
        { at: this.at("state.json"), expected: "JSON" },
        { cause: error },
      );
    }
  }

  /** Does the work while nobody else changes this router. CF_ROUTER_BUSY where somebody else does for too long. */
  async locked<T>(work: () => Promise<T>, { withinMs }: { readonly withinMs: number }): Promise<T> {
    await mkdir(this.at("maps"), { recursive: true, mode: 0o700 });
    const lock = this.at("lock");
    const tries = Math.ceil(withinMs / lockEveryMs);
    for (let attempt = 0; !(await taken(lock)); attempt++) {
      if (attempt >= tries) throw new CrossfadeError("CF_ROUTER_BUSY", { router: this.#router, lock });
      await new Promise((resolve) => setTimeout(resolve, lockEveryMs));
    }
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  }

  #unusable(file: string, cause: unknown): CrossfadeError {
    if (cause instanceof CrossfadeError) return cause;
    const why = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    return new CrossfadeError("CF_OUTPUT_UNWRITABLE", { file: this.at(file), why }, { cause });
  }
}

const lockEveryMs = 25;

/** The lock of a process that is no more does not count. */
async function taken(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, "wx", 0o600);
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const owner = Number(await readFile(lock, "utf8").catch(() => ""));
  if (owner > 0 && !isAlive(owner)) await rm(lock, { force: true });
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

async function writtenBeside(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${process.pid}.tmp`;
  const file = await open(beside, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return beside;
}

async function synced(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
