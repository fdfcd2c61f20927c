import { test } from "vitest";
import { inFolder, onServer } from "./homes.ts";
import { expectBlowCount, expectOrder } from "./judged.ts";

const short = { leaseMs: 700, limitMs: 45_000 };

test("three replicas on PostgreSQL, killed and put to sleep, bring every release home", async (context) => {
  const ended = await onServer(context, { ...short, releases: 4, blows: 12 });
  expectOrder(ended);
  expectBlowCount(ended, 12);
});

test("one process on its own folder, killed again and again, brings every release home", async () => {
  const ended = await inFolder({ ...short, releases: 2, blows: 2 });
  expectOrder(ended);
  expectBlowCount(ended, 2);
});
