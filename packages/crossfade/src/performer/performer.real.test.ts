import {
  type ComponentTransition,
  defaultComparison,
  defaultReleaseSettings,
  defaultTrafficGate,
  planRelease,
  type ReleaseSpec,
  setWeight,
} from "@crossfade/core";
import { expect, test } from "vitest";
import { ReleaseSite } from "../../../../test/support/release-site.ts";
import { Story } from "../../../../test/support/story.ts";

const old = "1.9.4";

/** One service, 5 % and then everybody; gates on real errors. */
function specOf(
  fresh: string,
  change: Partial<ReleaseSpec> = {},
  promotion: "automatic" | "manual" = "automatic",
): ReleaseSpec {
  const { system, verdicts } = new Story().part("api", "service", { versions: [old, fresh] }).tell();
  const planning = planRelease(system, verdicts);
  if (planning.kind === "impossible") throw new Error("there is no plan");
  const rungs = [500, 10_000].map((weight) => ({ weight, bakeMs: 1_000, timeoutMs: 60_000, promotion }));
  const api: ComponentTransition = {
    component: "api",
    kind: "service",
    by: "router",
    strategy: { rungs },
    checks: {
      readyTimes: 3,
      soakMs: 500,
      syntheticPaths: ["/up"],
      rehearsesRollback: true,
      internalUsers: ["anna"],
    },
  };
  return {
    releaseSchema: 1,
    id: "r1",
    environment: "production",
    plan: planning.plan,
    planHash: "h",
    transitions: { api },
    approvals: [],
    calendar: { freezes: [] },
    settings: {
      ...defaultReleaseSettings,
      retainMs: 0,
      judgeEveryMs: 250,
      judgementLastsMs: 2_000,
      retryMs: 50,
      maxRetryMs: 500,
    },
    gates: {
      http: [],
      traffic: {
        comparison: { ...defaultComparison, unit: "request", settleS: 1, plannedS: 60, margin: 5 },
        limits: { ...defaultTrafficGate, bakeS: 1, minRequests: 20 },
      },
    },
    digests: {},
    checklist: [],
    contacts: [],
    ...change,
  };
}

test("a version goes dark, is verified, rehearsed, shown to few, judged, shown to all; the old one ends", async () => {
  const site = await ReleaseSite.open(old);
  site.load(8, 2_000);
  site.engine();
  await site.begin(specOf("2.0.0"));
  const dark = await site.until("r1", "did", ({ step }) => step === "start api@2.0.0");
  expect(dark.note).toBe("ready 3 times on 1 instance, dark for 1 s, /up answered through edge");
  expect(site.answered.filter(({ label }) => label === "2.0.0")).toEqual([]);
  const rehearsed = await site.until(
    "r1",
    "did",
    ({ station, step }) => step === "start api@2.0.0" && station === 1,
  );
  expect(rehearsed.note).toMatch(/^one user went to api 2\.0\.0 and back at edge: back after \d+ ms$/);
  await site.until("r1", "did", ({ station, step }) => step === "start api@2.0.0" && station === 2);
  expect(await site.versionOf("anna")).toBe("2.0.0");
  await site.until("r1", "did", ({ station, step }) => step === "start api@2.0.0" && station === 3);
  expect(await site.weights()).toEqual({ "2.0.0": 500, [old]: 9_500 });
  const judged = await site.until("r1", "judged", ({ gates }) =>
    gates.every(({ result }) => result === "pass"),
  );
  expect(judged.gates.map(({ name }) => name)).toEqual(["weights", "errors and latency"]);
  expect(judged.gates[0]?.reason).toMatch(
    /^api 2\.0\.0 has 5 ?% at edge, as read back; [\d.]+ % of \d+ requests measured$/,
  );
  expect(await site.until("r1", "ended")).toEqual({ kind: "ended", how: "completed" });
  expect(await site.weights()).toEqual({ "2.0.0": 10_000 });
  // On a slow machine an order is given again: at least once.
  expect([...new Set(site.orders())]).toEqual(["deploy api@1.9.4", "deploy api@2.0.0", "retire api@1.9.4"]);
  expect((await site.router.read()).state.components.api?.versions.map(({ label }) => label)).toEqual([
    "2.0.0",
  ]);
  const facts = (await site.facts.facts("production")).map(({ fact }) => `${fact.kind} ${fact.label}`);
  expect(facts.slice(2)).toEqual(["deployed 2.0.0", "started 2.0.0", `ended ${old}`, `gone ${old}`]);
  // Both versions fail now and then by themselves; nothing was lost on the way to them.
  expect(site.answered.filter(({ status }) => status !== 200 && status !== 500)).toEqual([]);
  expect(site.answered.length).toBeGreaterThan(500);
});

test("a version that fails is taken back by its gate, and its users are back", async () => {
  const site = await ReleaseSite.open(old);
  site.load(8, 2_000);
  site.engine();
  await site.begin(specOf("2.0.0-bad"));
  const { why } = await site.until("r1", "aborted");
  expect(why).toContain("errors and latency: ");
  await site.until("r1", "undid");
  expect(await site.weights()).toEqual({ [old]: 10_000 });
  const backMs = Date.now();
  expect(await site.until("r1", "ended")).toEqual({ kind: "ended", how: "aborted" });
  expect(await site.versionOf("anna")).toBe(old);
  expect(site.answered.some(({ label }) => label === "2.0.0-bad")).toBe(true);
  // What was begun before the weights were read back may end after it.
  expect(site.answered.filter(({ atMs, label }) => label === "2.0.0-bad" && atMs > backMs + 200)).toEqual([]);
});

test("what a person sets at the router counts, until people let the release go on", async () => {
  const site = await ReleaseSite.open(old);
  site.engine();
  const spec = specOf("2.0.0", { gates: { http: [] } }, "manual");
  await site.begin(spec);
  await site.until("r1", "judged");
  const { state } = await site.router.read();
  await site.router.apply(setWeight(state, { component: "api", label: "2.0.0", weight: 1_234 }));
  const taken = await site.until("r1", "taken-over");
  expect(taken.weights).toEqual({ "2.0.0": 1_234, [old]: 8_766 });
  expect((await site.store.read("r1"))?.progress.hold?.why).toContain("other weights of api");
  await site.say("r1", { kind: "resumed" });
  await site.until("r1", "judged", ({ gates }) => gates[0]?.reason.includes("12.34") === true);
  expect(await site.weights()).toEqual({ "2.0.0": 1_234, [old]: 8_766 });
  const step = `end api@${old}`;
  await site.say("r1", { kind: "promotion-asked", step, station: 0 });
  await site.until("r1", "did", ({ station, step: done }) => done === step && station === 1);
  expect(await site.weights()).toEqual({ "2.0.0": 10_000 });
});

test("a router that is killed is not known to do anything; one that lost its weights is told them again", async () => {
  const site = await ReleaseSite.open(old);
  site.engine();
  await site.begin(specOf("2.0.0", { gates: { http: [] } }, "manual"));
  await site.until("r1", "did", ({ note }) => note?.startsWith("ready") === true);
  const putBack = site.keepState();
  await site.until("r1", "judged", ({ gates }) => gates[0]?.result === "pass");
  await site.killProxy();
  const away = await site.until("r1", "judged", ({ gates }) => gates[0]?.result === "inconclusive");
  expect(away.gates[0]?.reason).toContain("edge");
  putBack();
  await site.startProxy();
  await expect.poll(() => site.weights(), { timeout: 20_000 }).toEqual({ "2.0.0": 500, [old]: 9_500 });
});
