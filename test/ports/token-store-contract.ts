import type { ControlStore, KnownToken } from "@crossfade/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StoreUnderTest } from "./store-under-test.ts";

const token = (id: string, more: Partial<KnownToken> = {}): KnownToken => ({
  id,
  person: "ada",
  hash: `hash of ${id}`,
  grants: [{ role: "approver", approves: ["engineering"], environments: ["production"] }],
  createdMs: 1_000,
  by: "setup",
  ...more,
});

/** What every store of tokens, and of what gates have learnt, does. */
export function tokenStoreContract(name: string, { open }: StoreUnderTest): void {
  describe(`tokens and evidence in ${name}`, () => {
    let store: ControlStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    test("a token is found by its hash, and by nothing else", async () => {
      await store.addToken(token("found", { expiresMs: 5_000 }));
      expect(await store.tokenByHash("hash of found")).toEqual(token("found", { expiresMs: 5_000 }));
      expect(await store.tokenByHash("found")).toBeUndefined();
    });

    test("tokens are listed, the newest first, revoked ones too", async () => {
      await store.addToken(token("older", { createdMs: 2_000 }));
      await store.addToken(token("newer", { createdMs: 3_000 }));
      expect(await store.revokeToken("older", 4_000)).toBe(true);
      expect((await store.tokens()).slice(0, 2)).toEqual([
        token("newer", { createdMs: 3_000 }),
        token("older", { createdMs: 2_000, revokedMs: 4_000 }),
      ]);
    });

    test("revoked is revoked: the first time counts, and a token that is not there is none", async () => {
      await store.addToken(token("twice"));
      await store.revokeToken("twice", 10);
      expect(await store.revokeToken("twice", 20)).toBe(true);
      expect(await store.tokenByHash("hash of twice")).toMatchObject({ revokedMs: 10 });
      expect(await store.revokeToken("never", 1)).toBe(false);
    });

    test("evidence is kept as it is, and the last one counts", async () => {
      expect(await store.evidence("gate")).toBeUndefined();
      await store.keepEvidence("gate", { seconds: [1.5, 1e-300, 0.1], text: "\u0000" });
      expect(await store.evidence("gate")).toEqual({ seconds: [1.5, 1e-300, 0.1], text: "\u0000" });
      await store.keepEvidence("gate", [2]);
      expect(await store.evidence("gate")).toEqual([2]);
    });
  });
}
