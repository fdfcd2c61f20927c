import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-parameter-encoding.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const exploded = {
  more: {
    parameters: [
      { name: "ids", in: "query", explode: true, schema: { type: "array", items: { type: "integer" } } },
    ],
  },
};
const joined = {
  more: {
    parameters: [
      { name: "ids", in: "query", explode: false, schema: { type: "array", items: { type: "integer" } } },
    ],
  },
};

test("a list that is written in another way breaks, both ways", () => {
  expect(told(exploded, joined)).toEqual(["breaking"]);
  expect(told(joined, exploded)).toEqual(["breaking"]);
  expect(between(joined, exploded)[0]?.example?.value).toBe("?ids=1,2");
});

test("the same way is fine", () => {
  expect(told(joined, joined)).toEqual([]);
});

test("a plain value looks the same exploded or not", () => {
  expect(
    told(
      { more: { parameters: [{ name: "a", in: "query", explode: true, schema: { type: "string" } }] } },
      { more: { parameters: [{ name: "a", in: "query", explode: false, schema: { type: "string" } }] } },
    ),
  ).toEqual([]);
});
