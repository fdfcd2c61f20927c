import { expect, test } from "vitest";
import type { WayBackView } from "../../packages/crossfade/src/wire/views.ts";
import { ControlPlaneSite, stepOf } from "../support/control-plane-site.ts";

const manual = { canary: ["10%", "100%"], bake: "1s", promotion: "manual" };

/** Who is served by which versions now: their labels, once each. */
const labelsOf = async (site: ControlPlaneSite) => [...new Set((await site.users.everyone(200)).values())];

async function wayBack(site: ControlPlaneSite, release: string): Promise<WayBackView> {
  const { stdout } = await site.tryCrossfade(`release rollback ${release} --dry-run --json`);
  return (JSON.parse(stdout) as { wayBack: WayBackView }).wayBack;
}

test("N50: killed between any two steps, an abort and a rollback still arrive; a weight that a person sets wins", async () => {
  const site = await ControlPlaneSite.open({
    store: "embedded",
    environment: { strategy: manual },
  });
  await site.begin("one", "api@2.0.0");
  await site.atPercent("one", 10);
  await Promise.all([
    site.tryCrossfade("release abort one"),
    site.until("one", ({ phase }) => phase !== "running").then(() => site.endUp("SIGKILL")),
  ]);
  await site.up();
  await site.until("one", ({ phase }) => phase === "aborted");
  expect(await labelsOf(site)).toEqual(["1.0.0"]);

  // A person moves users by hand: the release stands still with that, until somebody lets it go on.
  await site.begin("two", "api@2.0.0");
  await site.atPercent("two", 10);
  await site.trafficctl("set-weight api-2.0.0 42%");
  const held = await site.until("two", ({ hold }) => hold !== undefined);
  expect(held.hold?.why).toContain("other weights of api");
  expect((await site.trafficctl("get-weight api")).stdout).toContain("api-2.0.0: 42%");
  await site.crossfade("release resume two");
  await site.crossfade("release promote two");
  await site.atPercent("two", 100);
  expect(await labelsOf(site)).toEqual(["2.0.0"]);
  await site.crossfade("release promote two");
  await site.until("two", (view) => stepOf(view, "end api@1.0.0").state === "done");

  // Only the old version stays, for going back: nothing is under way any more.
  await site.crossfade("release abort two");
  await site.until("two", ({ phase }) => phase === "aborted");
  const { planHash = "" } = await wayBack(site, "two");
  await site.crossfade(`release rollback two --why "as before" --confirm ${planHash.slice(0, 8)}`);
  const back = (await site.api.releases()).releases.find(({ id }) => id !== "one" && id !== "two")?.id ?? "";
  const api = site.api;
  for (const reached of [1, 4]) {
    await site.until(back, ({ seq }) => seq >= reached, api);
    await site.endUp("SIGKILL");
    await site.up();
  }
  await site.until(back, (view) => stepOf(view, "start api@1.0.0").state === "done");
  expect(await labelsOf(site)).toEqual(["1.0.0"]);
});
