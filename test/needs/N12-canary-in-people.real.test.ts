import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ControlPlaneSite } from "../support/control-plane-site.ts";

const people = 1_000;
/** Users fall into buckets by the hash of their key: about so many more than the share may be in them. */
const atMost = (asked: number) => asked + 5 * Math.sqrt(asked * (1 - asked / people));

test("N12: of a thousand users first fifty get it, then two hundred, then five hundred, then all; who has it keeps it", async () => {
  const site = await ControlPlaneSite.open({
    environment: {
      strategy: {
        canary: ["50 users", "200 users", "500 users", "all"],
        population: people,
        bake: "1s",
        promotion: "manual",
      },
    },
  });
  await site.begin("two", "api@2.0.0");
  let before = new Set<string>();
  for (const asked of [50, 200, 500, people]) {
    await site.atPercent("two", asked / (people / 100));
    const served = await site.users.everyone(people);
    const now = new Set([...served].filter(([, label]) => label === "2.0.0").map(([user]) => user));
    expect(now.size).toBeGreaterThan(before.size);
    expect(now.size).toBeLessThanOrEqual(Math.min(people, atMost(asked)));
    expect([...before].filter((user) => !now.has(user))).toEqual([]);
    before = now;
    if (asked < people) await site.crossfade("release promote two");
  }
  expect(before.size).toBe(people);
  expect(site.users.dropped).toEqual([]);

  // While it is not known how many there are, nobody is moved by their number.
  const file = join(site.folder, "crossfade.yaml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(`"population": ${people},`, ""));
  const { status, stderr } = await site.tryCrossfade("up --listen 127.0.0.1:0");
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/population/);
});
