import { expect, test } from "vitest";
import { compileFlags } from "./index.ts";

/** What an attribute may be, and what it may be held against. */
const values = [
  undefined,
  null,
  true,
  false,
  0,
  1,
  5,
  "",
  "5",
  "a",
  "ab",
  "ba",
  "b@acme.com",
  "acme.com",
  "1.2.3",
  "1.2.3-rc.1",
  "v2",
  "10.0.0",
  [],
  ["a"],
  {},
  { a: 1 },
];
const fixed = [null, true, false, 0, 5, "", "5", "a", "ab", "acme.com", "b@acme.com"];
const tests: readonly ((attribute: object) => object)[] = [
  ...["==", "!=", "===", "!==", "starts_with", "ends_with"].flatMap((operator) =>
    fixed.map((each) => (attribute: object) => ({ [operator]: [attribute, each] })),
  ),
  ...[
    [],
    ["a"],
    ["a", 5],
    ["a", "ab", 5, true],
    [null, "a"],
    ["a", "b", "c", "d", "ab"],
    Array.from({ length: 20 }, (_, at) => at),
  ].map((list) => (attribute: object) => ({ in: [attribute, list] })),
  ...["=", "!=", "<", "<=", ">", ">=", "^", "~", "=="].flatMap((sign) =>
    ["1.2.3", "1.2.3-rc.1", "2", "x"].map((version) => (attribute: object) => ({
      sem_ver: [attribute, sign, version],
    })),
  ),
];

/** The answer to `if`, by the three ways there are. */
function answers(test: object, context: object, generateCode: boolean): string {
  const flag = {
    state: "ENABLED",
    variants: { on: true, off: false },
    targeting: { if: [test, "on", "off"] },
  };
  const { variant, errorCode } = compileFlags(
    { flags: { f: flag } },
    { clock: () => 0, generateCode },
  ).resolve("f", context as never);
  return variant ?? errorCode ?? "";
}

test("an attribute against something fixed is the same by shortcut, in general and generated", () => {
  let on = 0;
  for (const make of tests)
    for (const value of values) {
      const context = value === undefined ? { user: {} } : { x: value, user: { x: value } };
      const general = answers(make({ var: "user.x" }), context, false);
      const label = `${JSON.stringify(make({ var: "x" }))} of ${JSON.stringify(value)}`;
      for (const generateCode of [false, true])
        expect(answers(make({ var: "x" }), context, generateCode), label).toBe(general);
      const negated = { "!": [{ and: [make({ var: "x" }), true] }] };
      const turned = general === "on" ? "off" : general === "off" ? "on" : general;
      for (const generateCode of [false, true])
        expect(answers(negated, context, generateCode), label).toBe(turned);
      if (general === "on") on++;
    }
  expect(on).toBeGreaterThan(100);
});
