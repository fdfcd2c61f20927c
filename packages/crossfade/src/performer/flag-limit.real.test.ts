import { expect, onTestFinished, test } from "vitest";
import { FlagRoom } from "../../../../test/support/flag-room.ts";
import { ReleaseSite } from "../../../../test/support/release-site.ts";
import { FlagTurns } from "../flag-server/flag-turns.ts";
import { rampRelease } from "../release/flag-ramp.ts";

/** Of the users of this version every tenth request fails, whatever the flag. */
const version = "1.9.4";

test("a flag climbs, the service behind the router begins to fail those who have it, and its limit takes the flag back", async () => {
  const site = await ReleaseSite.open(version);
  const flags = new FlagRoom("features:\n  gifts: { enabled: false, rollout_percentage: 0 }\n");
  onTestFinished(() => flags.close());
  const turns = new FlagTurns([flags.served], async () => {});
  site.environment = { ...site.environment, flags: turns };
  const has = (user: string) => flags.served.resolve("gifts", { targetingKey: user }).value === true;
  site.load(8, 10_000, (user) => (has(user) ? "/new" : "/"));
  const { spec } = rampRelease({
    id: "r1",
    environment: "production",
    component: "flags",
    key: "gifts",
    from: 0,
    shares: [100, 6_000],
    bakeMs: 1_000,
    promotion: "automatic",
    rules: {
      gates: { http: [], limits: [{ component: "api", share: 0.4 }] },
      contacts: [],
      calendar: () => ({ freezes: [] }),
    },
    by: "ada",
    nowMs: Date.now(),
  });
  site.engine();
  await site.begin({ ...spec, settings: { ...spec.settings, judgeEveryMs: 200 } });
  const passed = await site.until("r1", "judged", ({ gates }) => gates[1]?.result === "pass");
  expect(passed.gates[1]?.reason).toMatch(/^[\d,]+ of [\d,]+ users of api had an error; at most 40 % may$/);
  const { why } = await site.until("r1", "aborted");
  expect(why).toMatch(/api errors: [\d,]+ of [\d,]+ users of api had an error, [\d.]+ %: at most 40 % may/);
  expect(await site.until("r1", "ended")).toEqual({ kind: "ended", how: "aborted" });
  expect(turns.read("gifts")).toMatchObject({ weight: 0, isOn: false });
  expect(flags.source.history.some(({ text }) => text.includes("rollout_percentage: 60"))).toBe(true);
});
