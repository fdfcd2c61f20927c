import { describe, expect, test } from "vitest";
import { complaints, digestOf, flagStory } from "../../../../test/support/contract-story.ts";
import { flagContracts } from "./flag-contracts.ts";

const reads = (fallback: unknown, type = "boolean") => ({ reads: { k: { type, default: fallback } } });
const wrong = (text: unknown, side?: "sender" | "receiver") =>
  complaints(flagContracts, { f: typeof text === "string" ? text : JSON.stringify(text) }, "f", side);

/** The values that a plain flag serves, as far as a reader of the default `fallback` can tell when it goes. */
const serves = (flag: object) =>
  [true, false].filter(
    (value) =>
      flagStory(reads(!value), { features: {} }, { builtAgainst: { features: { k: flag } } }).length > 0,
  );

describe("what the plain flag file may serve", () => {
  test("off for everyone, whatever else it says", () => {
    expect(serves({ enabled: false, rollout_percentage: 50 })).toEqual([false]);
    expect(serves({ enabled: false, rules: [{ serve: "on" }], off: "off" })).toEqual([false]);
    expect(serves({ enabled: true, rollout_percentage: 0 })).toEqual([false]);
  });

  test("on for everyone", () => {
    expect(serves({ enabled: true, rollout_percentage: 100, description: "x", owner: "y" })).toEqual([true]);
    expect(serves({ enabled: true, rollout_percentage: 100, lifecycle: "tombstone" })).toEqual([true]);
  });

  test("both in between, behind a guard, by a rule, by an override, and where it cannot be told", () => {
    for (const more of [
      { rollout_percentage: 25 },
      { rollout_percentage: 100, clients: { web: ">=2" } },
      { rollout_percentage: 0, rules: [{ when: { country: "SK" }, serve: "on" }] },
      { rollout_percentage: 100, rules: [{ split: { on: 25, off: 75 } }] },
      { rollout_percentage: 0, overrides: { "user-17": "on" } },
      { rollout_percentage: 0, segments: ["beta"] },
      { rollout_percentage: 100, default: "off", targeting: {} },
      { rollout_percentage: 0, rules: "all" },
      {},
    ])
      expect(serves({ enabled: true, ...more }), JSON.stringify(more)).toEqual([true, false]);
    expect(serves({ rollout_percentage: 0 })).toEqual([true, false]);
  });

  test("the variants that its names mean", () => {
    const inverted = { variants: { on: false, off: true } };
    expect(serves({ enabled: true, rollout_percentage: 100, ...inverted })).toEqual([false]);
    expect(serves({ enabled: false, off: "none", ...inverted })).toEqual([true, false]);
  });
});

test("flagd takes its flags as a list, too", () => {
  const flag = { key: "k", state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "off" };
  expect(flagStory(reads(false), { flags: [flag] })).toEqual([]);
  expect(flagStory({ flags: [flag] }, { flags: [] }, { builtAgainst: { flags: [flag] } })).toEqual([]);
  expect(wrong({ flags: [flag, flag] })).toEqual(['the flag "k" is here twice']);
});

describe("what a reader reads where no list says it", () => {
  test("every key of the flag file, off in its code unless the file notes another default", () => {
    const features = (more: object) => ({
      features: { k: { enabled: true, rollout_percentage: 100, ...more } },
    });
    const gone = { features: {} };
    expect(flagStory(features({}), gone, { builtAgainst: features({}) })).toHaveLength(1);
    expect(flagStory(features({ code_default: true }), gone, { builtAgainst: features({}) })).toEqual([]);
  });

  test("a client does not move because a flag was switched, the flags do", () => {
    const flag = (enabled: boolean) => JSON.stringify({ features: { k: { enabled } } });
    const digest = (enabled: boolean, side: "sender" | "receiver") =>
      digestOf(flagContracts, { f: flag(enabled) }, "f", side);
    expect(digest(true, "sender")).toBe(digest(false, "sender"));
    expect(digest(true, "receiver")).not.toBe(digest(false, "receiver"));
    const noted = { f: JSON.stringify({ features: { k: { enabled: true, code_default: true } } }) };
    expect(digestOf(flagContracts, noted, "f", "receiver")).toBe(digest(true, "receiver"));
    expect(digestOf(flagContracts, noted, "f", "sender")).not.toBe(digest(true, "sender"));
  });

  test("the order and the prose of a file are not its meaning", () => {
    const one = "features:\n  a: { enabled: true }\n  b: { enabled: false, description: x }\n";
    const other = '{ "features": { "b": { "enabled": false }, "a": { "enabled": true } } }';
    expect(digestOf(flagContracts, { f: one }, "f", "receiver")).toBe(
      digestOf(flagContracts, { f: other }, "f", "receiver"),
    );
  });
});

describe("documents that cannot be read say why", () => {
  test("a list of what is read is not what is served", () => {
    expect(wrong(reads(false), "receiver")).toEqual([
      expect.stringContaining("what is read, not what is served"),
    ]);
    expect(wrong(reads(false), "sender")).toEqual([]);
  });

  test.each([
    [{ keys: {} }, "it speaks of no flags"],
    [{ reads: {}, serves: {} }, "it has both `reads` and `serves`"],
    [{ reads: [] }, "must be a mapping of flag keys"],
    [{ reads: { k: { type: "boolean" } } }, "`default` is missing"],
    [{ reads: { k: { type: "boolean", default: "no" } } }, "must be of type boolean"],
    [{ reads: { k: { type: "flag", default: false } } }, "`type` must be one of"],
    [{ reads: { k: { type: "boolean", default: false, value: [true] } } }, 'did you mean "values"?'],
    [
      { reads: { k: { type: "boolean", default: false, values: ["a"] } } },
      "every value must be of type boolean",
    ],
    [
      { reads: { k: { type: "boolean", default: false, missing: "ok" } } },
      "`missing` must be fine or breaks",
    ],
    [{ serves: { k: true } }, "expected a mapping such as"],
    [{ serves: { k: { type: "string", values: [] } } }, "at least one value"],
    [{ features: { k: { enabled: "yes" } } }, "`enabled` must be true or false"],
    [{ features: { k: { enabled: true, rollout_percentage: 120 } } }, "a number from 0 to 100"],
    [{ features: { k: { variants: { a: 1, b: "x" } } } }, "different types"],
    [{ features: { k: { value_type: "string" } } }, "its variants are of type boolean"],
    [{ flags: [{ state: "ENABLED", variants: { on: true } }] }, "`key` is missing"],
    [{ flags: { k: { variants: { on: true } } } }, "`state` must be ENABLED or DISABLED"],
    [{ flags: { k: { state: "ENABLED", variants: {} } } }, "there is no variant"],
    [
      { flags: { k: { state: "ENABLED", variants: { on: true }, defaultVariant: "of" } } },
      "names no variant",
    ],
  ])("%j", (document, why) => {
    expect(wrong(document)).toEqual([expect.stringContaining(why)]);
  });

  test("with its line and column", () => {
    const reading = flagContracts.read("f", {
      read: () => "reads:\n  k:\n    type: boolean\n",
      list: () => ["f"],
    });
    expect(reading).toMatchObject({ problems: [{ line: 2, column: 3, pointer: "/reads/k" }] });
  });
});

test("keys that are names of JavaScript's own are keys like others", () => {
  const odd = { reads: { constructor: { type: "boolean", default: false } } };
  expect(flagStory(odd, { serves: {} }, { builtAgainst: { serves: {} } })).toEqual([]);
  expect(flagStory(odd, { serves: {} })).toHaveLength(1);
});
