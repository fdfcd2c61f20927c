import { expect, test } from "vitest";
import { ControlPlaneSite, rungOf, stepOf } from "../support/control-plane-site.ts";

/** Each user counts once, by their first error: there are many of them, and the old version is not perfect either. */
const users = 3_000;

test("N40: a canary that fails more often, or is slower, than the old version over the same minutes is taken back by its gate; a good one goes on by itself", async () => {
  const site = await ControlPlaneSite.open({
    versions: { api: ["1.0.0", "2.0.0-fails", "2.0.0-slow", "2.0.0"] },
    faults: {
      "api@1.0.0": { fails: 10 },
      "api@2.0.0-fails": { fails: 60 },
      "api@2.0.0-slow": { fails: 10, slowMs: 150 },
      "api@2.0.0": { fails: 10 },
    },
    environment: {
      strategy: { canary: ["20%", "100%"], bake: "1s", timeout: "5m", promotion: "automatic" },
      gates: { errors: { tolerance: 4 }, minimumRequests: 20 },
    },
  });
  site.users.keepAsking(users, 8);
  for (const [release, label, metric] of [
    ["fails", "2.0.0-fails", /error/],
    ["slow", "2.0.0-slow", /ms|slow/],
  ] as const) {
    await site.begin(release, `api@${label}`);
    const { undo } = await site.until(release, ({ phase }) => phase === "aborted");
    expect(undo?.why).toMatch(/^errors and latency: /);
    expect(undo?.why).toMatch(metric);
    expect(undo?.why).toContain(`api ${label}`);
    const { entries } = await site.api.journal(release, 0);
    expect(entries.find(({ event }) => event.kind === "aborted")?.actor).toBe("engine");
    expect([...(await site.users.everyone(200)).values()].every((each) => each === "1.0.0")).toBe(true);
  }

  await site.begin("good", "api@2.0.0");
  const judged = await site.until("good", (view) =>
    (rungOf(view)?.gates ?? []).some(({ name }) => name === "errors and latency"),
  );
  expect(rungOf(judged)?.promotion).toBe("automatic");
  const all = await site.until("good", (view) => stepOf(view, "end api@1.0.0").state === "done");
  expect(stepOf(all, "end api@1.0.0").notes.join()).toContain("100 %");
  const { entries } = await site.api.journal("good", 0);
  const promoted = entries.filter(({ event }) => event.kind === "promoted");
  expect(promoted.map(({ actor }) => actor)).toEqual(["engine", "engine"]);
  expect([...(await site.users.everyone(200)).values()].every((each) => each === "2.0.0")).toBe(true);
});
