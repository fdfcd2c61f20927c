import { expect, test } from "vitest";
import { ControlPlaneSite } from "../support/control-plane-site.ts";

/** What `crossfade status` says of each version, without the times. */
async function status(site: ControlPlaneSite): Promise<readonly string[]> {
  const { stdout } = await site.tryCrossfade("status");
  return stdout
    .split("\n")
    .filter((line) => line.includes(": deployed "))
    .map((line) =>
      line.replace(/deployed \d\d:\d\d, /, "deployed, ").replace(/ \(read back \d\d:\d\d\)/, ""),
    );
}

test("N01: deployed is not released: who sees a version is always told beside it, by component, and as it is read back", async () => {
  const components = { api: { kind: "service" }, worker: { kind: "worker" }, web: { kind: "web" } };
  const site = await ControlPlaneSite.open({
    components,
    versions: { api: ["1.0.0", "2.0.0"], worker: ["1.0.0"], web: ["1.0.0"] },
    environment: { strategy: { canary: ["25%", "100%"], bake: "1s", promotion: "manual" } },
  });
  await site.crossfade("deployed worker@2.0.0 --endpoint http://127.0.0.1:9");
  expect(await status(site)).toEqual([
    "api 1.0.0: deployed, seen by everybody",
    "worker 1.0.0: deployed, seen by everybody",
    "worker 2.0.0: deployed, seen by nobody",
    "web 1.0.0: deployed, seen by everybody",
  ]);

  await site.begin("two", "api@2.0.0");
  await site.atPercent("two", 25);
  expect((await status(site)).filter((line) => line.startsWith("api"))).toEqual([
    "api 1.0.0: deployed, seen by 75 % of users",
    "api 2.0.0: deployed, seen by 25 % of users",
  ]);
  const labels = [...(await site.users.everyone(400)).values()];
  const share = labels.filter((label) => label === "2.0.0").length / labels.length;
  expect(share).toBeGreaterThan(0.15);
  expect(share).toBeLessThan(0.35);

  // A weight that a person sets is read back, too: nobody has it, and it is still deployed.
  await site.trafficctl("set-weight api-1.0.0 100%");
  expect((await status(site)).filter((line) => line.startsWith("api"))).toEqual([
    "api 1.0.0: deployed, seen by everybody",
    "api 2.0.0: deployed, seen by nobody",
  ]);
});
