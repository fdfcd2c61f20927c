import { expect, test } from "vitest";
import { ControlPlaneSite, stepOf } from "../support/control-plane-site.ts";

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

test("N40: a canary that is slower than the old version over the same minutes is taken back by its gate", async () => {
  const site = await ControlPlaneSite.open({
    faults: { "api@1.0.0": { fails: 10 }, "api@2.0.0": { fails: 10, slowMs: 400 } },
    environment: settings,
  });
  site.users.keepAsking(users, 20);
  await site.begin("slow", "api@2.0.0");
  expect(await takenBack(site, "slow")).toMatch(
    /^errors and latency: api 2\.0\.0 has more answers above \d+ ms than api 1\.0\.0/,
  );
});

test("N40: one that fails more often is taken back, too; one that is as good as the old version goes on by itself, to everybody", async () => {
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
  const all = await site.until("good", (view) => stepOf(view, "end api@1.0.0").state === "done");
  expect(stepOf(all, "end api@1.0.0").notes.join()).toContain("100 %");
  const { entries } = await site.api.journal("good", 0);
  const promoted = entries.filter(({ event }) => event.kind === "promoted");
  expect(promoted.map(({ actor }) => actor)).toEqual(["engine", "engine"]);
  const judged = entries.flatMap(({ event }) => (event.kind === "judged" ? event.gates : []));
  expect(judged).toContainEqual(expect.objectContaining({ name: "errors and latency", result: "pass" }));
  expect(new Set((await site.users.everyone(200)).values())).toEqual(new Set(["2.0.1"]));
});
