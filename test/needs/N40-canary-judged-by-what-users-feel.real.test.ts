import { expect, test } from "vitest";
import { ControlPlaneSite, stepOf } from "../support/control-plane-site.ts";
import { judgedCanary, manyUsers, takenBack } from "../support/judged-canary.ts";

test("N40: a canary that fails more often than the old version over the same minutes is taken back by its gate; one that is as good as the old version goes on by itself, to everybody", async () => {
  const site = await ControlPlaneSite.open({
    versions: { api: ["1.0.0", "2.0.0", "2.0.1"] },
    faults: { "api@1.0.0": { fails: 10 }, "api@2.0.0": { fails: 80 }, "api@2.0.1": { fails: 10 } },
    environment: judgedCanary,
  });
  site.users.keepAsking(manyUsers, 10);
  await site.begin("bad", "api@2.0.0");
  expect(await takenBack(site, "bad")).toMatch(
    /^errors and latency: api 2\.0\.0 has more errors than api 1\.0\.0, between .* times as many/,
  );

  await site.begin("good", "api@2.0.1");
  await site.until("good", (view) => stepOf(view, "end api@1.0.0").state === "done");
  const { entries } = await site.api.journal("good", 0);
  const promoted = entries.filter(({ event }) => event.kind === "promoted");
  expect(promoted.map(({ actor }) => actor)).toEqual(["engine", "engine"]);
  const judged = entries.flatMap(({ event }) => (event.kind === "judged" ? event.gates : []));
  expect(judged).toContainEqual(expect.objectContaining({ name: "errors and latency", result: "pass" }));
  expect(new Set((await site.users.everyone(200)).values())).toEqual(new Set(["2.0.1"]));
});
