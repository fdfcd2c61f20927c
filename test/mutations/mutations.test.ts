import { expect, test } from "vitest";
import { describeWithFixture } from "../support/require-or-skip.ts";
import { campaign, exchangeKinds, messageCampaign, schemaKinds } from "./campaign.ts";
import { alarmsIn, countsOf, isMissed, storyOf } from "./table.ts";
import type { Trial } from "./trial.ts";

/** A part of what mutations.long.test.ts does with all specifications: the same changes at every run. */
const seed = 1;

function expectRight(trials: readonly Trial[], least: number): void {
  expect(trials.filter(isMissed).map(storyOf)).toEqual([]);
  expect(alarmsIn(trials).map(storyOf)).toEqual([]);
  const { breaking, found, harmless } = countsOf(trials);
  expect(found / breaking).toBeGreaterThanOrEqual(0.99);
  expect(Math.min(breaking, harmless)).toBeGreaterThan(least);
}

test("there are changes of many kinds, each with a name of its own", () => {
  const names = [...schemaKinds, ...exchangeKinds].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(130);
});

describeWithFixture("openapi-histories", (root) => {
  test(`what is changed at random in real APIs is judged as it is, seed ${seed}`, () => {
    expectRight(campaign(root, ["dialogporten", "blockfrost"], 1, seed), 120);
  });
});

describeWithFixture("event-histories", (root) => {
  test(`what is changed at random in real messages is judged as it is, seed ${seed}`, () => {
    expectRight(messageCampaign(root, 1, seed), 40);
  });
});
