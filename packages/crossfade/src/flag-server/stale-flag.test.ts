import { afterEach, expect, test } from "vitest";
import { FlagRoom } from "../../../../test/support/flag-room.ts";
import { Flags } from "./flags.ts";

const dayMs = 86_400_000;
let room: FlagRoom;
afterEach(() => room.close());

/** Why the flag `a` should go after so many days; questions are counted from the first day on. */
async function stale(feature: string, days: number, asks: (room: FlagRoom) => void = () => {}) {
  room = new FlagRoom(`features:\n  a: ${feature}\n`);
  const flags = new Flags(room.sets, () => room.room.nowMs);
  const reader = await room.room.caller("ada", { role: "viewer" });
  room.room.nowMs += days * dayMs;
  asks(room);
  return flags.list(reader).flags[0]?.stale ?? [];
}
const asked = ({ served }: FlagRoom) => served.count("a", {});
const share = "enabled: true, rollout_percentage: 25";

test("a flag that is asked for, by some, within its time is not", async () => {
  expect(await stale(`{ ${share} }`, 100, asked)).toEqual([]);
});

test("by its last day, or by how long its type should live", async () => {
  // The room's clock begins on 15 January 2027.
  expect(await stale(`{ ${share}, expires: 2027-01-20 }`, 5, asked)).toEqual([]);
  await room.close();
  expect(await stale(`{ ${share}, expires: 2027-01-20 }`, 6, asked)).toEqual(["expired on 2027-01-20"]);
  await room.close();
  expect(await stale(`{ ${share}, created: 2027-01-15, type: release }`, 41, asked)).toEqual([
    "41 days old, and release flags should live 40",
  ]);
});

test("by nobody who asks; all flags at once count, for a version that may read it", async () => {
  const nobody = ["nobody asked for it in 30 days"];
  expect(await stale(`{ ${share} }`, 30)).toEqual(nobody);
  await room.close();
  expect(await stale(`{ ${share} }`, 29)).toEqual([]);
  await room.close();
  expect(await stale(`{ ${share} }`, 30, ({ served }) => served.count(undefined, {}))).toEqual([]);
  await room.publish("web", "1.0.0", {});
  room.room.nowMs += 40 * dayMs;
  room.served.count(undefined, { client: "web", clientVersion: "1.0.0" });
  const reader = await room.room.caller("bob", { role: "viewer" });
  expect(new Flags(room.sets, () => room.room.nowMs).list(reader).flags[0]?.stale).toEqual(nobody);
});

test("by being the same for everyone for long; a kill switch may", async () => {
  const on = "enabled: true, rollout_percentage: 100";
  expect(await stale(`{ ${on} }`, 30, asked)).toEqual(["everyone has got true for 30 days"]);
  await room.close();
  expect(await stale(`{ ${on}, type: kill-switch }`, 30, asked)).toEqual([]);
  await room.close();
  expect(await stale(`{ ${on}, lifecycle: tombstone }`, 90)).toEqual([]);
});
