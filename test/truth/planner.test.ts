import { expect, test } from "vitest";
import { exploreSeeds, exploreSmall, exploreThreeVersions } from "./explore.ts";

/** The planner against the explorer: a sample of what planner.long.test.ts walks in full. */
const seed = process.env.TRUTH_SEED;

test.skipIf(seed)(
  "a twentieth of all small worlds: the planner says what the explorer finds",
  { timeout: 60_000 },
  () => {
    const { worlds, failures } = exploreSmall(0, 20);
    console.log(`${worlds} small worlds explored`);
    expect(failures.join("\n\n")).toBe("");
  },
);

test.skipIf(seed)(
  "two components of three versions: the planner says what the explorer finds",
  { timeout: 60_000 },
  () => {
    const { worlds, failures } = exploreThreeVersions();
    console.log(`${worlds} worlds of three versions explored`);
    expect(failures.join("\n\n")).toBe("");
  },
);

test("larger worlds from seeds: the planner says what the explorer finds", { timeout: 60_000 }, () => {
  const { worlds, failures } = seed ? exploreSeeds(Number(seed), 1) : exploreSeeds(0, 4_000);
  console.log(`${worlds} worlds from seeds explored`);
  expect(failures.join("\n\n")).toBe("");
});
