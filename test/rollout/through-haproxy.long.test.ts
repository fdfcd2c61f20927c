import { expect, test } from "vitest";
import { ControlPlaneSite, stepOf } from "../support/control-plane-site.ts";
import { describeHaproxy } from "../support/haproxy.ts";
import { judgedCanary, manyUsers, takenBack } from "../support/judged-canary.ts";

describeHaproxy("a release through HAProxy", () => {
  test("is judged by what HAProxy's log says: what is worse is taken back, what is as good goes to everybody", async () => {
    const site = await ControlPlaneSite.open({
      isBehindHaproxy: true,
      versions: { api: ["1.0.0", "2.0.0", "2.0.1"] },
      faults: { "api@1.0.0": { fails: 10 }, "api@2.0.0": { fails: 80 }, "api@2.0.1": { fails: 10 } },
      environment: judgedCanary,
    });
    site.users.keepAsking(manyUsers, 10);
    await site.begin("bad", "api@2.0.0");
    expect(await takenBack(site, "bad")).toMatch(/^errors and latency: api 2\.0\.0 has more errors/);

    await site.begin("good", "api@2.0.1");
    await site.until("good", (view) => stepOf(view, "end api@1.0.0").state === "done");
    expect(new Set((await site.users.everyone(200)).values())).toEqual(new Set(["2.0.1"]));
    expect(site.users.dropped).toEqual([]);
  });
});
