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
