import { expect, test } from "vitest";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { hasWrk } from "../support/wrk.ts";
import { embeddedShifts } from "./embedded-shifts.ts";

/** Traffic flows for so long after a change: who is still sent to the old side is late by all of it. */
const holdMs = 400;

/** The figures to reach are those of the long form, on a machine that does nothing else; these hold on a busy one. */
test("everybody is moved there and back under load without a failed request", async (context) => {
  requireOrSkip(context, hasWrk, "wrk is not installed");
  const { load, changes, lateMs } = await embeddedShifts(5, holdMs);
  expect(changes).toBe(10);
  expect(load.requests).toBeGreaterThan(1_000);
  expect([load.refused, load.socketErrors]).toEqual([0, 0]);
  expect(lateMs.p50).toBeLessThan(holdMs / 2);
});
