import { expect, test } from "vitest";
import { outcomeOf } from "./outcome.ts";
import type { PairReport } from "./report.ts";

test("only pairs that count are counted", () => {
  const pair = (verdict: "breaking" | "unknown") => ({ verdict }) as PairReport;
  const atOnce = [pair("breaking"), pair("unknown"), pair("unknown")];
  const planning = { kind: "impossible", conflicts: [], ways: [], limited: false } as const;
  expect(outcomeOf({ atOnce, planning })).toEqual({ breaks: 1, unknowns: 2, plan: "impossible" });
});
