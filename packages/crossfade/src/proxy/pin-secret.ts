import { randomBytes } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CrossfadeError } from "@crossfade/core";

/**
 * The 32 bytes with which a router's tester pins are signed, from `pin-secret` in its folder; made once, of two makers at
 * the same time the first one's counts. CF_PROXY_SETTINGS_INVALID where the file holds something else.
 */
export async function pinSecret(folder: string): Promise<Uint8Array> {
  const file = join(folder, "pin-secret");
  const known = await read(file);
  if (known !== undefined) return known;
  const beside = `${file}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    await writeFile(beside, `${randomBytes(32).toString("hex")}\n`, { flag: "wx", mode: 0o600 });
    await link(beside, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(beside, { force: true });
  }
  return (await read(file)) ?? invalid(file);
}

async function read(file: string): Promise<Uint8Array | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  return /^[0-9a-f]{64}\s*$/.test(text) ? Buffer.from(text.trim(), "hex") : invalid(file);
}

function invalid(file: string): never {
  throw new CrossfadeError("CF_PROXY_SETTINGS_INVALID", { file, why: "it is not 64 hex digits" });
}
