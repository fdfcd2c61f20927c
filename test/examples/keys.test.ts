import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { defaultProxyLimits } from "../../packages/crossfade/src/proxy/settings.ts";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly enum?: readonly string[];
}

const schema = JSON.parse(readFileSync("docs/reference/crossfade.schema.json", "utf8")) as Schema;
const page = readFileSync("docs/guide/crossfade-yaml.md", "utf8");
const of = (key: string): Schema => {
  const found = schema.properties?.[key];
  return found?.additionalProperties ?? found?.items ?? {};
};
const keysOf = (part: Schema) => Object.keys(part.properties ?? {});

test.each([
  ["at the top", keysOf(schema)],
  ["of a component", keysOf(of("components"))],
  ["of a link", keysOf(of("links"))],
  ["of a channel", keysOf(of("channels"))],
  ["of a waiver", keysOf(of("waivers"))],
  ["of a router", keysOf(of("routers"))],
  ["of a route", keysOf(of("routers").properties?.routes?.items ?? {})],
  ["of a health check", keysOf(of("routers").properties?.health ?? {})],
  ["of the limits of a router", keysOf(of("routers").properties?.limits ?? {})],
  ["kind of component", of("components").properties?.kind?.enum ?? []],
])("the page about crossfade.yaml names every key %s", (_, keys) => {
  expect(keys.length).toBeGreaterThan(2);
  expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});

test("the page about crossfade.yaml says the default of every limit", () => {
  const wrong = Object.entries(defaultProxyLimits).filter(
    ([name, value]) => !page.includes(`| \`${name}\` | ${value.toLocaleString("en")} |`),
  );
  expect(wrong).toEqual([]);
});
