import {
  type ComponentTransition,
  type HttpCheck,
  type Kind,
  liveVersions,
  type Rung,
} from "@crossfade/core";
import { expect, test } from "vitest";
import { PerformedRelease } from "../../../../test/support/performed-release.ts";

const rung: Rung = {
  weight: 2_500,
  consumers: { count: 1, of: 4 },
  bakeMs: 0,
  timeoutMs: 1_000,
  promotion: "automatic",
};

function moved(kind: Kind, http: readonly HttpCheck[] = []): PerformedRelease {
  const release = new PerformedRelease({ gates: { http } });
  const { api } = release.spec.transitions;
  if (api === undefined) throw new TypeError("api moves");
  const transition: ComponentTransition = { ...api, kind, by: "deployer", strategy: { rungs: [rung] } };
  release.spec = { ...release.spec, transitions: { api: transition } };
  return release;
}

const [fresh, old] = [
  { component: "api", version: "2.0.0" },
  { component: "api", version: "1.0.0" },
];
const judge = (release: PerformedRelease) =>
  release.perform({ id: "r1/judge", kind: "judge", step: "end api@1.0.0", station: 0, rung, sinceMs: 0 });

test("a worker is deployed paused, and gets its consumers one by one; the old one has not ended with some of them", async () => {
  const release = moved("worker");
  await release.facts.record("production", "ci", [{ kind: "started", component: "api", label: "1.0.0" }]);
  await release.deploy();
  const one = { consumers: { count: 1, of: 4 } };
  const done = await release.deed("start api@2.0.0", 1, { kind: "activate", ...fresh, ...one });
  expect(done).toEqual({ kind: "done", note: "1 of 4 consumers are those of api 2.0.0" });
  await release.deed("start api@2.0.0", 2, { kind: "deactivate", ...old, consumers: { count: 3, of: 4 } });
  const told = release.orders.map(({ action, version, count, of, paused }) => ({
    action,
    version,
    count,
    of,
    paused,
  }));
  expect(told).toMatchObject([
    { action: "deploy", version: "2.0.0", paused: true },
    { action: "activate", version: "2.0.0", count: 1, of: 4 },
    { action: "deactivate", version: "1.0.0", count: 3, of: 4 },
  ]);
  const phases = async () =>
    liveVersions(await release.facts.facts("production")).map(({ label, phase }) => `${label} ${phase}`);
  expect(await phases()).toEqual(["1.0.0 released", "2.0.0 released"]);
  await release.deed("end api@1.0.0", 7, { kind: "deactivate", ...old });
  expect(await phases()).toEqual(["1.0.0 ended", "2.0.0 released"]);
});

test("a service is not deployed paused: it serves nobody until a router says so", async () => {
  const release = new PerformedRelease();
  await release.deploy();
  expect(release.orders[0]?.paused).toBeUndefined();
});

test("on a rung of consumers no traffic is compared, and it says so; addresses that are asked still decide", async () => {
  const alone = await judge(moved("worker"));
  expect(alone).toMatchObject({
    gates: [
      {
        name: "consumers",
        result: "pass",
        isNoEvidence: true,
        reason: expect.stringMatching(/not compared.*only time/),
      },
    ],
  });
  const check = { name: "lag", url: "http://10.0.0.9/lag", status: 200, timeoutMs: 100, failures: 1 };
  const watched = moved("worker", [check]);
  watched.probed = () => ({ kind: "answered", status: 500, headers: {}, ms: 1 });
  expect(await judge(watched)).toMatchObject({
    gates: [{ reason: expect.not.stringMatching(/only time/) }, { name: "lag", result: "fail" }],
  });
  const limited = moved("worker");
  limited.spec = { ...limited.spec, gates: { http: [], limits: [{ component: "api", share: 0.01 }] } };
  expect(await judge(limited)).toMatchObject({
    gates: [
      { reason: expect.not.stringMatching(/only time/) },
      { name: "api errors", result: "inconclusive" },
    ],
  });
});

test("a job runs once, and a run that fails is a failure", async () => {
  const release = moved("job");
  await release.deploy();
  const run = () => release.deed("start api@2.0.0", 1, { kind: "run", ...fresh });
  release.deployed = () => ({ kind: "done", note: "312 rows" });
  expect(await run()).toEqual({ kind: "done", note: "api 2.0.0 ran once: 312 rows" });
  release.deployed = () => ({ kind: "failed", why: "exit 1", final: false });
  expect(await run()).toMatchObject({ kind: "failed", why: "exit 1" });
  expect(release.orders.map(({ action }) => action)).toEqual(["deploy", "run", "run"]);
  expect(release.orders[0]?.paused).toBe(true);
});
