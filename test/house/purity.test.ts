import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { impurities } from "./impurities.ts";
import { sourcesOf } from "./sources.ts";

/** The pure packages and the packages that each may import. A new parser needs a line here and a reason. */
const pure: readonly (readonly [name: string, imports: readonly string[]])[] = [
  ["core", []],
  ["contracts", ["@crossfade/core", "yaml", "@babel/parser", "libpg-query", "@pgsql/types"]],
  ["flags", ["@crossfade/core", "yaml"]],
];

test.each(pure)("%s depends on its arguments alone", (name, imports) => {
  const sources = sourcesOf(name);
  expect(sources.length, `no source of ${name} was read`).toBeGreaterThan(0);
  expect(sources.flatMap((source) => impurities(source, imports))).toEqual([]);
});

test.each(pure)("%s is compiled without the types of any platform", (name) => {
  const { compilerOptions } = JSON.parse(readFileSync(`packages/${name}/tsconfig.json`, "utf8"));
  expect(compilerOptions).toMatchObject({ lib: ["ES2023"], types: [] });
});

test.each([
  ['import { readFileSync } from "node:fs";', "imports node:fs"],
  ['import type { Pool } from "pg";', "imports pg"],
  ['export { parse } from "yaml";', "imports yaml"],
  ['const late = await import("./late.ts");', "imports while it runs"],
  ["const now = Date.now();", "reads clock or dice: Date.now"],
  ["const now = new Date();", "reads the clock: new Date()"],
  ["const now = Date();", "calls Date()"],
  ["const dice = Math.random();", "reads clock or dice: Math.random"],
  ["const format = new Intl.NumberFormat();", "names Intl"],
  ['names.sort((a, b) => a.localeCompare(b, "en"));', "asks for a locale or a zone: localeCompare"],
  ["const text = (12).toLocaleString();", "asks for a locale or a zone: toLocaleString"],
  ["const day = new Date(0).getDay();", "asks for a locale or a zone: getDay"],
  ["const home = process.env.HOME;", "names process"],
  ["const port = { env: process };", "names process"],
  ["const port = { process };", "names process"],
  ["setTimeout(() => undefined, 1);", "names setTimeout"],
  ["const clock = globalThis.Date;", "names globalThis"],
])("%s is impure", (text, why) => {
  expect(impurities({ path: "x.ts", text }, [])).toEqual([`x.ts:1: ${why}`]);
});

test.each([
  'import { value } from "./value.ts";',
  "const at = new Date(0).getTime();",
  "interface Plan { process: string; readonly performance: number }",
  "const { process: interval } = spans; spans.process.from;",
  "const plan = { process: 1 };",
  "const most = Math.max(1, 2); // unlike Math.random()",
])("%s is pure", (text) => {
  expect(impurities({ path: "x.ts", text }, [])).toEqual([]);
});
