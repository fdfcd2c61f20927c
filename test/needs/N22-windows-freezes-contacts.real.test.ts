import { expect, test } from "vitest";
import { ControlPlaneSite, stepOf } from "../support/control-plane-site.ts";

const hourMs = 3_600_000;
const time = (ms: number) => new Date(ms).toISOString().slice(11, 16);

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
