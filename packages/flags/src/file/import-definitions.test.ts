import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeWithFixture } from "../../../../test/support/require-or-skip.ts";
import { compileFlags } from "../evaluate/index.ts";
import { definitionsOf, importDefinitions, parseFeatures } from "./index.ts";

/** Definitions → file → text → file → definitions. */
function roundTrip(document: unknown): unknown {
  const parsed = parseFeatures(importDefinitions(document).text, "imported.yaml");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints));
  return definitionsOf(parsed.file);
}

const flag = (more: object) => ({
  state: "ENABLED",
  variants: { on: true, off: false },
  defaultVariant: "off",
  ...more,
});
const imported = (more: object) => importDefinitions({ flags: { f: flag(more) } }).file.features.f;
const share = (grown: number, rest: number) => ({
  fractional: [
    ["on", grown],
    ["off", rest],
  ],
});

describe("what our words can say is said in them", () => {
  test.each([
    [{}, { enabled: false, rollout_percentage: 0 }],
    [{ defaultVariant: "on" }, { enabled: true, rollout_percentage: 100 }],
    [{ targeting: {} }, { enabled: false, rollout_percentage: 0 }],
    [{ targeting: share(25, 75) }, { enabled: true, rollout_percentage: 25 }],
    [{ targeting: share(1, 7) }, { enabled: true, rollout_percentage: 12.5 }],
    [
      { variants: { small: 1, big: 2 }, defaultVariant: "small" },
      { enabled: true, rollout_percentage: 0, variants: { small: 1, big: 2 }, off: "small" },
    ],
    [
      { metadata: { "crossfade.owner": "team-pay", ticket: 7 } },
      { enabled: false, rollout_percentage: 0, owner: "team-pay", metadata: { ticket: 7 } },
    ],
  ])("%j", (more, wanted) => expect(imported(more)).toEqual(wanted));
});

describe("what they cannot say stays as it is", () => {
  test.each([
    { targeting: { if: [{ "==": [{ var: "a" }, 1] }, "on", null] } },
    { targeting: share(1, 2) },
    { targeting: { fractional: [{ var: "email" }, ["on", 25], ["off", 75]] } },
    { targeting: share(25, 75), defaultVariant: "on" },
  ])("%j under targeting", (more) => {
    expect(imported(more)).toMatchObject({ enabled: true, targeting: more.targeting });
  });

  test.each([
    { state: "DISABLED" },
    { defaultVariant: null },
    { variants: { on: true, off: "no" } },
    { source: "x" },
  ])("%j under flagd", (more) => {
    expect(imported(more)).toEqual({ flagd: flag(more) });
  });
});

/** What compiling adds. */
const stamped = (document: { metadata?: object }) => ({
  ...document,
  metadata: { ...document.metadata, "crossfade.bucketing": "v2" },
});

const contexts = [
  {},
  ...Array.from({ length: 200 }, (_, at) => ({
    targetingKey: `user-${at}`,
    email: `user-${at}@openfeature.dev`,
  })),
];

describeWithFixture("flagd-schemas", (folder) => {
  const positive = join(folder, "json/test/flags/positive");
  test.each(readdirSync(positive))("%s answers the same when it comes back", (file) => {
    const document: unknown = JSON.parse(readFileSync(join(positive, file), "utf8"));
    const [before, after] = [document, roundTrip(document)].map((each) =>
      compileFlags(each, { clock: () => 0 }),
    );
    expect(after?.keys).toEqual(before?.keys);
    for (const key of before?.keys ?? [])
      for (const context of contexts)
        expect(after?.resolve(key, context)).toMatchObject({
          ...before?.resolve(key, context),
          metadata: {},
        });
  });
});

describeWithFixture("flagd-testbed", (folder) => {
  test("its flags come back, but for one that no parser takes", () => {
    const document = JSON.parse(readFileSync(join(folder, "evaluator/flags/testkit-flags.json"), "utf8"));
    delete document.flags["ref-to-nonexistent-evaluator-flag"];
    expect(roundTrip(document)).toEqual(stamped(document));
  });
});

test("a list of flags is read like a mapping", () => {
  expect(importDefinitions({ flags: [{ key: "f", ...flag({}) }] }).file.features).toEqual({
    f: { enabled: false, rollout_percentage: 0 },
  });
});

test("our own definitions come back the same, segments and needs included", () => {
  const text = `features:
  a: { enabled: true, rollout_percentage: 50, segments: [s], owner: team, type: release, description: d }
  b: { enabled: true, needs: { flags: { a: on } }, clients: { web: ">=2" }, code_default: false, lifecycle: active }
  c: { enabled: false }
segments: { s: { country: SK } }
metadata: { flagSetId: shop }
`;
  const parsed = parseFeatures(text, "f.yaml");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints));
  const document = definitionsOf(parsed.file);
  expect(Object.keys(document.$evaluators ?? {}).sort()).toEqual(["flag:a", "segment:s"]);
  expect(roundTrip(document)).toEqual(document);
});
