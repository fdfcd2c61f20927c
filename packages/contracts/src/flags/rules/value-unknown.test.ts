import { expect, test } from "vitest";
import { flagStory, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./value-unknown.ts";

const reads = (...values: readonly unknown[]) => ({ reads: { k: { type: "string", default: "a", values } } });
const serves = (...values: readonly unknown[]) => ({ serves: { k: { type: "string", values } } });
const told = (...of: Parameters<typeof flagStory>) => outcomes(flagStory(...of), rule.id);

test("a variant that an old client does not know breaks it, with the value", () => {
  const [found] = flagStory(reads("a", "b"), serves("a", "c"));
  expect(found).toMatchObject({
    ruleId: rule.id,
    outcome: "breaking",
    example: { value: { key: "k", served: "c" } },
  });
});

test("the versions exchanged, a client that dropped a variant meets the server that serves it", () => {
  expect(told(reads("a"), serves("a", "b"))).toEqual(["breaking"]);
});

test("fewer values than a client knows are fine, and so is any for a client that lists none", () => {
  expect(told(reads("a", "b"), serves("a"))).toEqual([]);
  expect(told({ reads: { k: { type: "string", default: "a" } } }, serves("z"))).toEqual([]);
});

test("where nobody says which values are served, any of the type may be", () => {
  expect(told(reads("a", "value-1"), { serves: { k: { type: "string" } } })).toEqual(["breaking"]);
  const boolean = { reads: { k: { type: "boolean", default: false, values: [true, false] } } };
  expect(told(boolean, { serves: { k: { type: "boolean" } } })).toEqual([]);
});
