import { type ComponentTransition, cutIntoSets, type ReleaseSpec, rollingRungs } from "@crossfade/core";
import { expect, test } from "vitest";
import { ServerSite } from "../../../../test/support/server-site.ts";
import { wayBackOf } from "../release/way-back.ts";

const [old, fresh] = ["1.9.4", "2.0.0"];

/** Two servers at a time; each rung is baked for a moment, or waits for a person. */
function specOf(site: ServerSite, promotion: "automatic" | "manual"): ReleaseSpec {
  const sets = cutIntoSets(site.servers, 2);
  const api: ComponentTransition = {
    component: "api",
    kind: "service",
    by: "router",
    strategy: { rungs: rollingRungs(sets, { bakeMs: 300, timeoutMs: 60_000, promotion }), sets },
    checks: {
      readyTimes: 2,
      soakMs: 0,
      syntheticPaths: ["/up"],
      rehearsesRollback: true,
      internalUsers: [],
    },
  };
  return site.specOf(api, fresh);
}

test("four servers are updated two at a time under constant requests, and none is lost; then they go back", async () => {
  const site = await ServerSite.open(old, 4);
  site.load(12, 500);
  site.engine();
  const spec = specOf(site, "automatic");
  await site.begin(spec);
  expect(await site.until("r1", "ended")).toEqual({ kind: "ended", how: "completed" });
  expect(await site.weights()).toEqual({ [fresh]: 10_000 });
  const [s1, s2, s3, s4] = site.servers;
  // On a slow machine an order is given again: at least once.
  expect([...new Set(site.orders())]).toEqual([
    `deploy api ${fresh} 1/2 ${s1} ${s2}`,
    `deploy api ${fresh} 2/2 ${s3} ${s4}`,
  ]);
  expect(await site.buildsOfServers()).toEqual([fresh, fresh, fresh, fresh]);
  expect(site.lost()).toEqual([]);
  // Whoever was told to be one version was never answered by the other.
  expect(site.answered.filter(({ label, build }) => label !== build)).toEqual([]);
  const labels = (each: string) => site.answered.filter(({ label }) => label === each).length;
  expect(labels(old)).toBeGreaterThan(50);
  expect(labels(fresh)).toBeGreaterThan(50);

  const { progress } = await site.stored("r1");
  const ask = { spec, progress, basis: site.basisOf(fresh), live: await site.live(), id: "back" };
  const { draft, view } = wayBackOf({ ...ask, by: "lead", nowMs: Date.now() });
  if (draft === undefined) throw new Error(JSON.stringify(view));
  expect(view.costs).toEqual([`api@${old} is deployed again on 4 servers, in 2 sets.`]);
  await site.begin(draft.spec);
  expect(await site.until("back", "ended")).toEqual({ kind: "ended", how: "completed" });
  expect(await site.buildsOfServers()).toEqual([old, old, old, old]);
  expect(site.lost()).toEqual([]);
});

test("taken back after the first set, users are on the old servers that are left, and the others come back to them", async () => {
  const site = await ServerSite.open(old, 4);
  site.load(12, 500);
  site.engine();
  const spec = specOf(site, "manual");
  await site.begin(spec);
  await site.until("r1", "judged");
  expect(await site.weights()).toEqual({ [fresh]: 5_000, [old]: 5_000 });
  await site.say("r1", { kind: "aborted", why: "enough" });
  expect(await site.until("r1", "ended")).toEqual({ kind: "ended", how: "aborted" });
  expect(await site.weights()).toEqual({ [old]: 10_000 });
  expect(await site.buildsOfServers()).toEqual([fresh, fresh, old, old]);

  const { progress } = await site.stored("r1");
  const ask = { spec, progress, basis: site.basisOf(fresh), live: await site.live(), id: "back" };
  const { draft, view } = wayBackOf({ ...ask, by: "lead", nowMs: Date.now() });
  if (draft === undefined) throw new Error(JSON.stringify(view));
  expect(view).toMatchObject({ kind: "free", order: [{ step: `gone api@${fresh}` }] });
  await site.begin(draft.spec);
  expect(await site.until("back", "ended")).toEqual({ kind: "ended", how: "completed" });
  expect(await site.buildsOfServers()).toEqual([old, old, old, old]);
  expect((await site.live()).map(({ label, endpoints }) => [label, [...endpoints].sort()])).toEqual([
    [old, [...site.servers].sort()],
  ]);
  expect(site.lost()).toEqual([]);
});
