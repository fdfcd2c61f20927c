import { expect, test } from "vitest";
import { freePorts } from "../support/background-program.ts";
import { ControlPlaneSite } from "../support/control-plane-site.ts";

const manual = { strategy: { canary: ["10%", "100%"], bake: "1s", promotion: "manual" } };
const freshOf = (served: ReadonlyMap<string, string>) =>
  [...served].filter(([, label]) => label === "2.0.0").map(([user]) => user);

test("N72: the control plane is killed: traffic and weights stay, and it goes on where it was; a second one is refused", async () => {
  const site = await ControlPlaneSite.open({ environment: manual, store: "embedded" });
  site.users.keepAsking(300);
  await site.begin("two", "api@2.0.0");
  await site.atPercent("two", 10);
  const before = freshOf(await site.users.everyone(300)).sort();
  expect(before.length).toBeGreaterThan(0);
  await site.endUp("SIGKILL");
  expect((await site.trafficctl("get-weight api")).stdout).toContain("api-2.0.0: 10%");
  expect(freshOf(await site.users.everyone(300)).sort()).toEqual(before);

  await site.up();
  const [port] = await freePorts(1);
  const second = await site.tryCrossfade(`up --listen 127.0.0.1:${port}`);
  expect(second.status).not.toBe(0);
  expect(second.stderr).toContain("CF_STORE_LOCKED");
  await site.crossfade("release promote two");
  await site.atPercent("two", 100);
  await site.users.stop();
  expect(site.users.dropped).toEqual([]);
  expect(site.notices.filter(({ kind }) => kind === "proxy")).toContainEqual(
    expect.objectContaining({ notice: expect.objectContaining({ how: "adopted" }) }),
  );
});
