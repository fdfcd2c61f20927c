import { expect, test } from "vitest";
import { messages, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./type-unknown.ts";

const told = (...of: Parameters<typeof messages>) => outcomes(messages(...of), rule.id);

test("a type that the consumer does not know breaks, with one such message", () => {
  const found = messages({ created: {}, gone: { enum: ["bye"] } }, { created: {} });
  expect(outcomes(found, rule.id)).toEqual(["breaking"]);
  expect(found[0]).toMatchObject({ operation: "gone", example: { value: "bye" } });
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ created: {} }, { created: {}, gone: {} })).toEqual([]);
});
