import { readFileSync } from "node:fs";
import { definitionsOf, parseFeatures } from "@crossfade/flags/file";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";

const page = readFileSync("docs/reference/feature-flags.md", "utf8");
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
const schema = JSON.parse(readFileSync("docs/reference/feature-flags.schema.json", "utf8"));

test("every example of the page is a file without a mistake, also by its JSON Schema", () => {
  const valid = new Ajv2020({ strict: false }).compile(schema);
  expect(examples.length).toBeGreaterThan(7);
  for (const text of examples) {
    const parsed = parseFeatures(text, "page");
    expect(parsed, text).toMatchObject({ ok: true });
    if (parsed.ok) definitionsOf(parsed.file);
    valid(parse(text, { merge: true }));
    expect(valid.errors ?? [], text).toEqual([]);
  }
});

test("what the shape refuses, the JSON Schema refuses", () => {
  const valid = new Ajv2020({ strict: false }).compile(schema);
  const wrong = [
    { features: { a: { enabled: "yes" } } },
    { features: { a: { enabled: true, rollout_percentage: 101 } } },
    { features: { a: { enabled: true, typ: "ops" } } },
    { features: { a: { enabled: true, type: "opz" } } },
    { features: { a: { enabled: true, rules: [{ when: {} }] } } },
    { features: { a: { enabled: true, schedule: { not_before: "soon" } } } },
    { flags: {} },
  ];
  for (const file of wrong) {
    expect(valid(file), JSON.stringify(file)).toBe(false);
    expect(parseFeatures(JSON.stringify(file), "f").ok, JSON.stringify(file)).toBe(false);
  }
});

test("the page names every key of a feature", () => {
  const keys = Object.keys(schema.properties.features.additionalProperties.properties);
  expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});
