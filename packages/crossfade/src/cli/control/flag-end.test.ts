import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ControlSite } from "../../../../../test/support/control-site.ts";
import { FlagRoom } from "../../../../../test/support/flag-room.ts";

const dayMs = 86_400_000;
const text = `features:
  new-checkout:
    enabled: true
    owner: team-a
    rollout_percentage: 100
  theme: { enabled: true, rollout_percentage: 5 }
`;

let flags: FlagRoom;
let env: Record<string, string>;
const sites: ControlSite[] = [];
beforeEach(async () => {
  flags = new FlagRoom(text);
  const token = await flags.room.token("ada", { role: "flag-editor" });
  env = { CROSSFADE_SERVER: await flags.listen(), CROSSFADE_TOKEN: token };
  flags.live();
  await flags.reads.look();
});
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
  await flags.close();
});

async function typed(line: string) {
  const site = await ControlSite.open({ env });
  sites.push(site);
  return site.run(line);
}

test("shows which versions read what, and ends with 3 where something cannot be told", async () => {
  await flags.publish("web", "1.0.0", { "new-checkout": false });
  await flags.publish("web", "1.1.0", { "new-checkout": true });
  flags.live("web@1.0.0");
  const { code, out } = await typed("flag readers new-checkout");
  expect([code, out]).toEqual([
    0,
    "new-checkout  web  1.0.0 … 1.1.0, live: 1.0.0  default false (1.0.0), true (1.1.0)  web/main.ts:1:1\n",
  ]);
  await flags.publish(
    "web",
    "1.2.0",
    {},
    { uncertain: [{ at: "web/a.ts:2:1", why: "the key is made while it runs" }] },
  );
  const all = await typed("flag readers");
  expect(all.code).toBe(3);
  expect(all.out).toContain("theme         no published version reads it");
  expect(all.out).toContain("Cannot be told:\n  web@1.2.0  web/a.ts:2:1: the key is made while it runs\n");
});

test("shows the way out, and goes it as far as the file can", async () => {
  await flags.publish("web", "1.0.0", { "new-checkout": false });
  expect((await typed("flag retire new-checkout --do pin")).out).toContain("+     lifecycle: retiring");
  const blocked = await typed("flag retire new-checkout --quiet 0s");
  expect([blocked.code, blocked.out]).toEqual([
    1,
    `new-checkout of flags: true for everyone

  step            stage
✓ 1 pin               1  pinned to true, since 15 Jan 2027 09:00 Europe/Prague
→ 2 code-default      2  code default = true
                         ✕ web@1.0.0 falls back to false at web/main.ts:1:1
                         do: release each with the final value as its default, or without the flag
· 3 clients           3  out of the clients
✓ 4 wait              4  no client that reads it is left
✓ 5 servers           –  out of the servers
· 6 tombstone         4  a tombstone: serves true to whoever still asks, and counts them
· 7 delete            5  deleted

5 stages, proven. Way back: costs from stage 2; no point of no return.

Nobody asked for it in the last 0 s. Counted since 15 Jan 2027 09:00 Europe/Prague.
`,
  ]);
  const { planning, steps } = JSON.parse((await typed("flag retire new-checkout --json")).out);
  expect(planning).toMatchObject({ kind: "proven", plan: { planSchema: 1 }, stages: Array(5).fill({}) });
  expect(steps[6]).toMatchObject({ id: "delete", stage: 5 });
  const refused = await typed("flag retire new-checkout --do delete --quiet 0s");
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(
    /not ready for the step delete\. Next is: code default = true; web@1\.0\.0 falls back/,
  );

  await flags.publish("web", "2.0.0", {});
  expect((await typed("flag retire new-checkout --do tombstone --quiet 0s")).code).toBe(0);
  const gone = await typed('flag retire new-checkout --do delete --quiet 0s --why "nobody asks"');
  expect(gone.out).toContain("-   new-checkout:");
  expect(readFileSync(flags.path, "utf8")).toBe(
    "features:\n  theme: { enabled: true, rollout_percentage: 5 }\n",
  );
  expect(JSON.parse((await typed("flag retire new-checkout --json")).out)).toMatchObject({
    controlSchema: 1,
    steps: Array(7).fill({ state: "done" }),
  });
});

test("lists what is stale, whose it is, and why", async () => {
  expect((await typed("flag list --stale")).out).toBe("No flag of flags.yaml is stale.\n");
  flags.room.nowMs += 31 * dayMs;
  flags.served.count("theme", {});
  expect((await typed("flag list --stale")).out).toBe(
    "new-checkout  team-a  nobody asked for it in 30 days; everyone has got true for 31 days\n\nThe way out of one: crossfade flag retire KEY\n",
  );
});

test.each([
  "flag retire new-checkout --do clients",
  "flag retire new-checkout --quiet soon",
  "flag retire new-checkout --cut-off 101",
])("`%s` is refused", async (line) => expect(await typed(line)).toMatchObject({ code: 2 }));
