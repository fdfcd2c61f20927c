import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "./flag-state.ts";

/** The text of a file that could not be written when others decided otherwise: until it has another one, it does not count. */
export class OverruledText {
  readonly #path: string;
  #hash: string | undefined;

  constructor(folder: string) {
    this.#path = join(folder, "overruled");
    this.#hash = read(this.#path);
  }

  is(text: string): boolean {
    return this.#hash !== undefined && this.#hash === hashOf(text);
  }

  put(text: string): void {
    this.#hash = hashOf(text);
    writeFileSync(this.#path, this.#hash, { mode: 0o600 });
  }

  clear(): void {
    if (this.#hash === undefined) return;
    this.#hash = undefined;
    rmSync(this.#path, { force: true });
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
