import { afterEach, beforeEach, expect, test } from "vitest";
import { ControlSite } from "../support/control-site.ts";
import { flagAsker } from "../support/flag-asked.ts";
import { FlagRoom } from "../support/flag-room.ts";

/** N61, from the command line, against a control plane that really answers. */
let flags: FlagRoom;
let site: ControlSite;
let value: Awaited<ReturnType<typeof flagAsker>>["value"];

beforeEach(async () => {
  flags = new FlagRoom("features:\n  unfinished: { enabled: false, rollout_percentage: 0 }\n");
  const asker = await flagAsker(flags);
  value = asker.value;
  const token = await flags.room.token("ada", { role: "flag-editor" });
  site = await ControlSite.open({ env: { CROSSFADE_SERVER: asker.server, CROSSFADE_TOKEN: token } });
});
afterEach(async () => {
  await site.close();
  await flags.close();
});

const users = Array.from({ length: 60 }, (_, index) => `user-${index}`);

/** Who has it now. */
async function who(): Promise<ReadonlySet<string>> {
  const answers = await Promise.all(
    users.map(async (user) => [user, await value("unfinished", user)] as const),
  );
  return new Set(answers.flatMap(([user, isOn]) => (isOn === true ? [user] : [])));
}

test("an unfinished feature is hidden, opens for more and more without losing anybody, and is gone at once", async () => {
  expect((await who()).size).toBe(0);
  let before = new Set<string>() as ReadonlySet<string>;
  for (const share of [20, 100]) {
    expect(await site.run(`flag ramp unfinished ${share}`)).toMatchObject({ code: 0 });
    const now = await who();
    expect([...before].filter((user) => !now.has(user))).toEqual([]);
    expect(Math.abs(now.size / users.length - share / 100)).toBeLessThan(0.2);
    before = now;
  }
  expect(before.size).toBe(users.length);

  expect(await site.run('flag kill unfinished --why "errors"')).toMatchObject({ code: 0 });
  expect((await who()).size).toBe(0);
  const { out } = await site.run("flag history");
  expect(out).toContain("ada: kill unfinished: errors");
});
