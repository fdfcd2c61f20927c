import { describe, expect, test } from "vitest";
import { compileFlags } from "../evaluate/index.ts";
import { definitionsOf, parseFeatures } from "./index.ts";

/** Each complaint as one line, as an editor would show it. */
function complaints(text: string): readonly string[] {
  const parsed = parseFeatures(text, "f.yaml");
  return parsed.ok
    ? []
    : parsed.complaints.map(({ line, column, message, expected }) =>
        `${line}:${column} ${message} ${expected ?? ""}`.trim(),
      );
}

function served(text: string, clockS = 0) {
  const parsed = parseFeatures(text, "f.yaml");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints));
  return compileFlags(definitionsOf(parsed.file), { clock: () => clockS });
}

const plain = `
features:
  new-checkout:
    enabled: false
    description: "New checkout flow with one-page payment"
    rollout_percentage: 0
  dark-mode:
    enabled: true
    description: "Dark mode toggle for all users"
    rollout_percentage: 100
`;

test("the plain file works as it is", () => {
  const flags = served(plain);
  expect(flags.details("new-checkout", true)).toMatchObject({
    value: false,
    variant: "off",
    reason: "STATIC",
  });
  expect(flags.details("dark-mode", false)).toMatchObject({ value: true, variant: "on", reason: "STATIC" });
  expect(flags.details("dark-mode", false).metadata["crossfade.description"]).toBe(
    "Dark mode toggle for all users",
  );
});

test("the same file as JSON is the same", () => {
  const json = JSON.stringify({ features: { "dark-mode": { enabled: true, rollout_percentage: 100 } } });
  expect(served(json).value("dark-mode", false)).toBe(true);
});

describe("complaints", () => {
  test.each([
    [
      "features:\n  a: { enabeld: true }",
      ["2:8 The key `enabeld` is not known here. Did you mean `enabled`?"],
    ],
    ["features:\n  a: { enabled: yes please }", ['2:17 `enabled` is "yes please". Expected true or false.']],
    [
      "features:\n  a: { enabled: true, rollout_percentage: 120 }",
      ["2:43 `rollout_percentage` is 120. Expected a number from 0 to 100."],
    ],
    ["features: []", ["1:11 `features` is a list. Expected a mapping of names to features."]],
    [
      "flags: {}",
      [
        "1:1 The key `flags` is not known here. Known: features, segments, evaluators, metadata.",
        "1:1 `features` is missing. Expected a mapping of names to features.",
      ],
    ],
    ["features:\n  a: { enabled: true }\n  a: { enabled: false }", ["3:3 This key stands here twice."]],
    [
      "features: {a: {enabled: true, type: realese}}",
      ['1:37 `type` cannot be "realese". Did you mean `release`?'],
    ],
    [
      "features: {a: {enabled: true, rules: [{serve: onn}]}}",
      ["1:47 There is no variant `onn`. Did you mean `on`?"],
    ],
    [
      "features: {a: {enabled: true, rules: [{when: {country: SK}}]}}",
      ["1:39 A rule has either `serve` or `split`. Write `serve: on`, or `split: { on: 25, off: 75 }`."],
    ],
    [
      "features: {a: {enabled: true, rules: [{split: {on: 25, off: 70}}]}}",
      ["1:47 The shares are 95 together. Expected 100."],
    ],
    [
      "features: {a: {enabled: true, clients: {web: newest}}}",
      ['1:46 "newest" is no version range. Expected one such as ">=2.3.0 <3".'],
    ],
    [
      "features: {a: {enabled: true, segments: [beta]}}\nsegments: {betta: {ring: 1}}",
      ["1:42 There is no segment `beta`. Did you mean `betta`?"],
    ],
    [
      "features: {a: {enabled: true, needs: {flags: {dark-mod: on}}}, dark-mode: {enabled: true}}",
      ["1:47 There is no feature `dark-mod`. Did you mean `dark-mode`?"],
    ],
    [
      "features: {a: {enabled: true, needs: {flags: {b: on}}}, b: {enabled: true, needs: {flags: {a: on}}}}",
      ["1:92 They need each other: a → b → a."],
    ],
    ["features: {a: {enabled: true, needs: {flags: {a: on}}}}", ["1:47 They need each other: a → a."]],
    [
      "features: {a: {enabled: true, schedule: {not_before: 2026-02-31}}}",
      ["1:54 There is no such moment: 2026-02-31."],
    ],
    [
      "features: {a: {enabled: true, schedule: {not_before: tomorrow}}}",
      [
        '1:54 `not_before` is "tomorrow". Expected a day such as 2026-09-01 (UTC), or a moment such as 2026-09-01T08:00:00+02:00.',
      ],
    ],
    [
      "features: {a: {enabled: true, schedule: {ramp: [{at: 2026-01-02, to: 50}, {at: 2026-01-01, to: 60}]}}}",
      ["1:75 A ramp grows: each step is later than the one before, and not smaller."],
    ],
    [
      "features: {a: {enabled: true, variants: {on: true, off: none}}}",
      ["1:41 The variants are of several types: boolean, string. Expected one type."],
    ],
    [
      "features: {a: {enabled: true, variants: {x: 1, y: 2}}}",
      ["1:15 There is no variant `off`. Known: x, y."],
    ],
    [
      "features: {a: {enabled: true, code_default: no}}",
      ["1:45 The code's default must be boolean, as the variants are."],
    ],
    [
      "features: {a: {enabled: true, lifecycle: tombstone, rollout_percentage: 50}}",
      ["1:73 A tombstone serves one value to everyone. Expected 0 or 100."],
    ],
    [
      "features: {a: {enabled: true, targeting: {starts_wiht: [1]}}}",
      ["1:43 `starts_wiht` is no operator of flagd. Did you mean `starts_with`?"],
    ],
    [
      "features: {a: {enabled: true, targeting: {if: [{$ref: x}]}, rollout_percentage: 5}}",
      ["1:61 `targeting` decides alone, so `rollout_percentage` would have no effect. Keep one of both."],
    ],
    [
      "features: {a: {flagd: {state: ON}}}",
      [
        "1:23 `variants` must be a mapping with at least one value.",
        "1:31 `state` must be ENABLED or DISABLED.",
      ],
    ],
    [
      "features: &x\n  a: { enabled: *y }",
      ["1:1 Its aliases would be written out more than 1000 times, or point nowhere. Write the values out."],
    ],
    ["features: [", [expect.stringMatching(/^1:1\d Not valid YAML/)]],
    ["", ["1:1 The file is empty. Expected a mapping with `features`."]],
  ] as const)("%s", (text, wanted) => {
    expect(complaints(text)).toEqual(wanted);
  });

  test("all at once, in the order of the file", () => {
    const text =
      "features:\n  a: { enabled: 1 }\n  b: { enabled: true, owner: [x] }\n  c: { enable: true }\n  d: { owner: x, off: of }\n";
    expect(complaints(text).map((each) => each.split(":")[0])).toEqual(["2", "3", "4", "5", "5"]);
  });

  test("names that JavaScript has for everything are features like others", () => {
    const flags = served("features:\n  constructor: { enabled: true }\n  toString: { enabled: false }\n");
    expect(flags.value("constructor", false)).toBe(true);
    expect(complaints("features: {a: {enabled: true, constructor: 1}}")).toHaveLength(1);
    expect(complaints("features: {a: {enabled: true, needs: {flags: {toString: on}}}}")).toHaveLength(1);
  });

  test("keys of one's own begin with x-", () => {
    expect(complaints("x-note: 1\nfeatures: {a: {enabled: true, x-ticket: 7}}")).toEqual([]);
  });
});
