import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TokenDeps, Tokens } from "./tokens.ts";

/** Whom the first token stands for. Approvals count per person, so real people get tokens of their own. */
const firstPerson = "admin";

/**
 * Where nobody has a token, one is made for an admin and written to `admin-token` in the folder, for its owner alone.
 * Resolves to the file, never to the token; undefined: there are tokens already.
 */
export async function firstAdminToken(deps: TokenDeps, folder: string): Promise<string | undefined> {
  if ((await deps.store.tokens()).length > 0) return undefined;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "admin-token");
  // One that no store knows any more opens nothing, and must not be taken for the new one.
  rmSync(path, { force: true });
  writeFileSync(path, "", { flag: "wx", mode: 0o600 });
  const { token } = await new Tokens(deps).make(
    { person: firstPerson, grants: [{ role: "admin" }] },
    "crossfade up",
  );
  writeFileSync(path, `${token}\n`, { flag: "w" });
  return path;
}
