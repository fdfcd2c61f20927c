import { expect, test } from "vitest";
import { flagStory, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./type.ts";

const reads = { reads: { k: { type: "boolean", default: false } } };
const told = (...of: Parameters<typeof flagStory>) => outcomes(flagStory(...of), rule.id);

test("a switch that became a variant leaves its old reader on the default, and that is shown", () => {
  const served = { serves: { k: { type: "string", values: ["blue", "green"] } } };
  const [found, ...more] = flagStory(reads, served);
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    ruleId: rule.id,
    outcome: "breaking",
    direction: "request",
    operation: "k",
    place: { side: "receiver", pointer: "/serves/k" },
    example: { value: { key: "k", served: "blue", now: false } },
  });
});

test("the versions exchanged, the reader of the variant meets the switch", () => {
  const variant = { reads: { k: { type: "string", default: "blue" } } };
  expect(told(variant, { serves: { k: { type: "boolean" } } })).toEqual(["breaking"]);
});

test("the same type fits, whatever the value", () => {
  expect(flagStory(reads, { serves: { k: { type: "boolean" } } })).toEqual([]);
  expect(flagStory(reads, { features: { k: { enabled: true, rollout_percentage: 100 } } })).toEqual([]);
});

test("what is DISABLED has no type at all", () => {
  const flag = { state: "DISABLED", variants: { a: "x" }, defaultVariant: "a" };
  expect(told(reads, { flags: { k: flag } })).toEqual([]);
});
