import { expect, test } from "vitest";
import { falseAlarmRows } from "../../../../bench/gates/false-alarms.ts";
import { latencyAlarmRows } from "../../../../bench/gates/latency.ts";
import { trapRows } from "../../../../bench/gates/traps.ts";

const repetitions = 2_000;

test.each([
  ["errors", falseAlarmRows],
  ["latency", latencyAlarmRows],
])(
  "%s: of 2,000 releases of each kind that are no worse, at most the promised share is called worse",
  (_, rows) => {
    const judged = rows(repetitions);
    expect(judged.length).toBeGreaterThanOrEqual(12);
    expect(judged.filter(({ met }) => met !== true)).toEqual([]);
  },
);

test("with its guard no trap raises false alarms, and without it each does", () => {
  for (const { name, met, peerValue, value } of trapRows(false)) {
    expect(met, name).toBe(true);
    expect(peerValue, name).toBeGreaterThan(5 * value + 5);
  }
});
