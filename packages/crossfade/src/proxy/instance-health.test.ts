import { expect, test } from "vitest";
import { healthAfter, unknownHealth } from "./instance-health.ts";

/** Results one by one, + well and - not: what is thought of the instance after each. */
function story(results: string, needed: number) {
  let health = unknownHealth;
  return [...results].map((result, atMs) => {
    health = healthAfter(health, { isOk: result === "+", why: "500", atMs }, needed);
    return health.state;
  });
}

test.each([
  ["+", 1, ["ready"]],
  ["++", 2, ["unknown", "ready"]],
  ["+-++", 2, ["unknown", "unknown", "unknown", "ready"]],
  ["--", 2, ["unknown", "unready"]],
  ["++--", 2, ["unknown", "ready", "ready", "unready"]],
  ["++-+-+", 2, ["unknown", "ready", "ready", "ready", "ready", "ready"]],
  ["--+-++", 2, ["unknown", "unready", "unready", "unready", "unready", "ready"]],
])("%s with %i in a row", (results, needed, states) => {
  expect(story(results, needed)).toEqual(states);
});

test("it is ready since the result that made it so, and says why when it is not", () => {
  let health = unknownHealth;
  for (const [atMs, isOk] of [true, true, true].entries())
    health = healthAfter(health, { isOk, atMs: 10 + atMs }, 2);
  expect(health.readySinceMs).toBe(11);
  health = healthAfter(health, { isOk: false, why: "/up answered 500", atMs: 13 }, 2);
  expect(health).toMatchObject({ state: "ready", readySinceMs: 11 });
  health = healthAfter(health, { isOk: false, why: "/up answered 500", atMs: 14 }, 2);
  expect(health).toEqual({ state: "unready", streak: 2, wasOk: false, why: "/up answered 500" });
});
