import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./response-header-encoding.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const text = { type: "string" };
const object = { type: "object", properties: { x: text, y: text } };
const header = (more: object) => ({
  more: { responses: { 200: { description: "", headers: { "X-Range": more } } } },
});

test("an object that is written in another way breaks, both ways", () => {
  const [flat, pairs] = [header({ schema: object }), header({ schema: object, explode: true })];
  expect(told(flat, pairs)).toEqual(["breaking"]);
  expect(told(pairs, flat)).toEqual(["breaking"]);
  expect(between(flat, pairs)[0]?.example?.value).toBe("X-Range: x=1,y=2");
  expect(told(pairs, pairs)).toEqual([]);
});

test("a list and a plain value look the same exploded or not", () => {
  for (const schema of [text, { type: "array", items: text }])
    expect(told(header({ schema }), header({ schema, explode: true }))).toEqual([]);
});

test("a text in JSON has quotes", () => {
  expect(
    told(header({ schema: text }), header({ content: { "application/json": { schema: text } } })),
  ).toEqual(["breaking"]);
});

test("what is not said is unknown", () => {
  expect(told(header({ schema: {} }), header({ schema: {}, explode: true }))).toEqual(["unknown"]);
});
