import { expect, test } from "vitest";
import { assetStory } from "../../../../../test/support/contract-story.ts";
import { rule } from "./undecided.ts";

const A = "cart-BX3k9aZq.js";
const B = "shop-C7fQ2mLp.js";

test("two ends that share no name, but the last part of one, differ in a prefix: nothing is guessed", () => {
  const found = assetStory([`/static/${A}`, `/static/${B}`], [`assets/${A}`, `assets/${B}`]);
  expect(found).toMatchObject([
    { ruleId: rule.id, outcome: "unknown", decides: expect.stringContaining("`base`") },
  ]);
  expect(found[0]?.why).toContain(`/assets/${A} is`);
});

test("the versions exchanged, it is as unknown", () => {
  expect(assetStory([`assets/${A}`], [`/static/${A}`])).toMatchObject([{ outcome: "unknown" }]);
});

test("one name in common shows that both name files in the same way: then another path is missing", () => {
  expect(assetStory([`/static/${A}`, `/${B}`], [`assets/${A}`, B])).toMatchObject([
    { ruleId: "assets/missing", outcome: "breaking" },
  ]);
});

test("a base that says the prefix decides", () => {
  const page = { files: { f: JSON.stringify({ urls: [A], base: "/assets/" }) }, path: "f" };
  expect(assetStory(page, [`assets/${A}`])).toEqual([]);
});
