import { test } from "vitest";
import { onServer } from "./homes.ts";
import { expectBlowCount, expectOrder } from "./judged.ts";

test("three replicas on PostgreSQL, killed and put to sleep, bring every release home", async (context) => {
  const ended = await onServer(context, { leaseMs: 700, limitMs: 45_000, releases: 3, blows: 8 });
  expectOrder(ended);
  expectBlowCount(ended, 8);
});
