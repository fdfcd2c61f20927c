import { expect, test } from "vitest";
import { flagStory, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./tombstone-reused.ts";

const reads = { reads: { k: { type: "boolean", default: false } } };
const feature = (more: object) => ({ features: { k: { enabled: true, rollout_percentage: 100, ...more } } });
const tombstone = feature({ lifecycle: "tombstone" });
const told = (...of: Parameters<typeof flagStory>) => outcomes(flagStory(...of), rule.id);

test("a tombstone's key that serves something else switches clients of long ago, and that is shown", () => {
  const [found, ...more] = flagStory(reads, feature({ rollout_percentage: 5 }), { builtAgainst: tombstone });
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    ruleId: rule.id,
    outcome: "breaking",
    operation: "k",
    place: { side: "receiver", pointer: "/features/k" },
    example: { value: { key: "k", served: false, before: true } },
  });
  expect(told(reads, feature({ enabled: false }), { builtAgainst: feature({}), runsNow: tombstone })).toEqual(
    ["breaking"],
  );
});

test("its final value under another life cycle is no other value", () => {
  expect(told(reads, feature({}), { builtAgainst: tombstone })).toEqual([]);
  expect(told(reads, tombstone, { builtAgainst: tombstone })).toEqual([]);
});

test("the versions exchanged, a flag that becomes a tombstone reuses nothing", () => {
  expect(told(reads, tombstone, { builtAgainst: feature({ rollout_percentage: 5 }) })).toEqual([]);
});

test("who does not read the key does not care, and a deleted tombstone is the matter of another rule", () => {
  expect(told({ reads: {} }, feature({ enabled: false }), { builtAgainst: tombstone })).toEqual([]);
  const found = flagStory(reads, { features: {} }, { builtAgainst: tombstone });
  expect(found.map(({ ruleId }) => ruleId)).toEqual(["flags/key-missing"]);
});
