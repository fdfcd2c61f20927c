import { expect, test } from "vitest";
import { ControlPlaneSite } from "../support/control-plane-site.ts";

/** Each user counts once, by their first error: there are many of them, and the old version is not perfect either. */
const users = 3_000;
const settings = {
  strategy: { canary: ["20%", "100%"], bake: "1s", timeout: "5m", promotion: "automatic" },
  // It has warmed up before anybody is served by it.
  dark: { ready: 1, soak: "2s", rehearse: false },
  gates: { errors: { tolerance: 4 }, minimumRequests: 20 },
};

/** The engine, not a person, has taken it back; why, and everybody is where they were. */
async function takenBack(site: ControlPlaneSite, release: string): Promise<string> {
  const { undo } = await site.until(release, ({ phase }) => phase === "aborted");
  const { entries } = await site.api.journal(release, 0);
  expect(entries.find(({ event }) => event.kind === "aborted")?.actor).toBe("engine");
  expect(new Set((await site.users.everyone(200)).values())).toEqual(new Set(["1.0.0"]));
  return undo?.why ?? "";
}

test("N40: a canary that fails more often than the old version over the same minutes is taken back by its gate; one that is as good as the old version goes on by itself, to everybody", async () => {
  const site = await ControlPlaneSite.open({
    versions: { api: ["1.0.0", "2.0.0", "2.0.1"] },
    faults: { "api@1.0.0": { fails: 10 }, "api@2.0.0": { fails: 80 }, "api@2.0.1": { fails: 10 } },
    environment: settings,
  });
  site.users.keepAsking(users, 10);
  await site.begin("bad", "api@2.0.0");
  expect(await takenBack(site, "bad")).toMatch(
    /^errors and latency: api 2\.0\.0 has more errors than api 1\.0\.0, between .* times as many/,
  );

  await site.begin("good", "api@2.0.1");
  await site.atPercent("good", 100);
  const { entries } = await site.api.journal("good", 0);
  const promoted = entries.filter(({ event }) => event.kind === "promoted");
  expect(promoted[0]?.actor).toBe("engine");
  const judged = entries.flatMap(({ event }) => (event.kind === "judged" ? event.gates : []));
  expect(judged).toContainEqual(expect.objectContaining({ name: "errors and latency", result: "pass" }));
  expect(new Set((await site.users.everyone(200)).values())).toEqual(new Set(["2.0.1"]));
});
