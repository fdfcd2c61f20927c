import { expect, test } from "vitest";
import { outcomes, posts } from "../../../../../test/support/contract-story.ts";
import { rule } from "./undecided.ts";

const told = (...of: Parameters<typeof posts>) => outcomes(posts(...of), rule.id);
const plain = { type: "object" };
const odd = { ...plain, properties: { a: { $dynamicRef: "#x" } } };

test("a keyword that is not analysed is unknown, never safe", () => {
  expect(told({ resize: { ...plain, properties: { a: {} } } }, { resize: odd })).toEqual(["unknown"]);
});

test("the versions exchanged, what the receiver says is plain", () => {
  expect(told({ resize: odd }, { resize: plain })).toEqual([]);
});
