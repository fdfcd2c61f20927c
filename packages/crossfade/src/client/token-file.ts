import { open } from "node:fs/promises";
import { CrossfadeError } from "@crossfade/core";
import { isToken } from "./token-text.ts";

/** A token of ours is 46 characters; a file that holds more is another one. */
const maxFileBytes = 1_024;
const ownerAlone = 0o077;

/** The token in a file that is its owner's alone. CF_TOKEN_FILE */
export async function readTokenFile(file: string): Promise<string> {
  const refuse = (why: string, cause?: unknown) =>
    new CrossfadeError("CF_TOKEN_FILE", { file, why }, { cause });
  const handle = await open(file, "r").catch((cause: NodeJS.ErrnoException) => {
    throw refuse(reasons[cause.code ?? ""] ?? cause.code ?? "it cannot be read", cause);
  });
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw refuse("it is no file");
    // Windows has no such bits: there the folder's own rights have to do.
    if (process.platform !== "win32" && (found.mode & ownerAlone) !== 0) throw refuse("others may read it");
    if (found.size > maxFileBytes) throw refuse("it holds more than a token");
    const token = (await handle.readFile("utf8")).trim();
    if (!isToken(token)) throw refuse("it holds no token");
    return token;
  } finally {
    await handle.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it is not there",
  ENOTDIR: "it is not there",
  EACCES: "permission denied",
  EISDIR: "it is no file",
};
