import { type ControlStore, defaultReleaseSettings, type Fact, liveVersions } from "@crossfade/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { releaseSpecOf } from "./release-store-contract.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

const ci = "ci";
const deployed = (component: string, label: string, ...endpoints: string[]): Fact => ({
  kind: "deployed",
  component,
  label,
  endpoints,
});
const started = (component: string, label: string): Fact => ({ kind: "started", component, label });

/** What every store of facts does. */
export function factStoreContract(name: string, { open, replicas }: StoreUnderTest): void {
  describe(`facts in ${name}`, () => {
    let store: ControlStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    test("facts are read in order, numbered from one in each environment", async () => {
      const [first] = await store.record("plain", ci, [deployed("api", "1", "http://a:1")]);
      expect(first).toMatchObject({ seq: 1, actor: ci, fact: deployed("api", "1", "http://a:1") });
      await store.record("elsewhere", ci, [deployed("api", "1")]);
      await store.record("plain", "engine", [started("api", "1")]);
      expect((await store.facts("plain")).map(({ seq, fact }) => [seq, fact.kind])).toEqual([
        [1, "deployed"],
        [2, "started"],
      ]);
      expect((await store.facts("plain", 1)).map(({ seq }) => seq)).toEqual([2]);
      expect(liveVersions(await store.facts("plain"))).toMatchObject([{ phase: "released" }]);
      expect(await store.facts("unheard-of")).toEqual([]);
    });

    test("what is known already is not written again, not even within one report", async () => {
      await store.record("known", ci, [deployed("api", "1"), deployed("api", "1")]);
      expect(await store.record("known", ci, [deployed("api", "1")])).toEqual([]);
      const moved = await store.record("known", ci, [
        deployed("api", "1", "http://b:1"),
        started("api", "1"),
      ]);
      expect(moved.map(({ seq }) => seq)).toEqual([2, 3]);
      expect(await store.record("known", ci, [])).toEqual([]);
    });

    test("of many who report at once, nothing is lost, doubled or left out", async () => {
      const stores = replicas ? await Promise.all([open(), open(), open()]) : [store];
      const labels = Array.from({ length: 24 }, (_, index) => `${index}`);
      await Promise.all(
        labels.flatMap((label, index) => {
          const each = stores[index % stores.length] ?? store;
          // Everybody tells their own, and all of them the same one.
          return [
            each.record("crowd", ci, [deployed("api", label)]),
            each.record("crowd", ci, [deployed("web", "1")]),
          ];
        }),
      );
      const facts = await store.facts("crowd");
      expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, index) => index + 1));
      expect(facts.filter(({ fact }) => fact.component === "web")).toHaveLength(1);
      expect(new Set(facts.map(({ fact }) => `${fact.component}@${fact.label}`)).size).toBe(25);
      expect(facts.map(({ atMs }) => atMs)).toEqual(facts.map(({ atMs }) => atMs).sort((a, b) => a - b));
      if (replicas) await Promise.all(stores.map((each) => each.close()));
    });

    /** Takes whatever is due until it is this one, or nothing is. */
    const claimed = async (id: string) => {
      for (;;) {
        const lease = await store.claim("one", 10_000);
        if (lease === undefined || lease.release === id) return lease;
      }
    };
    const begun = async (id: string, environment: string) => {
      await store.create({ ...releaseSpecOf(id, environment), settings: defaultReleaseSettings });
      const events = [{ kind: "start-asked", atMs: 0 }] as const;
      await store.append({ release: id, expectedSeq: 0, actor: ci, events });
    };

    test("a release that waits in this environment goes on at once, one elsewhere does not", async () => {
      await begun("waits-here", "here");
      await begun("waits-there", "there");
      for (const id of ["waits-here", "waits-there"]) {
        const lease = await claimed(id);
        if (lease) await store.release(lease, { seq: 1, nextAtMs: lease.nowMs + 60_000 });
      }
      expect(await claimed("waits-here")).toBeUndefined();
      await store.record("here", ci, [deployed("api", "1")]);
      expect(await claimed("waits-here")).toMatchObject({ release: "waits-here" });
      expect(await claimed("waits-there")).toBeUndefined();
    });

    test("a fact that comes while somebody has the release makes it due as soon as it is given back", async () => {
      await begun("in-hand", "in-hand");
      const lease = await claimed("in-hand");
      await store.record("in-hand", ci, [deployed("api", "1")]);
      if (lease) await store.release(lease, { seq: 1, nextAtMs: lease.nowMs + 60_000 });
      expect(await claimed("in-hand")).toMatchObject({ release: "in-hand" });
    });

    test("a draft stays a draft, whatever happens", async () => {
      await store.create(releaseSpecOf("only-a-draft", "drafts"));
      await store.record("drafts", ci, [deployed("api", "1")]);
      expect(await claimed("only-a-draft")).toBeUndefined();
    });

    test("who listens is told of a fact", async () => {
      let wake = () => {};
      const woken = new Promise<void>((done) => {
        wake = done;
      });
      const end = await store.onWake(wake);
      await store.record("told", ci, [deployed("api", "1")]);
      await woken;
      await end();
    });
  });
}
