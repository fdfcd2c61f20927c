import { expect, test } from "vitest";
import type { PairReport } from "../analysis/report.ts";
import { summaryOf } from "./summary.ts";

test("only pairs that count are counted", () => {
  const pair = (verdict: "breaking" | "unknown") => ({ verdict }) as PairReport;
  const atOnce = [pair("breaking"), pair("unknown"), pair("unknown")];
  const planning = { kind: "impossible", conflicts: [], ways: [], limited: false } as const;
  expect(summaryOf({ atOnce, planning })).toEqual({ breaks: 1, unknowns: 2, plan: "impossible" });
});
