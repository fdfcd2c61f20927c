import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./response-type.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const narrow = { type: "integer" };
const wide = { type: "number" };

test("a server that answers fractions breaks clients that take integers", () => {
  expect(told({ answers: narrow }, { answers: wide })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ answers: wide }, { answers: narrow })).toEqual([]);
});

test("the same schema on both sides is fine", () => {
  expect(told({ answers: wide }, { answers: wide })).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(outcomes(between({ sends: wide }, { sends: narrow }), "http/request-type")).toEqual(["breaking"]);
  expect(rule.mirror).toBe("http/request-type");
});

test("a number in a header is a text on the wire", () => {
  const header = (schema: object) => ({
    more: { responses: { 200: { description: "", headers: { "X-Left": { schema } } } } },
  });
  expect(told(header({ type: "integer" }), header({ type: "string" }))).toEqual(["breaking"]);
  expect(told(header({ type: "string" }), header({ type: "integer" }))).toEqual([]);
  expect(told(header({ type: "string", maxLength: 1 }), header({ type: "integer" }))).toEqual(["breaking"]);
});
