import { describe, expect, test } from "vitest";
import { attackedPair } from "./inclusion-attack.ts";
import { dice } from "./random-value.ts";
import { SchemaValues } from "./schema-values.ts";

const drawn = (schema: object, count = 400) => {
  const maker = new SchemaValues(
    schema as Record<string, unknown>,
    { names: ["known"], values: [] },
    dice(7),
  );
  return Array.from({ length: count }, () => maker.next()).flatMap((made) => made?.value ?? []);
};
const attack = (sent: object, accepted: object, closed = false) =>
  attackedPair({ sent, accepted, closed }, 3000, 7);
const shut = (properties: object, more: object = {}) => ({
  type: "object",
  properties,
  unevaluatedProperties: false,
  ...more,
});

describe("values made after a schema", () => {
  test("lie on its bounds and between them", () => {
    const numbers = drawn({ type: "integer", minimum: 17, maximum: 23 });
    expect([...new Set(numbers)].sort()).toEqual([17, 18, 19, 20, 21, 22, 23]);
    const lengths = drawn({ type: "string", minLength: 2, maxLength: 9 }).map((text) => String(text).length);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([2, 9]);
  });
  test("have properties and have them not, and further ones where those are admitted", () => {
    const names = (schema: object) =>
      new Set(
        drawn(schema).map((each) =>
          Object.keys(each as object)
            .sort()
            .join(),
        ),
      );
    const fields = { a: { type: "string" }, b: { type: "null" } };
    expect(names(shut(fields, { required: ["a"] }))).toEqual(new Set(["a", "a,b"]));
    expect(names({ type: "object", properties: fields }).has("known")).toBe(true);
  });
  test("are of each alternative, one inside the other, and follow references to their end", () => {
    const tree = {
      anyOf: [{ enum: ["leaf"] }, shut({ left: { $ref: "#/$defs/tree" } }, { required: ["left"] })],
    };
    const seen = drawn({ $ref: "#/$defs/tree", $defs: { tree } }).map((value) => JSON.stringify(value));
    for (const each of ['"leaf"', '{"left":"leaf"}', '{"left":{"left":"leaf"}}'])
      expect(seen).toContain(each);
  });
});

describe("what was called compatible, and is not, is found", () => {
  const word = { type: "string" };
  const below = (inner: object) => shut({ list: { type: "array", items: shut({ deep: inner }) } });
  test.each<[string, object, object]>([
    ["one number of a million", { type: "integer", minimum: 0, maximum: 999_999 }, { maximum: 999_998 }],
    ["a text that is too long", { type: "string", maxLength: 200 }, { maxLength: 199 }],
    ["a text after a pattern", { type: "string", pattern: "^[a-z]{2,5}-[0-9]+$" }, { maxLength: 9 }],
    ["an alternative far down", below({ anyOf: [word, { enum: [null] }] }), below(word)],
    ["a property that is missing", shut({ a: word, b: word }), { required: ["b"] }],
    ["one that nobody declared", { type: "object", properties: { a: word } }, { properties: { b: word } }],
    ["a list that is too long", { type: "array", maxItems: 30 }, { maxItems: 29 }],
    ["the same item twice", { type: "array", items: { enum: [1, 2] } }, { uniqueItems: true }],
    ["no multiple", { type: "integer", multipleOf: 2 }, { multipleOf: 4 }],
    ["another case of a format", { type: "string", format: "uuid" }, { pattern: "^[0-9a-f-]+$" }],
    ["a pattern with a needless backslash", { type: "string", pattern: "^[a-z\\:]+$" }, { maxLength: 2 }],
  ])("%s", (_, sent, accepted) => {
    expect(attack(sent, accepted).hit).toBeDefined();
  });
  test("but not what is compatible, however much is sent", () => {
    const sent = shut({ a: { type: "integer", minimum: 1 } });
    expect(attack(sent, { properties: { a: { type: "number", minimum: 1 } } })).toMatchObject({
      values: 3000,
    });
  });
});

describe("alternatives that overlap as written", () => {
  const part = (b: string) => [
    { type: "object", required: ["a"], properties: { a: { type: "string" } } },
    { type: "object", required: ["a", "b"], properties: { a: { type: "string" }, b: { type: b } } },
  ];
  const sent = {
    oneOf: part("string"),
    allOf: [{ anyOf: part("string") }],
    properties: { a: {}, b: { type: "string" } },
    unevaluatedProperties: false,
  };
  const refusing = { oneOf: part("integer").map((each) => ({ ...each, maxProperties: 1 })) };
  test("are sent as they are meant by a closed sender", () => {
    expect(attack(sent, { oneOf: part("string") }, true).hit).toBeUndefined();
    expect(attack({ ...sent, required: ["b"] }, refusing, true).hit).toBeDefined();
  });
  test("and not at all by an open one", () => {
    expect(attack({ ...sent, required: ["b"] }, refusing)).toMatchObject({ values: 0, hit: undefined });
  });
});

test("who refers to himself without end is not judged", () => {
  const endless = { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } };
  expect(attack(endless, {}).unjudged).toBeDefined();
});
