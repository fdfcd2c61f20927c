import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-type.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const narrow = { type: "integer" };
const wide = { type: "number" };

test("a client that sends fractions breaks on a server that takes integers", () => {
  expect(told({ sends: wide }, { sends: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ sends: narrow }, { sends: wide })).toEqual([]);
});

test("the same schema on both sides is fine", () => {
  expect(told({ sends: wide }, { sends: wide })).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(outcomes(between({ answers: narrow }, { answers: wide }), "http/response-type")).toEqual([
    "breaking",
  ]);
  expect(rule.mirror).toBe("http/response-type");
});

const flag = (schema: object) => ({ more: { parameters: [{ name: "all", in: "query", schema }] } });
const wrong = (...of: Parameters<typeof between>) => between(...of).map(({ outcome }) => outcome);

test("a boolean in a query and the texts true and false are the same on the wire", () => {
  const yesNo = flag({ type: "string", enum: ["true", "false"] });
  expect(wrong(flag({ type: "boolean" }), yesNo)).toEqual([]);
  expect(wrong(yesNo, flag({ type: "boolean" }))).toEqual([]);
  expect(wrong(flag({ type: "boolean" }), flag({ type: "string", enum: ["true"] }))).toEqual(["breaking"]);
  expect(wrong(flag({ type: ["boolean", "integer"] }), yesNo)).toContain("breaking");
  expect(wrong(flag({ type: "string", enum: ["true", "no"] }), flag({ type: "boolean" }))).toEqual([
    "breaking",
  ]);
});
