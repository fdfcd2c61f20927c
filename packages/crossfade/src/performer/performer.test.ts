import {
  bucketOf,
  CrossfadeError,
  chooseVersion,
  defaultComparison,
  defaultTrafficGate,
  joinVersion,
  type RouterState,
  setWeight,
  type TrafficEvidence,
} from "@crossfade/core";
import { expect, test } from "vitest";
import { freshUrl, PerformedRelease } from "../../../../test/support/performed-release.ts";

const old = "1.0.0";
const fresh = "2.0.0";
const setBy = async (release: PerformedRelease, weight: number, router = release.router) =>
  router.apply(setWeight((await router.read()).state, { component: "api", label: fresh, weight }));

test("a deployed version is dark: the router knows where it is, and nobody gets it", async () => {
  const release = new PerformedRelease();
  expect(await release.deploy()).toMatchObject({ kind: "done", note: `deployed, at ${freshUrl}` });
  const { api } = (await release.router.read()).state.components;
  expect(api?.versions[0]).toEqual({ label: fresh, stage: "candidate", instances: [{ url: freshUrl }] });
  expect(await release.weights()).toEqual({ [old]: 10_000 });
  expect(api?.salt).toBe("r1");
  expect((await release.facts.facts("production")).map(({ fact }) => fact.kind)).toEqual(["deployed"]);
});

test("every deed done twice is done once", async () => {
  const release = new PerformedRelease();
  await release.deploy();
  const { generation } = (await release.router.read()).state;
  expect(await release.deploy()).toMatchObject({ kind: "done" });
  expect((await release.router.read()).state.generation).toBe(generation);
  expect(await release.facts.facts("production")).toHaveLength(1);
});

test("going back deploys nothing that still runs and is ready; what is not ready is deployed once more", async () => {
  const release = new PerformedRelease({ takesBack: "r0" });
  await release.deploy();
  expect(await release.deploy()).toMatchObject({
    kind: "done",
    note: `still runs, at ${freshUrl}: nothing had to be deployed`,
  });
  expect(release.orders).toHaveLength(1);
  release.probed = () => ({ kind: "silent", why: "nobody is there" });
  await release.deploy();
  expect(release.orders).toHaveLength(2);
});

test("a version that runs nobody knows where is not sent users", async () => {
  const release = new PerformedRelease();
  release.deployed = () => ({ kind: "done" });
  expect(await release.deploy()).toMatchObject({
    kind: "failed",
    why: expect.stringContaining("crossfade deployed api@2.0.0 --endpoint URL"),
  });
});

test("a soak that was begun is not begun anew by another process, only by a version that is not ready", async () => {
  const { api } = new PerformedRelease().spec.transitions;
  if (api === undefined) throw new TypeError("it moves");
  const release = new PerformedRelease({
    transitions: { api: { ...api, checks: { ...api.checks, soakMs: 10_000 } } },
  });
  await release.deploy();
  expect(await release.verify()).toMatchObject({ kind: "pending", againInMs: 5_000 });
  release.nowMs += 9_000;
  expect(await release.verify()).toMatchObject({ kind: "pending", againInMs: 1_000 });
  release.probed = () => ({ kind: "answered", status: 503, headers: {}, ms: 1 });
  expect(await release.verify()).toMatchObject({
    why: `api 2.0.0 is not ready: ${freshUrl}/up answered 503`,
  });
  release.probed = () => ({ kind: "answered", status: 200, headers: {}, ms: 1 });
  release.nowMs += 1_000;
  expect(await release.verify()).toMatchObject({ kind: "pending" });
  release.nowMs += 10_000;
  expect(await release.verify()).toEqual({
    kind: "done",
    note: "ready once on 1 instance, dark for 10 s",
  });
});

test("who is never ready has failed in the end", async () => {
  const release = new PerformedRelease();
  await release.deploy();
  release.probed = () => ({ kind: "silent", why: "nobody listens there" });
  expect((await release.verify()).kind).toBe("pending");
  release.nowMs += 300_001;
  expect(await release.verify()).toEqual({ kind: "failed", why: "nobody listens there" });
});

test("a synthetic request that somebody else answers proves nothing", async () => {
  const { api } = new PerformedRelease().spec.transitions;
  if (api === undefined) throw new TypeError("it moves");
  const release = new PerformedRelease({
    transitions: { api: { ...api, checks: { ...api.checks, syntheticPaths: ["/cart"] } } },
  });
  await release.deploy();
  release.probed = () => ({
    kind: "answered",
    status: 200,
    headers: { "x-cf-version": `api@${old}` },
    ms: 1,
  });
  expect(await release.verify()).toEqual({
    kind: "failed",
    why: "/cart of api 2.0.0 through edge: it was answered by api@1.0.0",
  });
  expect(release.asked.at(-1)?.headers?.["x-cf-tester"]).toMatch(/^cf1~edge~api~2\.0\.0~/);
});

