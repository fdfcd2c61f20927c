import { defaultComparison, defaultTrafficGate, setInstance } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { RolledRelease, servers, versions } from "../../../../test/support/rolled-release.ts";

const [s1, s2, s3, s4] = servers as [string, string, string, string];
const { old, fresh } = versions;

describe("a set of servers", () => {
  test("leaves the balancer and the old version before it is updated, and comes back as the new one", async () => {
    const release = await RolledRelease.begun();
    expect(await release.roll(1)).toEqual({
      kind: "done",
      note: `set 1 of 2: 2 servers run api ${fresh}, ${s1}, ${s2}`,
    });
    expect(release.orders).toMatchObject([
      { action: "deploy", version: fresh, set: 1, sets: 2, replaces: [s1, s2], updated: [] },
    ]);
    expect(release.orders[0]?.step).toBeUndefined();
    // What the router worked by while the deployer was at it: nobody could meet those two.
    expect(release.seen).toEqual([[`${old} ${s3}`, `${old} ${s4}`]]);
    expect(await release.instances()).toEqual([
      `${fresh} ${s1}`,
      `${fresh} ${s2}`,
      `${old} ${s3}`,
      `${old} ${s4}`,
    ]);
    expect(await release.endpoints()).toEqual({ [old]: [s3, s4], [fresh]: [s1, s2] });
    expect(await release.weights()).toEqual({ [old]: 10_000 });
  });

  test("is updated once, however often it is asked for", async () => {
    const release = await RolledRelease.begun();
    await release.roll(1);
    const { generation } = (await release.router.read()).state;
    expect(await release.roll(1)).toMatchObject({ kind: "done" });
    expect(release.orders).toHaveLength(1);
    expect((await release.router.read()).state.generation).toBe(generation);
  });

  test("after the others: the old version is gone with the last of them", async () => {
    const release = await RolledRelease.begun(4);
    await release.until((station) => station.kind === "deed" && station.deed.kind === "retire");
    expect(release.orders.map(({ action, replaces, updated }) => [action, replaces, updated])).toEqual([
      ["deploy", [s1], []],
      ["deploy", [s2], [s1]],
      ["deploy", [s3], [s1, s2]],
      ["deploy", [s4], [s1, s2, s3]],
    ]);
    for (const [index, seen] of release.seen.entries()) {
      expect(seen.some((each) => each.includes(servers[index] ?? ""))).toBe(false);
      expect(seen).toHaveLength(3);
    }
    expect(await release.endpoints()).toEqual({ [fresh]: servers });
    expect(await release.instances()).toEqual(servers.map((url) => `${fresh} ${url}`));
    expect((await release.facts.facts("production")).at(-1)?.fact).toMatchObject({
      kind: "gone",
      label: old,
    });
  });

  test("that is not ready is nobody's instance, and has failed in the end", async () => {
    const release = await RolledRelease.begun();
    release.probed = () => ({ kind: "answered", status: 503, headers: {}, ms: 1 });
    expect(await release.roll(1)).toEqual({
      kind: "pending",
      againInMs: 1_000,
      why: `Set 1 of 2 is not ready: ${s1}/up answered 503`,
    });
    expect(await release.instances()).toEqual([`${old} ${s3}`, `${old} ${s4}`]);
    release.nowMs += 300_001;
    expect(await release.roll(1)).toMatchObject({ kind: "failed" });
    release.probed = () => ({ kind: "answered", status: 200, headers: {}, ms: 1 });
    expect(await release.roll(1)).toMatchObject({ kind: "done" });
  });

  test("stays while another server of the version is away: two sets are never out at once", async () => {
    const release = await RolledRelease.begun();
    const { state } = await release.router.read();
    await release.router.apply(setInstance(state, { component: "api", label: old, url: s4, out: true }));
    expect(await release.roll(1)).toEqual({
      kind: "pending",
      againInMs: 1_000,
      why: `${s4} is out of the balancer at edge: a set leaves only while all other servers of api serve`,
    });
    expect(release.orders).toEqual([]);
    const back = setInstance((await release.router.read()).state, {
      component: "api",
      label: old,
      url: s4,
      out: false,
    });
    await release.router.apply(back);
    expect(await release.roll(1)).toMatchObject({ kind: "done" });
  });

  test("may come back at other addresses; at none, or at one that still is the old version's, it does not", async () => {
    const release = await RolledRelease.begun();
    release.deployed = () => ({ kind: "done", endpoints: [] });
    expect(await release.roll(1)).toMatchObject({
      kind: "failed",
      why: expect.stringContaining("nobody said where"),
    });
    release.deployed = () => ({ kind: "done", endpoints: [s1, s3] });
    expect(await release.roll(1)).toEqual({
      kind: "failed",
      why: `The deployer says that api ${fresh} answers at ${s3}, which still serves as api ${old}.`,
    });
    release.deployed = () => ({ kind: "done", endpoints: ["http://10.0.1.1:80"] });
    expect(await release.roll(1)).toMatchObject({ kind: "done" });
    expect(await release.endpoints()).toEqual({ [old]: [s3, s4], [fresh]: ["http://10.0.1.1:80"] });
  });

  test("is left alone where servers came that no set knows, or another release was there", async () => {
    const release = await RolledRelease.begun();
    const more = "http://10.0.0.9:80";
    await release.told({ kind: "deployed", component: "api", label: old, endpoints: [...servers, more] });
    expect(await release.roll(1)).toMatchObject({
      kind: "failed",
      final: true,
      why: expect.stringContaining(more),
    });
    const other = await RolledRelease.begun();
    await other.told({ kind: "deployed", component: "api", label: "3.0.0", endpoints: [s2] });
    expect(await other.roll(1)).toMatchObject({
      kind: "failed",
      final: true,
      why: "Servers of this set run api 3.0.0 by now: another release has been there.",
    });
    expect([...release.orders, ...other.orders]).toEqual([]);
  });

  test("stays the old version's where whoever takes it out does not drive the release any more", async () => {
    const release = await RolledRelease.begun();
    let asked = 0;
    const isOurs = async () => ++asked === 1;
    await expect(release.roll(1, { isOurs })).rejects.toThrow(
      expect.objectContaining({ code: "CF_LEASE_LOST" }),
    );
    expect(release.orders).toEqual([]);
    expect(await release.endpoints()).toEqual({ [old]: servers });
  });
});

