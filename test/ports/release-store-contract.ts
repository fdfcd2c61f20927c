import {
  defaultReleaseSettings,
  type ReleaseBasis,
  type ReleaseSpec,
  type ReleaseStore,
} from "@crossfade/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const lead = "release lead";

/** A release that does nothing. */
export function releaseSpecOf(id: string, environment = "production"): ReleaseSpec {
  return {
    releaseSchema: 1,
    id,
    environment,
    planHash: "h",
    plan: {
      planSchema: 1,
      system: "shop",
      from: { api: "1" },
      to: { api: "2" },
      steps: [],
      waits: [],
      stages: [],
      wayBack: {},
      endOfFreeWayBack: [],
      pointOfNoReturn: [],
      moves: [],
      waiverIds: [],
      unknowns: [],
      wayBackUnknowns: {},
    },
    transitions: {},
    approvals: [],
    calendar: { freezes: [] },
    settings: defaultReleaseSettings,
    gates: { http: [] },
    digests: {},
    checklist: [],
    contacts: [],
  };
}

/** What every store of releases does. `open` gives the same one again: another replica, or the same after a restart. */
export function releaseStoreContract(
  name: string,
  { open, replicas }: { readonly open: () => Promise<ReleaseStore>; readonly replicas: boolean },
): void {
  describe(`releases in ${name}`, () => {
    let store: ReleaseStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    /** A release that has begun, so that it is due. */
    const begun = async (id: string) => {
      await store.create(releaseSpecOf(id));
      await store.append({
        release: id,
        expectedSeq: 0,
        actor: lead,
        events: [{ kind: "start-asked", atMs: 0 }],
      });
    };
    /** Takes whatever is due until it is this one. */
    const claimed = async (id: string, leaseMs = 10_000) => {
      for (let tries = 0; tries < 20; tries++) {
        const lease = await store.claim("one", leaseMs);
        if (lease?.release === id) return lease;
      }
      throw new Error(`${id} is not due`);
    };

    test("a release is read as it was written, and its id is taken", async () => {
      await store.create(releaseSpecOf("written"));
      expect(await store.read("written")).toMatchObject({
        spec: releaseSpecOf("written"),
        progress: { phase: "draft" },
      });
      expect(await store.read("another")).toBeUndefined();
      await expect(store.create(releaseSpecOf("written"))).rejects.toMatchObject({
        code: "CF_RELEASE_EXISTS",
      });
    });

    test("what it was planned from is kept, pins and all", async () => {
      const link = {
        id: "web->api http",
        sender: "web",
        receiver: "api",
        medium: "direct" as const,
        linger: { kind: "none" as const },
        inbound: "routed" as const,
        silentUnlessServing: false,
        leftoversOnly: [],
        carries: false,
        affinity: new Map([["1", "1"]]),
      };
      const none = { components: [], groups: [], clearings: [], cutOffs: [], accepted: [], promised: [] };
      const basis: ReleaseBasis = {
        system: { id: "shop", ...none, links: [link, { ...link, id: "another", affinity: new Map() }] },
        verdicts: [["web->api http", "1", "2", { kind: "breaking", because: ["f"] }]],
        report: "all of it\u0000",
      };
      await store.create(releaseSpecOf("planned"), basis);
      expect(await store.basis("planned")).toEqual({
        ...basis,
        report: expect.stringContaining("all of it"),
      });
      await store.create(releaseSpecOf("unplanned"));
      expect(await store.basis("unplanned")).toBeUndefined();
      expect(await store.basis("nothing")).toBeUndefined();
    });

    test("what a person types may hold any character", async () => {
      await begun("odd");
      const events = [{ kind: "held", why: "a\u0000b \ud800" }] as const;
      const written = await store.append({ release: "odd", expectedSeq: 1, actor: lead, events });
      expect(written).toMatchObject({ kind: "written" });
      expect((await store.journal("odd", 1))[0]?.event).toMatchObject({
        why: expect.stringMatching(/^a.*b /s),
      });
    });

    test("a release that is under way is listed, however many came after it", async () => {
      await store.create(releaseSpecOf("busy-first", "busy"));
      const events = [{ kind: "start-asked", atMs: 0 }] as const;
      await store.append({ release: "busy-first", expectedSeq: 0, actor: lead, events });
      for (let count = 0; count < 210; count++) await store.create(releaseSpecOf(`busy-${count}`, "busy"));
      const ids = (await store.list("busy")).map(({ id }) => id);
      expect([ids[0], ids.at(-1)]).toEqual(["busy-209", "busy-first"]);
    });

    test("releases are listed by environment, the newest first", async () => {
      await store.create(releaseSpecOf("older", "staging"));
      await store.create(releaseSpecOf("newer", "staging"));
      expect((await store.list("staging")).map(({ id }) => id)).toEqual(["newer", "older"]);
      expect((await store.list()).length).toBeGreaterThan(2);
    });

    test("events are written in order, all or none", async () => {
      await begun("ordered");
      const events = [{ kind: "held", why: "lunch" }, { kind: "resumed" }] as const;
      const written = await store.append({ release: "ordered", expectedSeq: 1, actor: lead, events });
      expect(written).toMatchObject({ kind: "written", entries: [{ seq: 2 }, { seq: 3 }] });
      const moved = await store.append({ release: "ordered", expectedSeq: 1, actor: lead, events });
      expect(moved).toEqual({ kind: "moved" });
      const journal = await store.journal("ordered");
      expect(journal.map(({ seq, event }) => [seq, event.kind])).toEqual([
        [1, "start-asked"],
        [2, "held"],
        [3, "resumed"],
      ]);
      expect((await store.journal("ordered", 2)).map(({ seq }) => seq)).toEqual([3]);
      expect((await store.read("ordered"))?.progress).toMatchObject({ seq: 3, phase: "running" });
    });

    test("of many who write at once, each entry finds its own place", async () => {
      await begun("crowded");
      const results = await Promise.all(
        Array.from({ length: 8 }, () =>
          store.append({ release: "crowded", expectedSeq: 1, actor: lead, events: [{ kind: "resumed" }] }),
        ),
      );
      expect(results.filter(({ kind }) => kind === "written")).toHaveLength(1);
      expect(results.filter(({ kind }) => kind === "moved")).toHaveLength(7);
    });

    test("a draft is not due; one that has begun is, for one holder at a time", async () => {
      await store.create(releaseSpecOf("draft"));
      await begun("due");
      const lease = await claimed("due");
      expect(lease.fence).toBeGreaterThan(0);
      for (;;) {
        const next = await store.claim("two", 10_000);
        if (next === undefined) break;
        expect(["draft", "due"]).not.toContain(next.release);
      }
    });

    test("what is given back is due again at its time, not before", async () => {
      await begun("later");
      const lease = await claimed("later");
      await store.release(lease, { seq: 1, nextAtMs: lease.nowMs + 150 });
      expect((await store.claim("one", 10_000))?.release).not.toBe("later");
      await new Promise((done) => setTimeout(done, 200));
      expect((await claimed("later")).fence).toBe(lease.fence + 1);
    });

    test("what happened while somebody had it makes it due at once", async () => {
      await begun("busy");
      const lease = await claimed("busy");
      await store.append({
        release: "busy",
        expectedSeq: 1,
        actor: lead,
        events: [{ kind: "held", why: "lunch" }],
      });
      await store.release(lease, { seq: 1 });
      expect((await claimed("busy")).release).toBe("busy");
    });

    test("a holder that is silent loses it, and can then neither write nor prolong", async () => {
      await begun("lost");
      const late = await claimed("lost", 50);
      expect(await store.renew(late, 50)).toBe(true);
      await new Promise((done) => setTimeout(done, 100));
      const lease = await claimed("lost");
      const events = [{ kind: "resumed" }] as const;
      const write = (fence: number) =>
        store.append({ release: "lost", expectedSeq: 1, actor: "engine", events, fence });
      expect(await write(late.fence)).toEqual({ kind: "fenced" });
      expect(await store.renew(late, 10_000)).toBe(false);
      expect(await write(lease.fence)).toMatchObject({ kind: "written" });
    });

    test("who listens is told that something was written", async () => {
      await begun("told");
      let wake = () => {};
      const woken = new Promise<void>((done) => {
        wake = done;
      });
      const end = await store.onWake(wake);
      await store.append({ release: "told", expectedSeq: 1, actor: lead, events: [{ kind: "resumed" }] });
      await woken;
      await end();
    });

    if (replicas)
      test("replicas that open it at once find the same, and only one holds a release", async () => {
        await begun("shared");
        const others = await Promise.all([open(), open(), open()]);
        const leases = await Promise.all(others.map((each) => each.claim("many", 10_000)));
        expect(leases.filter((lease) => lease?.release === "shared").length).toBeLessThanOrEqual(1);
        expect(await others[0]?.read("shared")).toEqual(await store.read("shared"));
        await Promise.all(others.map((each) => each.close()));
      });
  });
}
