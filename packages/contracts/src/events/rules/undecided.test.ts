import { expect, test } from "vitest";
import { messages, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./undecided.ts";

const told = (...of: Parameters<typeof messages>) => outcomes(messages(...of), rule.id);
const plain = { type: "object" };
const odd = { ...plain, properties: { a: { $dynamicRef: "#x" } } };

test("a keyword that is not analysed is unknown, never safe", () => {
  expect(told({ created: { ...plain, properties: { a: {} } } }, { created: odd })).toEqual(["unknown"]);
});

test("the versions exchanged, what the consumer says is plain", () => {
  expect(told({ created: odd }, { created: plain })).toEqual([]);
});
