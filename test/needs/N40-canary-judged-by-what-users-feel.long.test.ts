import { expect, test } from "vitest";
import { ControlPlaneSite } from "../support/control-plane-site.ts";
import { judgedCanary, manyUsers, takenBack } from "../support/judged-canary.ts";

test("N40: a canary that is slower than the old version over the same minutes is taken back by its gate", async () => {
  const site = await ControlPlaneSite.open({
    faults: { "api@1.0.0": { fails: 10 }, "api@2.0.0": { fails: 10, slowMs: 400 } },
    environment: judgedCanary,
  });
  site.users.keepAsking(manyUsers, 20);
  await site.begin("slow", "api@2.0.0");
  expect(await takenBack(site, "slow")).toMatch(
    /^errors and latency: api 2\.0\.0 has slower answers than api 1\.0\.0: \d+ users/,
  );
});
