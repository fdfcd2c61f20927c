import { expect, test } from "vitest";
import { flagStory, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./read-uncertain.ts";

const at = "web/src/cart.ts:12:5";
const scanned = (key?: string) => ({
  scanned: {},
  uncertain: [{ at, why: "the key is made while it runs", ...(key === undefined ? {} : { key }) }],
  sources: 3,
});
const serves = (...keys: readonly string[]) => ({
  serves: Object.fromEntries(keys.map((key) => [key, { type: "boolean" }])),
});
const told = (...of: Parameters<typeof flagStory>) => outcomes(flagStory(...of), rule.id);

test("code whose key cannot be told may read whatever is no longer served: unknown, with its place", () => {
  const [found, ...more] = flagStory(scanned(), serves("a"), { builtAgainst: serves("a", "b") });
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    ruleId: rule.id,
    outcome: "unknown",
    operation: "b",
    place: { side: "sender", document: "web/src/cart.ts", line: 12 },
    why: `${at}: the key is made while it runs; b is not served as before`,
    decides: expect.stringContaining("flagCalls"),
  });
});

test("while everything is served as before, it finds what it asks for", () => {
  expect(told(scanned(), serves("a", "b"), { builtAgainst: serves("a", "b") })).toEqual([]);
  expect(told(scanned("a"), serves("a"), { builtAgainst: serves("a", "b") })).toEqual([]);
});

test("another type is not as before", () => {
  const text = { serves: { a: { type: "string" } } };
  expect(told(scanned(), text, { builtAgainst: serves("a") })).toEqual(["unknown"]);
});

test("a key that was never served is not missed", () => {
  expect(told(scanned("c"), serves("a"), { builtAgainst: serves("a", "b") })).toEqual([]);
});

test("where it is not known what was served, it is never fine, unless the key is served here", () => {
  expect(told(scanned(), serves("a"))).toEqual(["unknown"]);
  expect(told(scanned("b"), serves("a"))).toEqual(["unknown"]);
  expect(told(scanned("a"), serves("a"))).toEqual([]);
  expect(told(scanned(), serves("a"), { runsNow: serves("a", "b") })).toEqual(["unknown"]);
});

test("the versions exchanged, a new page meets the server that does not have its flag yet", () => {
  expect(told(scanned(), serves(), { builtAgainst: serves("new") })).toEqual(["unknown"]);
});
