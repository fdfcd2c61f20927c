import { expect, test } from "vitest";
import { runWorld } from "./world.ts";

const worlds = 20;

test("whatever fails, nothing breaking meets, nobody is moved unasked, and releases of every fate end", async () => {
  const fates = new Set<string>();
  for (let seed = 1; seed <= worlds; seed++) {
    const { violation, releases } = await runWorld(seed, { isMeasured: false });
    expect(violation, `npm run sim -- --seed ${seed} --verbose`).toBeUndefined();
    for (const { id, phase } of releases) fates.add(`${id} ${phase}`);
  }
  expect([...fates]).toEqual(expect.arrayContaining(["r1 aborted", "r1 completed", "r2 completed"]));
});

test("one seed is one world, line by line", async () => {
  const [first, second] = [await runWorld(6), await runWorld(6)];
  expect(first.lines.length).toBeGreaterThan(50);
  expect(second.lines).toEqual(first.lines);
});
