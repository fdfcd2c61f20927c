import type { Calendar, Grant } from "@crossfade/core";
import { beforeEach, describe, expect, test } from "vitest";
import { ControlRoom } from "../../../../test/support/control-room.ts";

const admin: Grant = { role: "admin" };
const dayMs = 86_400_000;
let room: ControlRoom;

beforeEach(() => {
  room = new ControlRoom();
});

const freeze = (fromMs: number): Calendar => ({
  freezes: [{ fromMs, toMs: fromMs + dayMs, why: "the campaign" }],
});
const journalOf = async (id: string) =>
  (await room.store.journal(id)).map(({ actor, event }) => `${actor} ${event.kind}`);

describe("a freeze that is announced while a release is under way", () => {
  beforeEach(async () => {
    await room.store.create(room.spec("r1"));
    await room.control.releases.start(await room.caller("ada", admin), "r1", {});
    room.calendar = () => freeze(room.nowMs);
  });

  test("keeps its users where they are, once, and says why", async () => {
    expect(await room.control.calendars.tell()).toEqual(["r1"]);
    expect(await room.control.calendars.tell()).toEqual([]);
    expect(await journalOf("r1")).toEqual(["ada start-asked", "crossfade.yaml calendar-changed"]);
    const view = await room.control.releases.show(await room.caller("ada", admin), "r1");
    expect(view.window).toEqual({ open: false, why: "the campaign", opensAtMs: room.nowMs + dayMs });
  });

  test("and taken back again lets them go on", async () => {
    await room.control.calendars.tell();
    room.calendar = () => ({ freezes: [] });
    expect(await room.control.calendars.tell()).toEqual(["r1"]);
    const view = await room.control.releases.show(await room.caller("ada", admin), "r1");
    expect(view.window).toEqual({ open: true });
  });

  test("is nothing to what leads back, or is over", async () => {
    room.change = { takesBack: "r1" };
    await room.store.create(room.spec("back"));
    room.change = {};
    await room.store.create(room.spec("r2"));
    const events = [
      { kind: "aborted", why: "x" },
      { kind: "ended", how: "aborted" },
    ] as const;
    await room.store.append({ release: "r2", expectedSeq: 0, actor: "ada", events });
    expect(await room.control.calendars.tell()).toEqual(["r1"]);
  });
});

test("windows that reach further as days go by are no news; once they end soon, they are", async () => {
  const madeMs = room.nowMs;
  const known = (fromMs: number): Calendar => ({
    windows: Array.from({ length: 180 }, (_, day) => ({
      fromMs: madeMs + (Math.round((fromMs - madeMs) / dayMs) + day) * dayMs,
      toMs: madeMs + (Math.round((fromMs - madeMs) / dayMs) + day + 0.5) * dayMs,
    })),
    freezes: [{ fromMs: fromMs + 180 * dayMs, toMs: 8.64e15, why: "unknown" }],
  });
  room.calendar = known;
  room.change = { calendar: known(madeMs) };
  await room.store.create(room.spec("r1"));
  room.nowMs += 30 * dayMs;
  expect(await room.control.calendars.tell()).toEqual([]);
  room.nowMs += 60 * dayMs;
  expect(await room.control.calendars.tell()).toEqual(["r1"]);
});
