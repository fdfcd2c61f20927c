import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ControlPlaneSite, stepOf } from "../support/control-plane-site.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

test("N22: on a frozen day nobody is moved, and it is said why; on an open one they are", async () => {
  const nowMs = Date.now();
  const site = await ControlPlaneSite.open({
    components: { api: { kind: "service" }, worker: { kind: "worker" } },
    versions: { api: ["1.0.0", "2.0.0"], worker: ["1.0.0", "2.0.0"] },
    environment: {
      windows: [{ from: "00:00", to: "24:00" }],
      freezes: [{ from: day(nowMs + 30 * dayMs), to: day(nowMs + 31 * dayMs), why: "the campaign" }],
    },
    environments: {
      frozen: {
        deploy: { worker: { command: [process.execPath, "deploy.mjs"] } },
        freezes: [{ from: day(nowMs - dayMs), to: day(nowMs + dayMs), why: "holidays" }],
      },
    },
  });
  const { url } = site.running("worker@1.0.0");
  await site.crossfade(`deployed worker@1.0.0 --environment frozen --endpoint ${url} --serving`);
  await site.crossfade("release create --id cold --environment frozen --to worker@2.0.0");
  await site.crossfade("release start cold");
  await site.begin("warm", "api@2.0.0");
  const cold = await site.until("cold", (view) => stepOf(view, "start worker@2.0.0").notes.length === 1);
  expect(cold.window).toMatchObject({ open: false, why: "holidays" });
  await site.atPercent("warm", 100);
  expect(await site.crossfade("release show cold")).toContain("holidays");
  expect(site.orders()).not.toContain("activate worker@2.0.0");
});

test("N22: a freeze that is announced while users are on a rung keeps them there, and they can be taken back", async () => {
  const nowMs = Date.now();
  const site = await ControlPlaneSite.open({
    environment: { strategy: { canary: ["5%", "100%"], bake: "0s", promotion: "manual" } },
  });
  await site.begin("two", "api@2.0.0");
  await site.atPercent("two", 5);
  await site.endUp("SIGTERM");
  const path = join(site.folder, "crossfade.yaml");
  const config = JSON.parse(readFileSync(path, "utf8"));
  config.environments.production.freezes = [
    { from: day(nowMs - dayMs), to: day(nowMs + dayMs), why: "the campaign" },
  ];
  writeFileSync(path, JSON.stringify(config));
  await site.up();
  expect(site.notices).toContainEqual({ kind: "calendar-changed", releases: ["two"], upSchema: 1 });
  await site.crossfade("release promote two");
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const page = await site.crossfade("release show two");
  expect(page).toContain("Users are not moved now: the campaign");
  const waiting = await site.atPercent("two", 5);
  expect(stepOf(waiting, "end api@1.0.0").rung).toMatchObject({
    weight: 500,
    promotedBy: expect.any(String),
  });
  await site.crossfade("release abort two");
  await site.until("two", ({ phase }) => phase === "aborted");
});
