import { expect, test } from "vitest";
import { between, outcomes } from "../../../../test/support/contract-story.ts";

const animal = (discriminator?: object) => ({
  oneOf: [{ $ref: "#/components/schemas/Dog" }, { $ref: "#/components/schemas/Cat" }],
  ...(discriminator ? { discriminator } : {}),
});
const kind = {
  type: "object",
  required: ["kind", "sort"],
  properties: { kind: { type: "string" }, sort: { type: "string" } },
};
const schemas = (pet: object) => ({
  document: {
    components: { schemas: { Dog: { ...kind, title: "d" }, Cat: { ...kind, maxProperties: 9 }, Pet: pet } },
  },
});
const told = (client: object, server: object, flow: "sends" | "answers", wrap: (pet: object) => object) => {
  const call = (discriminator: object) => ({
    [flow]: wrap({ $ref: "#/components/schemas/Pet" }),
    ...schemas({ anyOf: animal().oneOf, discriminator }),
  });
  return outcomes(between(call(client), call(server)), "http/not-analysed");
};
const plain = (pet: object) => pet;
const nested = (pet: object) => ({
  type: "object",
  properties: { pets: { type: "array", items: { allOf: [pet] } } },
});

const byKind = { propertyName: "kind", mapping: { dog: "#/components/schemas/Dog", cat: "Cat" } };
const bySort = { ...byKind, propertyName: "sort" };
const swapped = { propertyName: "kind", mapping: { dog: "Cat", cat: "Dog" } };

test.each([
  ["sends", plain],
  ["sends", nested],
  ["answers", plain],
  ["answers", nested],
] as const)("a discriminator that differs is unknown: %s", (flow, wrap) => {
  expect(told(byKind, bySort, flow, wrap)).toEqual(["unknown"]);
  expect(told(byKind, swapped, flow, wrap)).toEqual(["unknown"]);
  expect(told(byKind, { propertyName: "kind" }, flow, wrap)).toEqual(["unknown"]);
});

test("another way to write the same mapping, or a further entry for the receiver, is fine", () => {
  const full = { propertyName: "kind", mapping: { dog: "Dog", cat: "#/components/schemas/Cat" } };
  const more = { propertyName: "kind", mapping: { ...full.mapping, hound: "Dog" } };
  expect(told(byKind, full, "sends", plain)).toEqual([]);
  expect(told(full, more, "sends", plain)).toEqual([]);
  expect(told(more, full, "sends", plain)).toEqual(["unknown"]);
  expect(
    told({ propertyName: "kind" }, { propertyName: "kind", mapping: { Dog: "Dog" } }, "answers", plain),
  ).toEqual([]);
});

const heard = (client: object, server: object, flow: "sends" | "answers" = "answers") => {
  const call = (schemas: object) => ({
    [flow]: { $ref: "#/components/schemas/Pet" },
    document: { components: { schemas } },
  });
  return between(call(client), call(server)).map(({ outcome, ruleId }) => `${outcome} ${ruleId}`);
};
const base = { ...kind, discriminator: { propertyName: "kind" } };
const below = (of: string, properties: object) => ({
  allOf: [{ $ref: `#/components/schemas/${of}` }, { type: "object", properties }],
});
const unknown = ["unknown http/not-analysed"];

test("a base stands for the components that extend it: one that the other side does not know is unknown", () => {
  const one = { Pet: base, Dog: below("Pet", { a: {} }) };
  const more = { ...one, Cat: below("Dog", { b: {} }) };
  expect(heard(one, more)).toEqual(unknown);
  expect(heard(more, one)).toEqual([]);
  expect(heard(more, one, "sends")).toEqual(unknown);
});

test("and so is one that has changed", () => {
  const dog = (type: string) => ({ Pet: base, Dog: below("Pet", { a: { type } }) });
  expect(heard(dog("string"), dog("integer"))).toEqual(unknown);
  expect(heard(dog("string"), { ...dog("string"), Other: {} })).toEqual([]);
});

test("a subtype in another edition of OpenAPI is the same where it says so in that edition's words", () => {
  const dog = (openapi: string, a: object) => ({
    answers: { $ref: "#/components/schemas/Pet" },
    document: { openapi, components: { schemas: { Pet: base, Dog: below("Pet", { a }) } } },
  });
  const told = (client: object, server: object) =>
    between(dog("3.0.3", client), dog("3.1.0", server)).map(({ outcome, ruleId }) => `${outcome} ${ruleId}`);
  const [word, pet] = [{ type: "string" }, { $ref: "#/components/schemas/Pet" }];
  expect(told(word, word)).toEqual([]);
  expect(told({ ...word, nullable: true }, { type: ["null", "string"] })).toEqual([]);
  expect(
    told({ ...word, enum: ["a"], nullable: true }, { type: ["string", "null"], enum: [null, "a"] }),
  ).toEqual([]);
  expect(told({ allOf: [pet], nullable: true }, { anyOf: [pet, { type: "null" }] })).toEqual([]);
  expect(
    told({ type: "number", minimum: 1, exclusiveMinimum: true }, { type: "number", exclusiveMinimum: 1 }),
  ).toEqual([]);
  expect(told({ ...word, example: "a" }, { ...word, examples: ["b"] })).toEqual([]);
  // The same words, and null is no value any more; or another meaning in the right words.
  expect(told({ ...word, nullable: true }, { ...word, nullable: true })).toEqual(unknown);
  expect(told({ ...word, nullable: true }, { type: ["null", "integer"] })).toEqual(unknown);
  expect(told({ ...word, nullable: true }, word)).toEqual(unknown);
  const bound = { type: "number", minimum: 1 };
  expect(told({ ...bound, exclusiveMinimum: false }, { ...bound, exclusiveMinimum: 1 })).toEqual(unknown);
  // A property may be called so.
  const named = (one: object) => ({ type: "object", properties: { nullable: one, example: word } });
  expect(told(named(word), named(word))).toEqual([]);
  expect(told(named(word), named({ type: "integer" }))).toEqual(unknown);
});

test("who sends one of them only does not stand for the others", () => {
  const one = { Base: base, Pet: below("Base", { a: {} }) };
  expect(heard(one, { ...one, Cat: below("Base", { b: {} }) })).toEqual([]);
});

test("a discriminator that only the receiver has is unknown unless the sender can write nothing else", () => {
  const either = { anyOf: [{ $ref: "#/components/schemas/Dog" }, { $ref: "#/components/schemas/Cat" }] };
  const pets = (schema: (name: string) => object, more: object = {}) => ({
    Pet: { ...either, ...more },
    Dog: { ...kind, properties: { ...kind.properties, kind: schema("Dog") } },
    Cat: { ...kind, properties: { ...kind.properties, kind: schema("Cat") }, maxProperties: 9 },
  });
  const any = () => ({ type: "string" });
  const told = { discriminator: { propertyName: "kind" } };
  expect(heard(pets(any), pets(any, told), "sends")).toEqual(unknown);
  expect(heard(pets(any, told), pets(any), "sends")).toEqual([]);
  const named = (name: string) => ({ const: name });
  expect(heard(pets(named), pets(named, told), "sends")).toEqual([]);
  const lower = (name: string) => ({ const: name.toLowerCase() });
  expect(heard(pets(lower), pets(lower, told), "sends")).toEqual(unknown);
  const mapped = { discriminator: { propertyName: "kind", mapping: { dog: "Dog", cat: "Cat" } } };
  expect(heard(pets(lower), pets(lower, mapped), "sends")).toEqual([]);
});
