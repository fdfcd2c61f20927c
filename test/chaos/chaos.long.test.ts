import { test } from "vitest";
import type { Ended } from "./campaign.ts";
import { inFolder, onServer } from "./homes.ts";
import { expectBlowCount, expectBlowsOfEachKind, expectOrder } from "./judged.ts";

const long = { leaseMs: 1_000, limitMs: 900_000 };

test("three replicas, 50 releases, 120 blows, both kinds in each kind of deed", async (context) => {
  const ended = await onServer(context, { ...long, releases: 50, blows: 120 });
  tell(ended);
  expectOrder(ended);
  expectBlowCount(ended, 120);
  expectBlowsOfEachKind(ended);
});

test("one process on its own folder, 20 releases, 60 blows", async () => {
  const ended = await inFolder({ ...long, releases: 20, blows: 60 });
  tell(ended);
  expectOrder(ended);
  expectBlowCount(ended, 60);
});

function tell({ blows, target, releases }: Ended): void {
  const all = [...blows].map(([blow, count]) => `${blow} ${count}`).join(", ");
  console.log(`${releases.length} releases; ${all}; refused as stale: ${target.refusedStale.length}`);
}
