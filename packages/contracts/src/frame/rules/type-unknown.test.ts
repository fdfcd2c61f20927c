import { expect, test } from "vitest";
import { outcomes, posts } from "../../../../../test/support/contract-story.ts";
import { rule } from "./type-unknown.ts";

test("a type that the other window does not know breaks, with one such message", () => {
  const found = posts({ resize: {}, close: { enum: ["bye"] } }, { resize: {} });
  expect(outcomes(found, rule.id)).toEqual(["breaking"]);
  expect(found[0]).toMatchObject({ direction: "message", operation: "close", example: { value: "bye" } });
});

test("a message that cannot be made up is not invented", () => {
  const found = posts({ resize: { $dynamicRef: "#x" } }, { close: {} });
  expect(outcomes(found, rule.id)).toEqual(["breaking"]);
  expect(found[0]).not.toHaveProperty("example");
});

test("the versions exchanged, nothing is wrong", () => {
  expect(posts({ resize: {} }, { resize: {}, close: {} })).toEqual([]);
});