test("weights are set, read back, and told", async () => {
  const release = new PerformedRelease();
  await release.deploy();
  expect(await release.weigh(500)).toMatchObject({
    kind: "done",
    note: expect.stringContaining("at edge, read back"),
  });
  expect(await release.weights()).toEqual({ [fresh]: 500, [old]: 9_500 });
  const { generation } = (await release.router.read()).state;
  await release.weigh(500);
  // A new generation, even for the same: whoever comes later with an older one is refused.
  expect((await release.router.read()).state.generation).toBe(generation + 1);
});

test("what a person has set is left as it is and told", async () => {
  const release = new PerformedRelease();
  await release.atFirstRung();
  await setBy(release, 1_200);
  const taken = { kind: "taken-over", component: "api", weights: { [fresh]: 1_200, [old]: 8_800 } };
  expect(await release.weigh(2_500)).toEqual(taken);
  expect(await release.judge()).toEqual(taken);
  expect(await release.weights()).toEqual({ [fresh]: 1_200, [old]: 8_800 });
  release.tell({ kind: "taken-over", component: "api", weights: taken.weights });
  expect(await release.judge()).toMatchObject({
    kind: "judged",
    gates: [{ name: "weights", result: "pass" }],
  });
  expect(await release.weigh(2_500)).toMatchObject({ kind: "done" });
});

test("a person at one of several routers is heard before anything is told to the others", async () => {
  const release = new PerformedRelease({}, ["edge", "edge2"]);
  await release.atFirstRung();
  await setBy(release, 1_200, release.routers[1]);
  expect(await release.weigh(2_500)).toMatchObject({ kind: "taken-over" });
  expect(await release.weights()).toEqual({ [fresh]: 500, [old]: 9_500 });
  release.tell({ kind: "taken-over", component: "api", weights: { [fresh]: 1_200, [old]: 8_800 } });
  // What a person wants at one, all others are told.
  await release.judge();
  expect(await release.weights()).toEqual({ [fresh]: 1_200, [old]: 8_800 });
});

test("a person who comes the moment after the weights were read back is heard, too", async () => {
  const release = new PerformedRelease();
  await release.deploy();
  const { router } = release;
  const { verify } = router;
  router.verify = async (desired) => {
    const deviations = await verify.call(router, desired);
    router.verify = verify;
    await setBy(release, 77);
    return deviations;
  };
  expect(await release.weigh(500)).toMatchObject({ kind: "done" });
  release.tell({ kind: "taken-over", component: "api", weights: { [fresh]: 500, [old]: 9_500 } });
  expect(await release.judge()).toMatchObject({ kind: "taken-over", weights: { [fresh]: 77, [old]: 9_923 } });
});

test("weights that were set before the release knew of the router are a person's, too", async () => {
  const release = new PerformedRelease();
  await release.deploy();
  await setBy(release, 300);
  expect(await release.weigh(500)).toMatchObject({ kind: "taken-over" });
});

test("taking back asks nobody: not a person's weights, and not a gate", async () => {
  const release = new PerformedRelease();
  await release.atFirstRung();
  await setBy(release, 7_000);
  const deed = { kind: "weigh", component: "api", version: old, weight: 10_000 } as const;
  expect(await release.perform({ id: "r1/undo/0", kind: "undo", index: 0, deed })).toMatchObject({
    kind: "done",
  });
  expect(await release.weights()).toEqual({ [old]: 10_000 });
});

test("a router that came back with an old state is told the weights once more, and nobody calls it a person", async () => {
  const release = new PerformedRelease();
  const before = (await release.router.read()).state;
  await release.atFirstRung();
  release.router.tamper(before);
  expect(await release.judge()).toMatchObject({
    kind: "judged",
    gates: [
      { name: "weights", result: "inconclusive", reason: expect.stringContaining("told them once more") },
    ],
  });
  expect(await release.weights()).toEqual({ [fresh]: 500, [old]: 9_500 });
  expect(await release.judge()).toMatchObject({ gates: [{ name: "weights", result: "pass" }] });
});

