import { expect, test } from "vitest";
import { ControlPlaneSite, stepOf } from "../support/control-plane-site.ts";
import { describeHaproxy } from "../support/haproxy.ts";

describeHaproxy("a release through HAProxy", () => {
  test("climbs to everybody; who was first stays in, and nobody is dropped", async () => {
    const site = await ControlPlaneSite.open({
      isBehindHaproxy: true,
      environment: { strategy: { canary: ["20%", "100%"], bake: "1s", promotion: "manual" } },
    });
    site.users.keepAsking(300);
    await site.begin("new", "api@2.0.0");
    await site.atPercent("new", 20);
    const few = new Set((await site.users.everyone(200)).values());
    expect(few).toEqual(new Set(["1.0.0", "2.0.0"]));
    await site.crossfade("release promote new");
    await site.atPercent("new", 100);
    await site.crossfade("release promote new");
    await site.until("new", (view) => stepOf(view, "end api@1.0.0").state === "done");
    expect(new Set((await site.users.everyone(200)).values())).toEqual(new Set(["2.0.0"]));
    expect(site.users.dropped).toEqual([]);
  });
});
