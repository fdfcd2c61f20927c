import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cache } from "@crossfade/core";
import { sweep } from "./sweep.ts";

/** Larger texts are not kept. */
const entryLimitBytes = 64 * 1024 * 1024;

/**
 * A cache in a folder that only its owner can read or write. Every text lies in a file of its own under a name that the
 * key and the `build` make, after a digest of name and text: what is damaged, half written, moved or of another build is
 * not there. Files appear whole, by renaming; two processes at once do not meet. Nothing that fails is an error: a disk
 * that is full or read-only only makes the next run slower.
 */
export function diskCache(
  folder: string,
  build: readonly string[],
  uid: number | undefined = process.getuid?.(),
): Cache {
  const near = new Map<string, string>();
  const nameOf = (key: string) => sha256(JSON.stringify([...build, key]));
  let usable: boolean | undefined;
  let swept = false;
  const isUsable = () => {
    usable ??= attempt(() => isOurs(folder, uid)) ?? false;
    return usable;
  };
  return {
    get(key) {
      const known = near.get(key);
      if (known !== undefined) return known;
      const text = isUsable() ? attempt(() => read(join(folder, nameOf(key)), nameOf(key))) : undefined;
      if (text !== undefined) near.set(key, text);
      return text;
    },
    set(key, text) {
      near.set(key, text);
      if (!isUsable() || text.length > entryLimitBytes) return;
      attempt(() => write(folder, nameOf(key), text));
      if (!swept) attempt(() => sweep(folder, Date.now()));
      swept = true;
    },
  };
}

/** Made if it is not there. Not ours: somebody else's, or open to somebody else. Windows has its own ways to keep it. */
function isOurs(folder: string, uid: number | undefined): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = statSync(folder);
  return uid === undefined || (found.uid === uid && (found.mode & 0o077) === 0);
}

function read(file: string, name: string): string | undefined {
  const whole = readFileSync(file, "utf8");
  const end = whole.indexOf("\n");
  const text = whole.slice(end + 1);
  if (end < 0 || whole.slice(0, end) !== sha256(name + text)) return undefined;
  // The oldest are swept first: what is used is not old.
  const now = new Date();
  attempt(() => utimesSync(file, now, now));
  return text;
}

function write(folder: string, name: string, text: string): void {
  const begun = join(folder, `${name}.${randomUUID()}.part`);
  try {
    writeFileSync(begun, `${sha256(name + text)}\n${text}`, { mode: 0o600, flag: "wx" });
    renameSync(begun, join(folder, name));
  } catch (error) {
    rmSync(begun, { force: true });
    throw error;
  }
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
