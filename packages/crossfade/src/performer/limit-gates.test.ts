import type { Gate, MeasuredTraffic, ShareLimit } from "@crossfade/core";
import { expect, test } from "vitest";
import { PerformedRelease } from "../../../../test/support/performed-release.ts";

const errors: ShareLimit = { component: "api", share: 0.01 };

async function onRung(limits: readonly ShareLimit[], routers?: readonly string[]): Promise<PerformedRelease> {
  const release = new PerformedRelease({ gates: { http: [], limits } }, routers);
  release.nowMs += 10_000;
  await release.atFirstRung();
  return release;
}

/** So many users, of whom so many meet an error; all of them wait for so long. */
function served(
  release: PerformedRelease,
  users: number,
  failing = 0,
  latencyMs = 1,
  router = release.router,
): void {
  for (let user = 0; user < users; user++) {
    const status = user < failing ? 500 : 200;
    router.send({ component: "api", userKey: `u-${user}`, status, latencyMs });
  }
}

/** What the limits say of the rung that began so long ago. */
async function said(release: PerformedRelease, agoMs = 10_000): Promise<readonly Gate[]> {
  const outcome = await release.judge(agoMs);
  return outcome.kind === "judged" ? outcome.gates.filter(({ name }) => name !== "weights") : [];
}

test("errors of the users of any version are held against the limit, and only those since the rung began", async () => {
  const release = await onRung([errors]);
  served(release, 400, 40);
  release.nowMs += 2_000;
  expect(await said(release, 5_000)).toMatchObject([{ name: "api errors", result: "fail" }]);
  expect(await said(release, 1_000)).toMatchObject([
    { name: "api errors", result: "wait", missing: "users of api" },
  ]);
  release.nowMs += 1_000;
  served(release, 400);
  release.nowMs += 1_000;
  expect(await said(release, 1_500)).toMatchObject([{ result: "pass" }]);
});

test("slow answers are those above a threshold of the router; one that it does not have makes it inconclusive", async () => {
  const slower = { ...errors, slowerThanMs: 100 };
  const release = await onRung([slower, { ...errors, slowerThanMs: 300 }]);
  served(release, 400, 0, 150);
  release.nowMs += 2_000;
  expect(await said(release, 5_000)).toMatchObject([
    { name: "api above 100 ms", result: "fail" },
    {
      name: "api above 300 ms",
      result: "inconclusive",
      reason: expect.stringContaining("does not count answers above 300 ms"),
    },
  ]);
});

test("a router that cannot be asked, or that cannot count so, is inconclusive, whatever the others say", async () => {
  const release = await onRung([errors], ["edge", "edge2"]);
  served(release, 400);
  release.nowMs += 2_000;
  expect(await said(release, 5_000)).toMatchObject([{ result: "pass" }]);
  const [, second] = release.routers;
  if (second === undefined) throw new TypeError("there are two");
  const { measure } = second;
  second.measure = async (sinceS): Promise<MeasuredTraffic> => measure.call(second, sinceS);
  expect(await said(release, 5_000)).toMatchObject([
    { result: "inconclusive", reason: expect.stringContaining("edge2 does not count users since a moment") },
  ]);
  second.measure = () => Promise.reject(new Error("edge2 does not answer"));
  expect(await said(release, 5_000)).toMatchObject([
    { result: "inconclusive", reason: "edge2 does not answer" },
  ]);
});

test("no router sends users there: inconclusive", async () => {
  const release = await onRung([{ component: "worker", share: 0.01 }]);
  expect(await said(release)).toMatchObject([
    { result: "inconclusive", reason: "no router sends users to worker" },
  ]);
});

test("a router that began after the rung, or lost answers, passes nothing until it has counted for the whole time", async () => {
  const release = await onRung([errors]);
  const { router } = release;
  served(release, 400);
  release.nowMs += 2_000;
  // The rung began before the router did.
  expect(await said(release, 60_000)).toMatchObject([
    { result: "wait", missing: expect.stringContaining("in which every answer is counted") },
  ]);
  expect(await said(release, 5_000)).toMatchObject([{ result: "pass" }]);
  const { measure } = router;
  let lost = 3;
  router.measure = async (...asked) => ({ ...(await measure.call(router, ...asked)), lost });
  const rung = { beganMs: release.nowMs - 5_000 };
  const now = () => said(release, release.nowMs - rung.beganMs);
  expect(await now()).toMatchObject([{ result: "wait" }]);
  release.nowMs += 33_000;
  expect(await now()).toMatchObject([{ result: "pass" }]);
  served(release, 1);
  lost = 4;
  expect(await now()).toMatchObject([{ result: "wait" }]);
  release.nowMs += 33_000;
  served(release, 1);
  expect(await now()).toMatchObject([{ result: "pass" }]);
});

test("a rung without limits asks nobody for users", async () => {
  const release = new PerformedRelease();
  await release.atFirstRung();
  const { router } = release;
  const { measure } = router;
  const asked: (number | undefined)[] = [];
  router.measure = (sinceS, usersSinceS) => {
    asked.push(usersSinceS);
    return measure.call(router, sinceS, usersSinceS);
  };
  expect(await said(release)).toEqual([]);
  expect(asked).toEqual([undefined]);
});

test("on a rung that waits for a person for long, errors of long ago do not add up", async () => {
  const release = await onRung([errors]);
  const beganMs = release.nowMs;
  const now = () => said(release, release.nowMs - beganMs);
  // In every five minutes another two of a thousand users meet an error; over a day that would be half of them.
  const results: (string | undefined)[] = [];
  for (let look = 0; look < 100; look++) {
    for (let user = 0; user < 1_000; user++) {
      const status = user % 500 === look ? 500 : 200;
      release.router.send({ component: "api", userKey: `u-${user}`, status });
    }
    release.nowMs += 300_000;
    served(release, 1);
    results.push((await now())[0]?.result);
  }
  expect(new Set(results)).toEqual(new Set(["pass"]));
  served(release, 1_000, 60);
  release.nowMs += 1_000;
  expect(await now()).toMatchObject([{ result: "fail" }]);
});
