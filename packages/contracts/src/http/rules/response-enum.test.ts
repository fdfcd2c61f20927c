import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./response-enum.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const narrow = { enum: ["a", "b"] };
const wide = { enum: ["a", "b", "c"] };

test("a value that the client does not list breaks", () => {
  expect(told({ answers: narrow }, { answers: wide })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ answers: wide }, { answers: narrow })).toEqual([]);
});

test("the same schema on both sides is fine", () => {
  expect(told({ answers: wide }, { answers: wide })).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(outcomes(between({ sends: wide }, { sends: narrow }), "http/request-enum")).toEqual(["breaking"]);
  expect(rule.mirror).toBe("http/request-enum");
});

test("an open-enum client takes a text that it does not know", () => {
  expect(told({ answers: narrow }, { answers: wide }, { replyReceiver: "open-enum" })).toEqual([]);
});
