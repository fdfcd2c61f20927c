import { expect, test } from "vitest";
import { runWorld } from "./world.ts";

const worlds = 3_000;
const measuredWorlds = 400;
/** The gate may be wrong once in a hundred releases; so many more of so few would be more than bad luck. */
const falseAborts = 0.03;

test("thousands of worlds, and not one fault of ours", async () => {
  for (let seed = 1; seed <= worlds; seed++) {
    const { violation } = await runWorld(seed);
    expect(violation, `npm run sim -- --seed ${seed} --verbose`).toBeUndefined();
  }
});

test("the gate takes back hardly any good version, and promotes no bad one", async () => {
  const seen = { good: 0, falselyAborted: 0, bad: 0, caught: 0 };
  for (let seed = 10_001; seed <= 10_000 + measuredWorlds; seed++) {
    const { violation, measured } = await runWorld(seed, { isMeasured: true });
    expect(violation, `npm run sim -- --seed ${seed} --measured --verbose`).toBeUndefined();
    if (measured === undefined) continue;
    const isCaught = measured.how === "gate";
    if (measured.isBad) expect(measured.how, `seed ${seed}`).not.toBe("completed");
    seen[measured.isBad ? "bad" : "good"]++;
    if (isCaught) seen[measured.isBad ? "caught" : "falselyAborted"]++;
  }
  expect(seen.falselyAborted).toBeLessThanOrEqual(falseAborts * seen.good);
  expect(seen.caught).toBeGreaterThan(0);
});
