import { constants } from "node:fs";
import { access, appendFile, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { CrossfadeError } from "@crossfade/core";
import type { Io } from "../cli/commands.ts";

/** The process as the command line sees it. */
export function processIo(): Io {
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    env: process.env,
    isTerminal: process.stdout.isTTY === true,
    // As it is now: a terminal may change its size while one watches.
    get columns() {
      return process.stdout.columns ?? 0;
    },
    get rows() {
      return process.stdout.rows;
    },
    writeFile: (path, text) => written(path, () => writeFile(resolve(path), text)),
    appendFile: (path, text) => written(path, () => appendFile(resolve(path), text)),
  };
}

/** Why a file could not be written; undefined if it could. Nothing is written. */
export async function unwritable(path: string): Promise<string | undefined> {
  try {
    const found = await stat(resolve(path)).catch(() => undefined);
    if (found?.isDirectory() === true) return "it is a folder";
    await access(found === undefined ? dirname(resolve(path)) : resolve(path), constants.W_OK);
    return undefined;
  } catch (error) {
    return reason(error);
  }
}

async function written(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw new CrossfadeError("CF_OUTPUT_UNWRITABLE", { file, why: reason(cause) }, { cause });
  }
}

/** What a failed write says, in words. */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  const sentences: Record<string, string> = {
    ENOENT: "its folder does not exist",
    EACCES: "permission denied",
    EISDIR: "it is a folder",
    ENOSPC: "the disk is full",
    EROFS: "the disk is read-only",
  };
  return sentences[code] ?? code;
}
