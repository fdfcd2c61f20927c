import { expect, test } from "vitest";
import { Dice } from "../../../../bench/gates/dice.ts";
import { limitGate, limitSpan, usersNeeded } from "./limit-gate.ts";

const errors = { component: "api", share: 0.01 };
const moment = { sinceS: 1_000, bakeS: 300, alpha: 0.01 };
const asked = (
  users: number,
  events: number,
  more: { throughS?: number; gapS?: number; lastS?: number } = {},
) => {
  const { throughS = 1_300 } = more;
  return limitGate(
    errors,
    { users, events, ...(users === 0 ? {} : { lastS: throughS }), throughS, ...more },
    moment,
  );
};

test("a share far above the limit fails it, with the figures", () => {
  expect(asked(400, 40)).toEqual({
    name: "api errors",
    result: "fail",
    reason: "40 of 400 users of api had an error, 10 %: at most 1 % may",
    evidence: { users: 400, events: 40 },
  });
});

test("it fails before enough users were counted to pass, but never by a handful of errors", () => {
  expect(asked(60, 12).result).toBe("fail");
  expect(asked(4, 4).result).toBe("wait");
});

test("a share above the limit that may be chance neither passes nor fails, and says what is missing", () => {
  expect(asked(400, 6)).toMatchObject({
    result: "wait",
    reason: "6 of 400 users of api had an error, 1.5 %: at most 1 % may; it may be chance",
    missing: "200 more users without an error",
  });
});

test("too few users are waited for, and the gate says how many", () => {
  const needed = usersNeeded(errors);
  expect(needed).toBeGreaterThan(250);
  expect(needed).toBeLessThan(350);
  expect(asked(needed - 1, 0)).toMatchObject({ result: "wait", missing: "1 more user" });
  expect(asked(needed, 0)).toMatchObject({ result: "pass" });
  expect(asked(1_000, 10)).toMatchObject({
    result: "pass",
    reason: "10 of 1,000 users of api had an error; at most 1 % may",
  });
});

test("with nobody counted it waits for a minute, and then says that it cannot tell", () => {
  expect(asked(0, 0, { throughS: 1_059 })).toMatchObject({
    result: "wait",
    reason: "no user of api was counted yet",
    missing: "users of api",
  });
  expect(asked(0, 0, { throughS: 1_060 })).toMatchObject({
    result: "inconclusive",
    reason: "for 60 seconds no user of api was counted",
  });
  expect(asked(1_000, 0, { lastS: 1_241 }).result).toBe("pass");
  expect(asked(1_000, 0, { lastS: 1_180 })).toMatchObject({
    result: "inconclusive",
    reason: "for 2 minutes no user of api was counted",
  });
  expect(asked(400, 40, { lastS: 1_180 }).result).toBe("fail");
});

test("after a gap nothing passes until every answer was counted for the whole time once more", () => {
  expect(asked(1_000, 0, { gapS: 1_100, throughS: 1_399 })).toMatchObject({
    result: "wait",
    missing: "1 second more in which every answer is counted",
    reason: expect.stringContaining("not every answer could be counted"),
  });
  expect(asked(1_000, 0, { gapS: 1_100, throughS: 1_400 }).result).toBe("pass");
  expect(asked(400, 40, { gapS: 1_100, throughS: 1_101 }).result).toBe("fail");
});

test("slow answers are told by their threshold", () => {
  const slow = { component: "api", slowerThanMs: 500, share: 0.05 };
  expect(limitGate(slow, { users: 200, events: 3, lastS: 1_299, throughS: 1_300 }, moment)).toMatchObject({
    name: "api above 500 ms",
    result: "pass",
    reason: "3 of 200 users of api had an answer above 500 ms; at most 5 % may",
  });
});

test("a rung that lasts for days is asked about its last hour or two, each span from a moment that was fixed before", () => {
  const at = (passedS: number) => limitSpan(1_000, 3_600, 1_000 + passedS);
  expect(at(0)).toEqual({ sinceS: 1_000, number: 1 });
  expect(at(7_199)).toEqual({ sinceS: 1_000, number: 1 });
  expect(at(7_200)).toEqual({ sinceS: 4_600, number: 2 });
  expect(at(10_799)).toEqual({ sinceS: 4_600, number: 2 });
  expect(at(48 * 3_600)).toEqual({ sinceS: 1_000 + 47 * 3_600, number: 48 });
  expect(limitSpan(1_000, 5, 1_000 + 1_199).number).toBe(1);
});

/** Asked after each user, as often as there are users; every one of them meets an error with this probability. */
function everFails(share: number, seed: number): boolean {
  const dice = new Dice(seed, "limit");
  let events = 0;
  for (let users = 1; users <= 2_000; users++) {
    if (dice.uniform() < share) events++;
    if (asked(users, events).result === "fail") return true;
  }
  return false;
}

test("a limit that is just kept is rarely called broken, however often it is asked; one that is broken threefold is seen", () => {
  const releases = 60;
  const failing = (share: number) =>
    Array.from({ length: releases }, (_, seed) => everFails(share, seed)).filter(Boolean).length;
  expect(failing(0.01)).toBeLessThanOrEqual(2);
  expect(failing(0.03)).toBeGreaterThanOrEqual(58);
});
