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

test("a part that is said twice describes nothing twice: what it declares is closed as before", () => {
  const part = (inner: object) => ({ $defs: { part: { type: "object", properties: { inner } } } });
  const said = (inner: object, ...times: number[]) => ({
    ...part({ type: "object", properties: inner }),
    allOf: [{ properties: text }, ...times.map(() => ({ $ref: "#/$defs/part" }))],
  });
  const accepted = said({ ...text, y: { type: "string" } }, 1);
  expect(included(said(text, 1), accepted, closed)).toEqual({ kind: "proved" });
  expect(included(said(text, 1, 2), accepted, closed)).toEqual({ kind: "proved" });
  // Another part that describes the same member may well know of more.
  const twoParts = { allOf: [said(text, 1), { properties: { inner: { properties: { y: {} } } } }] };
  const beside = { ...twoParts, $defs: said(text, 1).$defs };
  expect(included(beside, accepted, closed)).toMatchObject({ kind: "refuted", at: "/inner/y" });
});

/** As written nothing may be sent that fits both; but a closed sender means what it declares. */
describe("alternatives that overlap only because their objects are open", () => {
  const less = { type: "object", required: ["a"], properties: { a: { type: "string" } } };
  const more = (b: string | readonly string[]) => ({
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

  const wide = ["string", "integer"];
  test("let one of them grow, where the others stay and it takes all that it took", () => {
    const sent = { oneOf: [more("string"), less] };
    expect(included(sent, { oneOf: [more(wide), less] }, closed)).toEqual({ kind: "proved" });
    expect(included({ oneOf: [less, more("string")] }, { oneOf: [less, more(wide)] }, closed)).toEqual({
      kind: "proved",
    });
  });
  test("do not hide what another of them refuses by now", () => {
    const [both, sent] = [{ ...more(wide), minProperties: 2 }, { oneOf: [more(wide), less] }];
    const refusing = { ...more("string"), required: ["a"] };
    for (const changed of [more("string"), refusing, { ...both, ...more("string") }])
      for (const oneOf of [
        [changed, less],
        [less, changed],
      ])
        expect(included(sent, { oneOf }, closed).kind).not.toBe("proved");
  });
  test("say nothing of an alternative that only the receiver has", () => {
    const [sent, third] = [{ oneOf: [more("string"), less] }, { ...more("string"), minProperties: 1 }];
    expect(included(sent, { oneOf: [more("string"), less, third] }, closed).kind).not.toBe("proved");
    expect(included(sent, { oneOf: [more(wide), less, third] }, closed).kind).not.toBe("proved");
  });
  test("are not what one of them was before it grew", () => {
    const sent = { oneOf: [more("string"), { ...less, required: ["a", "c"] }] };
    expect(included(sent, { oneOf: [more(wide), less] }, closed)).toMatchObject({ kind: "refuted" });
  });
});

describe("alternatives with properties and no type", () => {
  const one = (name: string, type: unknown) => ({ required: [name], properties: { [name]: { type } } });
  const either = (a: unknown, more: object = {}) => ({
    oneOf: [
      { ...one("a", a), ...more },
      { ...one("b", "string"), ...more },
    ],
  });
  test("are not about texts and numbers, which fit all of them and are never sent", () => {
    expect(included(either("string"), either(["string", "null"]), closed)).toEqual({ kind: "proved" });
  });
  test("but what one of them says of texts is said", () => {
    const long = {
      ...either("string"),
      oneOf: [...either("string").oneOf, { ...one("c", "null"), minLength: 9 }],
    };
    const [first, second, third] = long.oneOf;
    const short = { oneOf: [{ ...first, maxLength: 5 }, { ...second, maxLength: 5 }, third] };
    expect(included(short, long, closed)).toMatchObject({ kind: "refuted", at: "" });
  });
});
