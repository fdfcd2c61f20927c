import { expect, test } from "vitest";
import { exploreSeeds, exploreSmall } from "./explore.ts";

/** The other half of all small worlds and of the seeds; planner.long.test.ts walks the first on another core. */
test("the other half of all small worlds: the planner says what the explorer finds", () => {
  const { worlds, failures } = exploreSmall(1, 2);
  console.log(`${worlds} small worlds explored`);
  expect(failures.join("\n\n")).toBe("");
});

test("100,000 more larger worlds from seeds: the planner says what the explorer finds", () => {
  const { worlds, failures } = exploreSeeds(1_000_000, 100_000);
  console.log(`${worlds} worlds from seeds explored`);
  expect(failures.join("\n\n")).toBe("");
});
