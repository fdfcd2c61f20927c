import { expect, test } from "vitest";
import { exploreSeeds, exploreSmall } from "./explore.ts";

/** Half of all small worlds and of the seeds; planner-other-half.long.test.ts walks the other half on another core. */
test("half of all small worlds: the planner says what the explorer finds", () => {
  const { worlds, failures } = exploreSmall(0, 2);
  console.log(`${worlds} small worlds explored`);
  expect(failures.join("\n\n")).toBe("");
});

test("100,000 larger worlds from seeds: the planner says what the explorer finds", () => {
  const { worlds, failures } = exploreSeeds(0, 100_000);
  console.log(`${worlds} worlds from seeds explored`);
  expect(failures.join("\n\n")).toBe("");
});
