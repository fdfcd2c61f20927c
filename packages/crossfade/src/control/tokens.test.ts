import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CrossfadeError } from "@crossfade/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ControlRoom } from "../../../../test/support/control-room.ts";
import { firstAdminToken } from "./first-admin-token.ts";
import { isTokenText, tokenHash } from "./token-text.ts";
import type { Authenticated } from "./tokens.ts";

let room: ControlRoom;
let ada: Authenticated;

beforeEach(async () => {
  room = new ControlRoom();
  ada = await room.caller("ada", { role: "admin" });
});

const codeOf = async (deed: Promise<unknown>): Promise<string> =>
  deed.then(
    () => "done",
    (error: CrossfadeError) => error.code,
  );

describe("a token", () => {
  test("has 256 bits, is kept as a hash, and is shown once", async () => {
    const { token, known } = await room.control.tokens.create(ada, {
      person: "bo",
      grants: [{ role: "viewer" }],
    });
    expect(isTokenText(token)).toBe(true);
    expect(known).not.toHaveProperty("hash");
    const listed = await room.control.tokens.list(ada);
    expect(JSON.stringify(listed)).not.toContain(tokenHash(token));
    expect(JSON.stringify(await room.store.tokens())).not.toContain(token.slice(3));
    expect(await room.store.tokenByHash(tokenHash(token))).toMatchObject({ person: "bo", by: "ada" });
  });

  test("stands for its person until it is revoked", async () => {
    const token = await room.token("bo", { role: "viewer" });
    const { tokens } = room.control;
    const { tokenId } = await tokens.authenticate(token);
    await tokens.revoke(ada, tokenId);
    await tokens.revoke(ada, tokenId);
    expect(await codeOf(tokens.authenticate(token))).toBe("CF_TOKEN_REFUSED");
  });

  test("stands for its person until it expires, and not at that moment", async () => {
    const { tokens } = room.control;
    const expiresMs = room.nowMs + 1_000;
    const { token } = await tokens.create(ada, { person: "bo", grants: [{ role: "viewer" }], expiresMs });
    room.nowMs = expiresMs - 1;
    expect(await codeOf(tokens.authenticate(token))).toBe("done");
    room.nowMs = expiresMs;
    expect(await codeOf(tokens.authenticate(token))).toBe("CF_TOKEN_REFUSED");
  });

  test("that nobody made is refused, whatever it looks like", async () => {
    const token = await room.token("bo", { role: "viewer" });
    const others = [
      "",
      "cf_",
      token.slice(0, -1),
      `${token}A`,
      token.replace("cf_", "cg_"),
      `cf_${"A".repeat(43)}`,
    ];
    for (const text of others)
      expect(await codeOf(room.control.tokens.authenticate(text))).toBe("CF_TOKEN_REFUSED");
  });

  test("of the last admin is not revoked: nobody could make another", async () => {
    const { tokens } = room.control;
    expect(await codeOf(tokens.revoke(ada, ada.tokenId))).toBe("CF_TOKEN_LAST_ADMIN");
    await room.token("bo", { role: "admin", environments: ["production"] });
    expect(await codeOf(tokens.revoke(ada, ada.tokenId))).toBe("CF_TOKEN_LAST_ADMIN");
    await room.token("cy", { role: "admin" });
    expect(await codeOf(tokens.revoke(ada, ada.tokenId))).toBe("done");
    expect(await codeOf(tokens.revoke(ada, "none"))).toBe("CF_TOKEN_UNKNOWN");
  });
});

describe("the first token", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "crossfade-token-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const first = (store = new ControlRoom().store) =>
    firstAdminToken({ store, nowMs: () => room.nowMs, randomBytes }, join(folder, "control"));

  test("is an admin's, lies in a file for its owner alone, and opens the door", async () => {
    const fresh = new ControlRoom();
    const path = await first(fresh.store);
    expect(path).toBe(join(folder, "control", "admin-token"));
    expect(statSync(path ?? "").mode & 0o777).toBe(0o600);
    const token = readFileSync(path ?? "", "utf8").trim();
    const { grants } = await fresh.control.tokens.authenticate(token);
    expect(grants).toEqual([{ role: "admin" }]);
  });

  test("is made only where there is none", async () => {
    expect(await first(room.store)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("replaces the file of a store that is gone", async () => {
    const before = readFileSync((await first()) ?? "", "utf8");
    const after = readFileSync((await first()) ?? "", "utf8");
    expect(after).not.toBe(before);
  });
});
