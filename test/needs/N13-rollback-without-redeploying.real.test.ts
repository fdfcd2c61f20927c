import { expect, test } from "vitest";
import { ControlPlaneSite } from "../support/control-plane-site.ts";

/** With the starts of three programs, on a machine that does other things, too. */
const withinMs = 30_000;
/** "Seconds at most", from the decision of a person. */
const seconds = 5_000;
/** Between the decision and the weights as they are read back. */
const atTheRouterMs = 1_000;

interface WayBack {
  readonly wayBack: { readonly kind: string; readonly planHash: string };
}

test("N13: users are back on the old version within seconds, before and after promotion; it was warm all the time, and no request is dropped", async () => {
  const site = await ControlPlaneSite.open({
    environment: { strategy: { canary: ["10%", "100%"], bake: "1s", promotion: "manual" } },
  });
  const old = site.running("api@1.0.0");
  site.users.keepAsking(300);
  await site.begin("first", "api@2.0.0");
  await site.atPercent("first", 10);
  const abortedMs = performance.now();
  await site.crossfade("release abort first");
  await site.until("first", ({ phase }) => phase === "aborted");
  expect(performance.now() - abortedMs).toBeLessThan(withinMs);
  const { entries } = await site.api.journal("first", 0);
  const [decided, undone] = ["aborted", "undid"].map(
    (kind) => entries.find(({ event }) => event.kind === kind)?.atMs ?? Number.NaN,
  );
  expect((undone ?? Number.NaN) - (decided ?? Number.NaN)).toBeLessThan(atTheRouterMs);
  expect([...(await site.users.everyone(300)).values()].every((label) => label === "1.0.0")).toBe(true);

  await site.begin("second", "api@2.0.0");
  await site.atPercent("second", 10);
  await site.crossfade("release promote second");
  await site.atPercent("second", 100);
  await site.crossfade("release promote second");
  await site.until("second", (view) =>
    view.stages.flat().some(({ id, state }) => id === "end api@1.0.0" && state === "done"),
  );
  expect([...(await site.users.everyone(300)).values()].every((label) => label === "2.0.0")).toBe(true);
  const shown = JSON.parse(await site.crossfade("release rollback second --dry-run --json")) as WayBack;
  const rolledMs = performance.now();
  await site.crossfade("release abort second");
  await site.until("second", ({ phase }) => phase === "aborted");
  await site.crossfade(
    `release rollback second --why "as before" --confirm ${shown.wayBack.planHash.slice(0, 8)}`,
  );
  const everybodyBack = async () =>
    [...(await site.users.everyone(300)).values()].every((label) => label === "1.0.0");
  while (!(await everybodyBack())) {
    // They ask again.
  }
  expect(performance.now() - rolledMs).toBeLessThan(withinMs);
  const back = (await site.api.releases()).releases.find(({ id }) => id !== "first" && id !== "second");
  const steps = (await site.api.journal(back?.id ?? "", 0)).entries;
  const moved = steps.find(({ event }) => event.kind === "finished" && event.step === "start api@1.0.0");
  expect((moved?.atMs ?? Number.NaN) - (steps[0]?.atMs ?? Number.NaN)).toBeLessThan(seconds);

  expect(site.running("api@1.0.0")).toEqual(old);
  expect(site.orders().filter((order) => order.endsWith("api@1.0.0"))).toEqual([]);
  await site.users.stop();
  expect(site.users.dropped).toEqual([]);
  expect(site.users.answered.filter(({ status }) => status !== 200)).toEqual([]);
  expect(site.users.answered.length).toBeGreaterThan(1_000);
});
