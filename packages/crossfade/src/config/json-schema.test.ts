import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { configJsonSchema } from "./json-schema.ts";

const validate = new Ajv2020({ strict: false, allErrors: true }).compile(configJsonSchema());

test.each([
  ["a link with one contract", "links: [{ from: a, to: a, http: x.yaml, retained: 4d }]", true],
  ["a link with two contracts", "links: [{ from: a, to: a, http: x.yaml, store: y.json }]", false],
  ["a link without a contract", "links: [{ from: a, to: a }]", false],
  ["an unknown key", "linkz: []", false],
  ["a duration in words", "links: [{ from: a, to: a, store: y.json, retained: 4 days }]", false],
])("the published schema says of %s the same as the program", (_, line, valid) => {
  expect(validate(parse(`system: s\ncomponents: { a: { kind: service } }\n${line}`))).toBe(valid);
});

test("every key of the published schema is described", () => {
  const bare: string[] = [];
  const walk = (schema: Record<string, unknown>, path: string) => {
    for (const [key, each] of Object.entries(
      (schema.properties ?? {}) as Record<string, Record<string, unknown>>,
    )) {
      if (each.description === undefined) bare.push(`${path}.${key}`);
      walk(each, `${path}.${key}`);
    }
    for (const inner of [schema.items, schema.additionalProperties])
      if (typeof inner === "object" && inner !== null) walk(inner as Record<string, unknown>, `${path}[]`);
  };
  walk(configJsonSchema(), "");
  expect(bare).toEqual([]);
});
