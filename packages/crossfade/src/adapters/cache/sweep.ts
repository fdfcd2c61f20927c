import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** What a cache may hold after a sweep; a run may add to it until the next. */
export interface CacheLimits {
  readonly bytes: number;
  readonly files: number;
}

const cacheLimits: CacheLimits = { bytes: 256 * 1024 * 1024, files: 10_000 };
const HOUR_MS = 3_600_000;

/** Ours: entries, and parts of such that a process left when it was ended. */
const entry = /^[0-9a-f]{64}$/;
const part = /^[0-9a-f]{64}\.[0-9a-f-]{36}\.part$/;

/** Removes the entries that were used the longest time ago, until the rest keeps the limits. Other files stay. */
export function sweep(folder: string, nowMs: number, limits: CacheLimits = cacheLimits): void {
  const found = readdirSync(folder).flatMap((name) => {
    const stat = statSync(join(folder, name), { throwIfNoEntry: false });
    return stat?.isFile() ? [{ name, bytes: stat.size, usedMs: stat.mtimeMs }] : [];
  });
  for (const { name, usedMs } of found)
    if (part.test(name) && usedMs < nowMs - HOUR_MS) rmSync(join(folder, name), { force: true });
  const newestFirst = found
    .filter(({ name }) => entry.test(name))
    .sort((one, other) => other.usedMs - one.usedMs);
  let bytes = 0;
  for (const [index, each] of newestFirst.entries()) {
    bytes += each.bytes;
    if (bytes > limits.bytes || index >= limits.files) rmSync(join(folder, each.name), { force: true });
  }
}
