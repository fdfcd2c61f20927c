import { expect, test } from "vitest";
import { tally } from "./tally.ts";

const passed = { name: "a", state: "passed" };
const failed = { name: "b", state: "failed" };
const noServer = { name: "c", state: "skipped", note: "no server" };
const noReason = { name: "d", state: "skipped" };
const noFixture = { name: "e", state: "skipped", note: "fixtures missing: ofrep" };
const all = [passed, failed, noServer, noReason, noFixture];

test("what broke outside of a test counts as failed", () => {
  expect(tally([passed, failed], 2, false)).toEqual({ passed: 1, failed: 3, skipped: [], refused: [] });
});

test("a skipped test is only told, unless all have to run", () => {
  expect(tally(all, 0, false)).toMatchObject({
    failed: 1,
    skipped: [noServer, noReason, noFixture],
    refused: [],
  });
  expect(tally(all, 0, true)).toMatchObject({ failed: 3, refused: [noServer, noReason] });
});
