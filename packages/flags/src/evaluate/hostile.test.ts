import { describe, expect, test } from "vitest";
import { compileFlags, flagLimits } from "./index.ts";

const flag = (targeting: unknown) => ({
  state: "ENABLED",
  variants: { on: true, off: false },
  defaultVariant: "off",
  targeting,
});
const compiled = (targeting: unknown, $evaluators?: object) =>
  compileFlags(
    { flags: { f: flag(targeting) }, ...($evaluators ? { $evaluators } : {}) },
    { clock: () => 0 },
  );
const said = (targeting: unknown, $evaluators?: object) => {
  const flags = compiled(targeting, $evaluators);
  return { reason: flags.resolve("f").errorCode, messages: flags.complaints.map(({ message }) => message) };
};

function nested(depth: number): unknown {
  let expression: unknown = { var: "a" };
  for (let at = 0; at < depth; at++) expression = { "!": [expression] };
  return expression;
}

const user = (name: string) => ({ var: name });
const lists = (depth: number): object =>
  depth === 0 ? { "==": [user(""), 1] } : { some: [user(depth > 2 ? "a" : "b"), lists(depth - 1)] };

/** Each evaluator is the one before, twice: written out it would be 2^40 expressions. */
const doubling = Object.fromEntries(
  Array.from({ length: 40 }, (_, at) => [
    `e${at}`,
    at === 0 ? { var: "a" } : { and: [{ $ref: `e${at - 1}` }, { $ref: `e${at - 1}` }] },
  ]),
);
const chain = (length: number) =>
  Object.fromEntries(
    Array.from({ length }, (_, at) => [
      `e${at}`,
      at === 0 ? { var: "a" } : { "!": [{ $ref: `e${at - 1}` }] },
    ]),
  );

describe("what would cost too much is refused when compiled, and says which limit it meets", () => {
  test.each([
    ["nested too deeply", { if: [nested(100), "on"] }, undefined, "limit depth"],
    ["nested 100,000 deep", { if: [nested(100_000), "on"] }, undefined, "limit depth"],
    [
      "too many expressions",
      { in: [user("a"), Array.from({ length: flagLimits.expressions }, (_, at) => at)] },
      undefined,
      "limit expressions",
    ],
    ["references that double", { if: [{ $ref: "e39" }, "on"] }, doubling, "limit steps"],
    ["a long chain of references", { if: [{ $ref: "e200" }, "on"] }, chain(201), "limit depth"],
    ["lists in lists in lists", { if: [lists(3), "on"] }, undefined, "limit steps"],
    [
      "a text that doubles",
      { if: [{ reduce: [user("list"), { cat: [user("accumulator"), user("accumulator")] }, "x"] }, "on"] },
      undefined,
      "limit growth",
    ],
    [
      "a list that doubles",
      {
        reduce: [
          Array.from({ length: 60 }, (_, at) => at),
          { merge: [user("accumulator"), user("accumulator")] },
          [1],
        ],
      },
      undefined,
      "limit growth",
    ],
  ])("%s", (_name, targeting, evaluators, limit) => {
    const { reason, messages } = said(targeting, evaluators);
    expect(reason).toBe("PARSE_ERROR");
    expect(messages.some((message) => message.includes(`(${limit}: `))).toBe(true);
  });

  test("what is read in the wrong order is bounded all the same", () => {
    const evaluators = chain(3_000);
    const flags = Object.fromEntries(
      Object.keys(evaluators).map((name) => [name, flag({ if: [{ $ref: name }, "on"] })]),
    );
    const set = compileFlags({ flags, $evaluators: evaluators }, { clock: () => 0 });
    expect(set.resolve("e10", { a: true }).reason).not.toBe("ERROR");
    expect(set.resolve("e2999", { a: true }).errorCode).toBe("PARSE_ERROR");
  });

  test("too many flags, and no more complaints than anyone reads", () => {
    const flags = Object.fromEntries(Array.from({ length: flagLimits.flags + 1 }, (_, at) => [`f${at}`, {}]));
    const { complaints, keys } = compileFlags({ flags }, { clock: () => 0 });
    expect([complaints.length, keys.length]).toEqual([flagLimits.complaints, flagLimits.flags]);
  });
});

