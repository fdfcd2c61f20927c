import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-field-unexpected.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const narrow = { type: "object", properties: { a: { type: "string" } }, additionalProperties: false };
const wide = {
  type: "object",
  properties: { a: { type: "string" }, b: { type: "string" } },
  additionalProperties: false,
};

test("a field that the server refuses breaks", () => {
  expect(told({ sends: wide }, { sends: narrow }, { replyReceiver: "strict" })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ sends: narrow }, { sends: wide }, { replyReceiver: "strict" })).toEqual([]);
});

test("the same schema on both sides is fine", () => {
  expect(told({ sends: wide }, { sends: wide }, { replyReceiver: "strict" })).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(
    outcomes(
      between({ answers: narrow }, { answers: wide }, { replyReceiver: "strict" }),
      "http/response-field-unexpected",
    ),
  ).toEqual(["breaking"]);
  expect(rule.mirror).toBe("http/response-field-unexpected");
});
