import { expect, test } from "vitest";
import { ControlPlaneSite, stepOf } from "../support/control-plane-site.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const time = (ms: number) => new Date(ms).toISOString().slice(11, 16);
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

test("N22: outside its window a release waits, says when that opens and whom to call, and can always be taken back", async () => {
  const nowMs = Date.now();
  const opensMs = Math.floor(nowMs / 60_000) * 60_000 + 2 * hourMs;
  const site = await ControlPlaneSite.open({
    calendars: { office: { zone: "UTC", days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] } },
    environment: {
      windows: [{ calendar: "office", from: time(opensMs), to: time(opensMs + hourMs) }],
      contacts: ["release lead: +1 555 0100"],
    },
  });
  await site.begin("two", "api@2.0.0");
  const waiting = await site.until("two", (view) => stepOf(view, "start api@2.0.0").notes.length === 1);
  expect(waiting.window).toEqual({ open: false, why: expect.any(String), opensAtMs: opensMs });
  const page = await site.crossfade("release show two");
  expect(page).toContain(time(opensMs));
  expect(page).toContain("release lead: +1 555 0100");
  expect(site.orders()).toEqual(["deploy api@2.0.0"]);
  expect([...(await site.users.everyone(200)).values()].every((label) => label === "1.0.0")).toBe(true);
  await site.crossfade("release abort two");
  await site.until("two", ({ phase }) => phase === "aborted");
});

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