test("a person who comes while the others are told what one of them was given is heard, too", async () => {
  const release = new PerformedRelease({}, ["edge", "edge2"]);
  await release.atFirstRung();
  await setBy(release, 1_200, release.routers[1]);
  release.tell({ kind: "taken-over", component: "api", weights: { [fresh]: 1_200, [old]: 8_800 } });
  const { router } = release;
  const { read } = router;
  let reads = 0;
  router.read = async () => {
    reads++;
    // What the judge has seen are the first two.
    if (reads === 3) {
      router.read = read;
      await setBy(release, 300);
    }
    return read.call(router);
  };
  const person = { [fresh]: 300, [old]: 9_700 };
  expect(await release.judge()).toMatchObject({ kind: "taken-over", weights: person });
  expect(await release.weights()).toEqual(person);
});

test("an answer that was lost is not taken for a person's deed", async () => {
  const release = new PerformedRelease();
  await release.deploy();
  const { router } = release;
  const { verify } = router;
  router.verify = async () => {
    throw new CrossfadeError("CF_ROUTER_UNREACHABLE", { router: "edge", at: "memory", why: "killed here" });
  };
  await expect(release.weigh(500)).rejects.toMatchObject({ code: "CF_ROUTER_UNREACHABLE" });
  router.verify = verify;
  expect(await release.weights()).toEqual({ [fresh]: 500, [old]: 9_500 });
  // Meanwhile the plan has changed its mind: what is there is still ours.
  expect(await release.weigh(2_500)).toMatchObject({ kind: "done" });
});

test("an engine that was asleep while another one went on changes nothing any more", async () => {
  const release = new PerformedRelease();
  await release.atFirstRung();
  const { router } = release;
  const { apply } = router;
  let isFirst = true;
  let isOurs = true;
  router.apply = async (state: RouterState) => {
    if (isFirst) {
      // Here it sleeps, past its lease; another engine goes on.
      isFirst = false;
      isOurs = false;
      expect(await release.weigh(10_000)).toMatchObject({ kind: "done" });
    }
    return apply.call(router, state);
  };
  await expect(release.weigh(2_500, { isOurs: async () => isOurs })).rejects.toMatchObject({
    code: "CF_LEASE_LOST",
  });
  expect(await release.weights()).toEqual({ [fresh]: 10_000 });
});

test("nothing is told to a router by a release that is somebody else's", async () => {
  const release = new PerformedRelease();
  await release.deploy();
  release.isOurs = false;
  await expect(release.weigh(500)).rejects.toMatchObject({ code: "CF_LEASE_LOST" });
  expect(await release.weights()).toEqual({ [old]: 10_000 });
});

test("of several routers the one that is away is named, and the others do what they are told", async () => {
  const release = new PerformedRelease({}, ["edge", "edge2"]);
  await release.deploy();
  const [edge, away] = release.routers;
  const { apply } = away ?? {};
  if (away === undefined || apply === undefined) throw new TypeError("there are two");
  away.apply = async () => {
    throw new CrossfadeError("CF_ROUTER_UNREACHABLE", { router: "edge2", at: "memory", why: "it is away" });
  };
  await expect(release.weigh(500)).rejects.toMatchObject({
    code: "CF_ROUTERS_DIFFER",
    message: expect.stringMatching(/^1 of 2 routers .*edge2/),
  });
  expect(await release.weights(edge)).toEqual({ [fresh]: 500, [old]: 9_500 });
  away.apply = apply;
  expect(await release.weigh(500)).toMatchObject({ kind: "done" });
  expect(await release.weights(away)).toEqual({ [fresh]: 500, [old]: 9_500 });
});

test("counts are never taken for those of other weights", async () => {
  const release = new PerformedRelease({ gates: { http: [], traffic: { comparison, limits } } });
  await release.atFirstRung();
  const { router } = release;
  const { measure } = router;
  router.measure = async (sinceS) => {
    const measured = await measure.call(router, sinceS);
    await setBy(release, 9_000);
    return measured;
  };
  expect(await release.judge()).toMatchObject({
    gates: [
      { name: "weights", result: "wait", reason: "edge is being changed at this moment" },
      { name: "errors and latency", result: "wait" },
    ],
  });
});

test("whoever else had users has none any more once two versions share them", async () => {
  const release = new PerformedRelease();
  await release.deploy();
  const third = { component: "api", label: "1.5.0" };
  const joined = joinVersion((await release.router.read()).state, { ...third, urls: ["http://10.0.0.3:80"] });
  await release.router.apply(setWeight(joined, { ...third, weight: 4_000 }));
  release.tell({ kind: "taken-over", component: "api", weights: { "1.5.0": 4_000, [old]: 6_000 } });
  expect(await release.weigh(500)).toMatchObject({ kind: "done" });
  expect(await release.weights()).toEqual({ [fresh]: 500, [old]: 9_500 });
});

