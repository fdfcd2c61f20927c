import type { ControlStore } from "@crossfade/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StoreUnderTest } from "./store-under-test.ts";

/** What every store of revisions of flags does. */
export function flagRevisionStoreContract(name: string, { open, replicas }: StoreUnderTest): void {
  describe(`revisions of flags in ${name}`, () => {
    let store: ControlStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    const revision = (component: string, number: number, text = `revision ${number}`) => ({
      component,
      revision: number,
      atMs: 1_800_000_000_000 + number,
      by: "ada",
      why: "a \u0027good\u0027 reason",
      text,
    });

    test("are read in order, after the one that is known, each component apart", async () => {
      for (const number of [1, 2, 7])
        expect(await store.addFlagRevision(revision("plain", number))).toBe(true);
      expect(await store.addFlagRevision(revision("other", 1))).toBe(true);
      expect(await store.flagRevisions("plain", 0)).toEqual(
        [1, 2, 7].map((number) => revision("plain", number)),
      );
      expect((await store.flagRevisions("plain", 2)).map((each) => each.revision)).toEqual([7]);
      expect(await store.flagRevisions("unheard-of", 0)).toEqual([]);
    });

    test("stay what they are: no number is given twice, none comes before another", async () => {
      await store.addFlagRevision(revision("kept", 5));
      expect(await store.addFlagRevision(revision("kept", 5, "other"))).toBe(false);
      expect(await store.addFlagRevision(revision("kept", 4, "other"))).toBe(false);
      expect((await store.flagRevisions("kept", 0)).map(({ text }) => text)).toEqual(["revision 5"]);
    });

    // One process alone has nobody to race with: there the promise is not made.
    if (!replicas) return;
    test("of several replicas that add the same number one does, and wakes the others", async () => {
      const other = await open();
      let woken = 0;
      const end = await other.onWake(() => woken++);
      const added = await Promise.all(
        [store, other, store, other].map((each, at) =>
          each.addFlagRevision(revision("raced", 1, `by ${at}`)),
        ),
      );
      expect(added.filter((each) => each)).toHaveLength(1);
      while (woken === 0) await new Promise((done) => setTimeout(done, 5));
      await end();
      await other.close();
    });
  });
}