test("an honest one within the limits is taken", () => {
  const many = { in: [user("a"), Array.from({ length: 5_000 }, (_, at) => at)] };
  for (const targeting of [
    { if: [lists(2), "on"] },
    { if: [nested(50), "on"] },
    { if: [many, "on"] },
    { if: [{ $ref: "e10" }, "on"] },
  ])
    expect(said(targeting, doubling).reason, JSON.stringify(targeting).slice(0, 80)).toBeUndefined();
  const joined = { reduce: [user("list"), { cat: [user("accumulator"), user("current")] }, ""] };
  expect(said({ if: [joined, "on"] })).toEqual({ reason: undefined, messages: [] });
});

describe("references", () => {
  test.each([
    [{ a: { "!": [{ $ref: "a" }] } }, "in a circle"],
    [{ a: { "!": [{ $ref: "b" }] }, b: { "!": [{ $ref: "a" }] } }, "in a circle"],
    [{ b: { "!": [1] } }, "there is no evaluator `a`"],
    [{ a: { nonsense: [1] } }, "`nonsense` is no operator of flagd"],
  ])("%j", (evaluators, why) => {
    const { reason, messages } = said({ if: [{ $ref: "a" }, "on"] }, evaluators);
    expect(reason).toBe("PARSE_ERROR");
    expect(messages).toEqual([expect.stringContaining(why)]);
  });

  test("one that nobody refers to is looked at, too", () => {
    expect(said({ if: [true, "on"] }, { unused: { nonsense: [] } })).toEqual({
      reason: undefined,
      messages: ["`nonsense` is no operator of flagd"],
    });
  });
});

describe("own properties only", () => {
  const has = (path: string) => compiled({ if: [{ "!!": [user(path)] }, "on"] });
  test.each([
    "constructor",
    "constructor.name",
    "toString",
    "__proto__",
    "__proto__.constructor",
    "user.constructor.name",
    "list.push",
    "text.at",
  ])("%s is no attribute", (path) => {
    const context = { user: {}, list: [], text: "x" };
    for (const generateCode of [false, true]) {
      const flags = compileFlags(
        { flags: { f: flag({ if: [{ "!!": [user(path)] }, "on"] }) } },
        { clock: () => 0, generateCode },
      );
      expect(flags.value("f", false, context)).toBe(false);
    }
  });

  test("what a nested object inherits is not read", () => {
    const nested = has("user.admin");
    expect(nested.value("f", false, { user: Object.create({ admin: "yes" }) })).toBe(false);
    expect(nested.value("f", false, { user: { admin: "yes" } })).toBe(true);
  });

  test("but an own one of the same name is", () => {
    expect(has("constructor").value("f", false, { constructor: "me" })).toBe(true);
    expect(has("text.length").value("f", false, { text: "abc" })).toBe(true);
  });

  test.each([false, true])(
    "what a class or a changed Object.prototype adds is not read (generated: %s)",
    (generateCode) => {
      const document = { flags: { f: flag({ if: [{ "==": [user("admin"), "yes"] }, "on"] }) } };
      const flags = compileFlags(document, { clock: () => 0, generateCode });
      class Admin {
        get admin() {
          return "yes";
        }
      }
      expect(flags.value("f", false, new Admin() as never)).toBe(false);
      expect(flags.value("f", false, Object.assign(Object.create({ admin: "yes" }), { a: 1 }))).toBe(false);
      expect(flags.value("f", false, Object.assign(Object.create(null), { admin: "yes" }))).toBe(true);
      Object.defineProperty(Object.prototype, "admin", {
        value: "yes",
        enumerable: true,
        configurable: true,
        writable: true,
      });
      try {
        expect(flags.value("f", false, {})).toBe(false);
      } finally {
        delete (Object.prototype as { admin?: string }).admin;
      }
      expect(flags.value("f", false, { admin: "yes" })).toBe(true);
    },
  );
});

test("names of attributes cannot break out of generated code", () => {
  const name = '"]; throw new Error("out"); data["';
  const document = {
    flags: { f: flag({ if: [{ "==": [{ var: name.replaceAll(".", "\\\\.") }, "x"] }, "on"] }) },
  };
  expect(
    compileFlags(document, { clock: () => 0, generateCode: true }).resolve("f", {}).errorMessage,
  ).toBeUndefined();
});

test.each([
  null,
  1,
  [],
  {},
  { flags: 1 },
  { flags: { f: null } },
  { flags: { f: { state: "ENABLED", variants: { on: null } } } },
  { flags: [{}] },
])("%j is no document, and nothing throws", (document) => {
  const flags = compileFlags(document, { clock: () => 0 });
  expect(flags.complaints.length).toBeGreaterThan(0);
  expect(flags.details("f", true).value).toBe(true);
});