test("a version that was taken back is dark again when it is tried again", async () => {
  const release = new PerformedRelease();
  await release.deploy();
  const version = { component: "api", version: fresh };
  await release.perform({ id: "r1/undo/1", kind: "undo", index: 1, deed: { kind: "drain", ...version } });
  expect(await release.verify()).toMatchObject({ kind: "done" });
  const { api } = (await release.router.read()).state.components;
  expect(api?.versions[0]).toEqual({ label: fresh, stage: "candidate", instances: [{ url: freshUrl }] });
});

test("a router that does not answer is no reason to go on, and none to go back", async () => {
  const release = new PerformedRelease();
  await release.atFirstRung();
  await release.router.close();
  const outcome = await release.judge();
  expect(outcome).toMatchObject({ kind: "judged", gates: [{ name: "weights", result: "inconclusive" }] });
});

test("a drained version is told as ended, a retired one is unknown to the router and gone", async () => {
  const release = new PerformedRelease();
  await release.atFirstRung();
  await release.weigh(10_000);
  const version = { component: "api", version: old };
  expect(await release.deed("end api@1.0.0", 3, { kind: "drain", ...version })).toMatchObject({
    kind: "done",
  });
  // While its processes end, somebody tells the router of all that runs.
  release.deployed = async () => {
    const { state } = await release.router.read();
    await release.router.apply(
      joinVersion(state, { component: "api", label: old, urls: ["http://10.0.0.1:80"] }),
    );
    return { kind: "done" };
  };
  expect(await release.deed("gone api@1.0.0", 0, { kind: "retire", ...version })).toMatchObject({
    kind: "done",
  });
  const { api } = (await release.router.read()).state.components;
  expect(api?.versions.map(({ label }) => label)).toEqual([fresh]);
  expect(release.orders.at(-1)?.action).toBe("retire");
  const told = (await release.facts.facts("production")).map(({ fact }) => `${fact.kind} ${fact.label}`);
  expect(told).toEqual([`deployed ${fresh}`, `started ${fresh}`, `ended ${old}`, `gone ${old}`]);
});

test("whose end was ordered counts as gone, whether the deployer answers or not", async () => {
  const release = new PerformedRelease();
  await release.atFirstRung();
  await release.weigh(10_000);
  const version = { component: "api", version: old };
  await release.deed("end api@1.0.0", 3, { kind: "drain", ...version });
  release.deployed = () => Promise.reject(new Error("the connection broke"));
  await expect(release.deed("gone api@1.0.0", 0, { kind: "retire", ...version })).rejects.toThrow("broke");
  const told = (await release.facts.facts("production")).map(({ fact }) => `${fact.kind} ${fact.label}`);
  expect(told.at(-1)).toBe(`gone ${old}`);
});

test("who still has users is neither drained nor retired", async () => {
  const release = new PerformedRelease();
  await release.atFirstRung();
  const version = { component: "api", version: old };
  const held = { code: "CF_VERSION_HOLDS_TRAFFIC" };
  await expect(release.deed("end api@1.0.0", 3, { kind: "drain", ...version })).rejects.toMatchObject(held);
  await expect(release.deed("gone api@1.0.0", 0, { kind: "retire", ...version })).rejects.toMatchObject(held);
  expect(release.orders.map(({ action }) => action)).toEqual(["deploy"]);
});

test("where a deployer waits, a person may say that it is done", async () => {
  const release = new PerformedRelease();
  release.deployed = () => ({ kind: "pending", againInMs: 1_000, why: "nobody has said so" });
  const retire = () =>
    release.deed("gone api@1.0.0", 0, { kind: "retire", component: "api", version: "0.9.0" });
  expect(await retire()).toMatchObject({ kind: "pending", why: "nobody has said so" });
  release.tell({ kind: "answered", item: "gone api@1.0.0", answer: "yes" });
  expect(await retire()).toEqual({ kind: "done", note: "engine says so" });
});