test("what users do while a set is away is counted under the weights that they had then", async () => {
  const release = await RolledRelease.begun(4);
  const comparison = { ...defaultComparison, settleS: 0 };
  release.spec = {
    ...release.spec,
    gates: { http: [], traffic: { comparison, limits: defaultTrafficGate } },
  };
  const users = (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      for (let user = 0; user < 300; user++)
        release.router.send({ component: "api", userKey: `u-${second}-${user}` });
      release.nowMs += 1_000;
    }
  };
  await release.until(({ kind }) => kind === "bake");
  users(5);
  expect(await release.judge(5_000)).toMatchObject({ kind: "judged" });
  await release.until(
    (station) => station.kind === "deed" && station.deed.kind === "roll" && station.deed.set === 2,
  );
  users(2);
  expect(await release.roll(2)).toMatchObject({ kind: "done" });
  users(5);
  await release.until(({ kind }) => kind === "bake");
  users(5);
  await release.judge(5_000);
  const kept = (await release.evidence.evidence(`r1/traffic/api/${fresh}/${old}`)) as {
    readonly periods: readonly { readonly candidateShare: number }[];
  };
  expect(kept.periods.map(({ candidateShare }) => candidateShare)).toEqual([0.25, 0.3333, 0.5]);
});

/** Whoever goes on after a kill knows the facts, the routers and the evidence, and nothing else. */
test("killed after any of its steps, a set is updated by whoever comes next", async () => {
  for (let dies = 1; dies <= 12; dies++) {
    const release = await RolledRelease.begun(4);
    await release.until(
      (station) => station.kind === "deed" && station.deed.kind === "roll" && station.deed.set === 2,
    );
    let steps = 0;
    const die = () => {
      steps++;
      if (steps === dies) throw new Error("killed");
    };
    const { router, facts } = release;
    const [apply, record] = [router.apply.bind(router), facts.record.bind(facts)];
    router.apply = async (state) => {
      die();
      await apply(state);
      die();
    };
    facts.record = async (...told) => {
      die();
      const entries = await record(...told);
      die();
      return entries;
    };
    release.deployed = () => {
      die();
      return { kind: "done" };
    };
    const first = await release.roll(2).catch(() => "killed");
    if (first === "killed") expect(await release.roll(2), `after ${dies}`).toMatchObject({ kind: "done" });
    expect(await release.endpoints(), `after ${dies}`).toEqual({ [old]: [s3, s4], [fresh]: [s1, s2] });
    expect(await release.instances()).toEqual([
      `${fresh} ${s1}`,
      `${fresh} ${s2}`,
      `${old} ${s3}`,
      `${old} ${s4}`,
    ]);
  }
});

describe("taken back", () => {
  const rejoin = (release: RolledRelease) =>
    release.perform({
      id: "r1/undo/1",
      kind: "undo",
      index: 1,
      deed: { kind: "rejoin", component: "api", version: old },
    });

  test("what left the balancer and was not updated comes back; what a person took out stays out", async () => {
    const release = await RolledRelease.begun();
    const { facts } = release;
    const record = facts.record.bind(facts);
    facts.record = async () => {
      throw new Error("killed");
    };
    await expect(release.roll(1)).rejects.toThrow("killed");
    facts.record = record;
    const { state } = await release.router.read();
    await release.router.apply(setInstance(state, { component: "api", label: old, url: s4, out: true }));
    expect(await rejoin(release)).toEqual({ kind: "done", note: `2 servers of api ${old} came back` });
    expect(await release.instances()).toEqual([s1, s2, s3, `${s4} out`].map((url) => `${old} ${url}`));
  });

  test("what may have been updated stays out", async () => {
    const release = await RolledRelease.begun();
    release.deployed = () => ({ kind: "failed", why: "no space left", final: false });
    await release.roll(1);
    await rejoin(release);
    expect(await release.instances()).toEqual([`${old} ${s3}`, `${old} ${s4}`]);
  });
});
