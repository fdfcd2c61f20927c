import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./response-field-unexpected.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const narrow = { type: "object", properties: { a: { type: "string" } }, additionalProperties: false };
const wide = {
  type: "object",
  properties: { a: { type: "string" }, b: { type: "string" } },
  additionalProperties: false,
};

test("a field that a strict client refuses breaks", () => {
  expect(told({ answers: narrow }, { answers: wide }, { replyReceiver: "strict" })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ answers: wide }, { answers: narrow }, { replyReceiver: "strict" })).toEqual([]);
});

test("the same schema on both sides is fine", () => {
  expect(told({ answers: wide }, { answers: wide }, { replyReceiver: "strict" })).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(
    outcomes(
      between({ sends: wide }, { sends: narrow }, { replyReceiver: "strict" }),
      "http/request-field-unexpected",
    ),
  ).toEqual(["breaking"]);
  expect(rule.mirror).toBe("http/request-field-unexpected");
});

test("a tolerant client, the default, takes it", () => {
  expect(told({ answers: narrow }, { answers: wide })).toEqual([]);
});
