import { describe, expect, test } from "vitest";
import { compiled } from "../../../../test/support/independent-validator.ts";
import { included } from "./included.ts";

const closed = { dialect: "2020-12", world: "closed", tolerance: "tolerant", formats: "ignore" } as const;
const text = { x: { type: "string" } };
const number = { x: { type: "integer" } };

/** The closed reading must not make a schema empty: then all that is sent would be compatible with anything. */
describe("a sender that declares less than it asks for still sends", () => {
  test.each<[string, object]>([
    ["a required property that nothing describes", { required: ["id"], properties: text }],
    ["more properties than are declared", { minProperties: 2, properties: text }],
    ["one that another brings along", { required: ["x"], properties: text, dependentRequired: { x: ["y"] } }],
    ["a requirement in another part", { allOf: [{ properties: text }, { required: ["id"] }] }],
    [
      "a requirement in an alternative",
      { properties: text, oneOf: [{ required: ["id"] }, { required: ["no"] }] },
    ],
    [
      "a requirement under a condition",
      JSON.parse(
        '{"properties":{"x":{"type":"string"}},"if":{"required":["x"]},"then":{"required":["id"]},"required":["x"]}',
      ),
    ],
  ])("%s", (_, keywords) => {
    const sent = { type: "object", ...keywords };
    const answer = included(sent, { type: "object", properties: number }, closed);
    expect(answer).toMatchObject({ kind: "refuted", at: "/x" });
    expect(answer.kind === "refuted" && compiled("2020-12", sent)(answer.value).kind).toBe("valid");
  });
  test("but nothing else beyond what it declares", () => {
    const sent = { type: "object", required: ["id"], properties: text };
    const accepted = { type: "object", properties: { ...text, other: { type: "integer" } } };
    expect(included(sent, accepted, closed)).toEqual({ kind: "proved" });
    expect(included(sent, accepted, { ...closed, world: "open" })).toMatchObject({ kind: "refuted" });
  });
});

/** As written nothing may be sent that fits both; but a closed sender means what it declares. */
describe("alternatives that overlap only because their objects are open", () => {
  const less = { type: "object", required: ["a"], properties: { a: { type: "string" } } };
  const more = (b: string) => ({
    type: "object",
    required: ["a", "b"],
    properties: { a: { type: "string" }, b: { type: b } },
  });
  const shut = { ...less, additionalProperties: false };
  const strict = { ...closed, tolerance: "strict" } as const;

  test("are no proof where one of them changed", () => {
    const answer = included({ oneOf: [more("string"), less] }, { oneOf: [more("integer"), shut] }, strict);
    expect(answer.kind).not.toBe("proved");
  });
  test("are taken at their word where nothing changed", () => {
    const sent = { oneOf: [more("string"), less], title: "before" };
    expect(included(sent, { oneOf: [more("string"), less] }, strict)).toEqual({ kind: "proved" });
  });
  test("are read as written where the sender is open", () => {
    const sent = { oneOf: [more("string"), less] };
    expect(included(sent, less, { ...strict, world: "open" })).toEqual({ kind: "proved" });
  });
});