test("whether anything is left of a wait is unknown until somebody says that nothing is", async () => {
  const release = new PerformedRelease();
  const wait = {
    id: "w1",
    before: "end api@1.0.0",
    after: "gone api@1.0.0",
    kind: "empty",
    because: [],
  } as const;
  const measure = () => release.perform({ id: "r1/w1/measure", kind: "measure", wait });
  release.deployed = () => ({ kind: "done" });
  expect(await measure()).toMatchObject({ kind: "pending", why: "nobody says that nothing is left" });
  release.deployed = () => ({ kind: "failed", why: "no such action", final: true });
  expect(await measure()).toMatchObject({ kind: "pending", why: "no such action" });
  release.deployed = () => ({ kind: "done", empty: true, note: "0 messages" });
  expect(await measure()).toEqual({ kind: "done", note: "0 messages" });
});

test("an address fails its gate after so many wrong answers in a row, and one right one begins anew", async () => {
  const check = { name: "checkout", url: "http://10.0.0.9/health", status: 200, timeoutMs: 100, failures: 2 };
  const release = new PerformedRelease({ gates: { http: [check] } });
  await release.atFirstRung();
  const results: string[] = [];
  for (const status of [500, 200, 500, 500]) {
    release.probed = () => ({ kind: "answered", status, headers: {}, ms: 1 });
    const outcome = await release.judge();
    results.push(outcome.kind === "judged" ? (outcome.gates[1]?.result ?? "") : outcome.kind);
  }
  expect(results).toEqual(["wait", "pass", "wait", "fail"]);
  expect(release.asked.at(-1)?.isKnown).toBeUndefined();
  release.probed = () => ({ kind: "silent", why: "it may not be called", isRefused: true });
  for (let count = 0; count < 3; count++)
    expect(await release.judge()).toMatchObject({
      gates: [{}, { name: "checkout", result: "inconclusive" }],
    });
});

const comparison = { ...defaultComparison, unit: "request", settleS: 0, margin: 5 } as const;
const limits = { ...defaultTrafficGate, bakeS: 5, minRequests: 50 };

/** Seconds of traffic; every tenth answer of the old version fails, of the new one as many as that says. */
async function traffic(release: PerformedRelease, seconds: number, failsOfTen: number): Promise<void> {
  const { state } = await release.router.read();
  for (let second = 0; second < seconds; second++) {
    for (let index = 0; index < 400; index++) {
      const asked = { component: "api", userKey: `u-${second}-${index}` };
      const traffic = state.components.api;
      const label =
        traffic && chooseVersion(traffic, { ...asked, bucket: bucketOf(traffic.salt, asked.userKey) })?.label;
      const fails = index % 10 < (label === fresh ? failsOfTen : 1);
      release.router.send({ ...asked, status: fails ? 500 : 200 });
    }
    release.nowMs += 1_000;
  }
}

test("what was learnt of the versions goes on in the next process, and nothing is counted twice", async () => {
  const release = new PerformedRelease({ gates: { http: [], traffic: { comparison, limits } } });
  await release.atFirstRung();
  await release.weigh(5_000);
  release.tell({ kind: "taken-over", component: "api", weights: { [fresh]: 5_000, [old]: 5_000 } });
  release.nowMs += 2_000;
  const requests: number[] = [];
  for (let look = 0; look < 3; look++) {
    await traffic(release, 4, 1);
    for (let again = 0; again < 2; again++) {
      const outcome = await release.judge();
      const gate = outcome.kind === "judged" ? outcome.gates[1] : undefined;
      requests.push((gate?.evidence as TrafficEvidence | undefined)?.candidate.requests ?? -1);
    }
  }
  expect(requests[0]).toBe(requests[1]);
  expect(requests[5]).toBe(requests[4]);
  expect(requests[5]).toBeGreaterThan((requests[0] ?? 0) * 2.5);
  expect(await release.judge()).toMatchObject({ gates: [{ result: "pass" }, { result: "pass" }] });
});

test("a new version that fails more often than the old one fails its gate", async () => {
  const release = new PerformedRelease({ gates: { http: [], traffic: { comparison, limits } } });
  await release.atFirstRung();
  release.nowMs += 2_000;
  await traffic(release, 10, 8);
  expect(await release.judge()).toMatchObject({
    gates: [{ result: "pass" }, { name: "errors and latency", result: "fail" }],
  });
});

test("as long as it is not known how fast the old version is, the gate waits, but not for ever", async () => {
  const release = new PerformedRelease({ gates: { http: [], traffic: { comparison, limits } } });
  await release.atFirstRung();
  release.nowMs += 2_000;
  expect(await release.judge()).toMatchObject({
    gates: [{}, { result: "wait", reason: "It is not known yet how fast api 1.0.0 is." }],
  });
  expect(await release.judge(70_000)).toMatchObject({
    gates: [{}, { reason: expect.stringMatching(/no request|Nothing has been measured/) }],
  });
});
