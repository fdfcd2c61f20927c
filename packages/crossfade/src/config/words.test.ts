import { editDistance, nearest, suggestion } from "@crossfade/core";
import { expect, test } from "vitest";
import { codeFrame } from "./code-frame.ts";
import { delayTime } from "./delay-time.ts";
import { durationMs, linger } from "./duration.ts";
import { normalPath, pathTrouble } from "./paths.ts";

test.each([
  ["4d", 345_600_000],
  ["24h", 86_400_000],
  ["30m", 1_800_000],
  ["90s", 90_000],
  ["2w", 1_209_600_000],
  ["0s", 0],
  ["3650d", 315_360_000_000],
  ["3651d", undefined],
  ["999999999w", undefined],
  ["4", undefined],
  ["4 d", undefined],
  ["-4d", undefined],
  ["4.5d", undefined],
  ["P4D", undefined],
])("the duration %s is %s ms", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each([
  ["5bd", { unit: "business-days", value: 5 }],
  ["0bd", { unit: "business-days", value: 0 }],
  ["4d", { unit: "ms", value: 345_600_000 }],
  ["2601bd", undefined],
  ["5 bd", undefined],
  ["5b", undefined],
  ["unbounded", undefined],
])("the delay %s is %o", (text, time) => {
  expect(delayTime(text)).toEqual(time);
});

test("what is retained for ever, for a while or not at all", () => {
  expect([linger("for-ever"), linger("1s"), linger("0s"), linger("ever")]).toEqual([
    { kind: "for-ever" },
    { kind: "for", ms: 1000 },
    { kind: "none" },
    undefined,
  ]);
});

test.each([
  ["servce", "service"],
  ["wbe", "web"],
  ["WEB", "web"],
  ["billing", undefined],
  ["x", undefined],
])("the nearest word to %s is %s", (word, known) => {
  expect(nearest(word, ["service", "web", "worker"])).toBe(known);
});

test("the distance counts inserting, deleting, replacing and swapping neighbours", () => {
  expect([
    editDistance("abc", "abc"),
    editDistance("abc", "acb"),
    editDistance("", "abc"),
    editDistance("kitten", "sitting"),
  ]).toEqual([0, 1, 3, 3]);
});

test("where nothing is near, the choice is shown", () => {
  expect(suggestion("zzz", ["api", "web"])).toBe("Known: api, web.");
  expect(suggestion("zzz", [])).toBe("There are none yet.");
});

test.each([
  ["./api//x/", "api/x/"],
  [".", ""],
  ["a/./b", "a/b"],
])("the path %s is %s", (written, normal) => {
  expect(normalPath(written)).toBe(normal);
});

test.each(["/etc", "~/x", "C:/x", "a/../b", "a\\b", "src/**", "a\u0000b"])(
  "the path %j is refused",
  (path) => {
    expect(pathTrouble(path)).toBeDefined();
  },
);

test("a frame of a very long line is cut around the caret and shows no control characters", () => {
  const frame = codeFrame(`${"x".repeat(5000)}!\u001b[31m${"y".repeat(5000)}`, 1, 5001).split("\n");
  expect(frame[0]?.length).toBeLessThan(120);
  expect(frame[0]?.[frame[1]?.indexOf("^") ?? 0]).toBe("!");
  expect(frame.join("")).not.toContain("\u001b");
});
