import { test } from "vitest";
import { inFolder } from "./homes.ts";
import { expectBlowCount, expectOrder } from "./judged.ts";

test("one process on its own folder, killed again and again, brings every release home", async () => {
  const ended = await inFolder({ leaseMs: 700, limitMs: 45_000, releases: 1, blows: 2 });
  expectOrder(ended);
  expectBlowCount(ended, 2);
});
