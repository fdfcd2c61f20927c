import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FlagdCore } from "@openfeature/flagd-core";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { describeWithFixture } from "../../../../test/support/require-or-skip.ts";
import { compileFlags, type EvaluationContext } from "../evaluate/index.ts";
import { definitionsOf, type FlagdDocument, parseFeatures } from "./index.ts";

const quiet = { error() {}, warn() {}, info() {}, debug() {} };

function definitions(text: string): FlagdDocument {
  const parsed = parseFeatures(text, "f.yaml");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints));
  return definitionsOf(parsed.file);
}

/** The variant of feature `f`: ours and that of both modes of flagd-core, which must be one. */
function variantOf(text: string, context: EvaluationContext, clockS = 1_700_000_000): string | undefined {
  const document = definitions(text);
  const flags = compileFlags(document, { clock: () => clockS });
  expect(flags.complaints).toEqual([]);
  const { variant, errorMessage } = flags.resolve("f", context);
  expect(errorMessage).toBeUndefined();
  if (JSON.stringify(document).includes("$flagd.timestamp")) return variant;
  for (const disableDynamicCodeGeneration of [false, true]) {
    const core = new FlagdCore(undefined, quiet, { disableDynamicCodeGeneration });
    core.setConfigurations(JSON.stringify(document));
    const theirs = core.getFlag("f")?.evaluate(context as never, quiet);
    expect(theirs?.variant, JSON.stringify(document)).toBe(variant);
  }
  return variant;
}

const feature = (more: string, rest = "") => `features:\n  f: { ${more} }\n${rest}`;

const stories: readonly (readonly [string, string, readonly (readonly [EvaluationContext, string])[]])[] = [
  ["enabled alone is on for everyone", feature("enabled: true"), [[{}, "on"]]],
  [
    "not enabled is off, whatever else is said",
    feature("enabled: false, rollout_percentage: 100, overrides: { u: on }"),
    [[{ targetingKey: "u" }, "off"]],
  ],
  [
    "an override is for one user",
    feature("enabled: true, rollout_percentage: 0, overrides: { u: on }"),
    [
      [{ targetingKey: "u" }, "on"],
      [{ targetingKey: "v" }, "off"],
      [{}, "off"],
    ],
  ],
  [
    "the first rule that matches decides",
    feature(
      "enabled: true, rules: [{when: {plan: pro}, serve: off}, {when: {country: [SK, CZ]}, serve: on}]",
    ),
    [
      [{ plan: "pro", country: "SK" }, "off"],
      [{ country: "CZ" }, "on"],
      [{ country: "DE" }, "off"],
      [{}, "off"],
    ],
  ],
  [
    "all attributes of a rule must match, of a list one entry",
    feature("enabled: true, rules: [{when: [{a: 1, b: 2}, {c: 3}], serve: on}]"),
    [
      [{ a: 1, b: 2 }, "on"],
      [{ a: 1 }, "off"],
      [{ c: 3 }, "on"],
      [{ c: "3" }, "off"],
    ],
  ],
  [
    "operators",
    feature(
      'enabled: true, rules: [{when: {mail: {ends_with: "@acme.com", not: ["x@acme.com"]}, age: {at_least: 18, below: 65}}, serve: on}]',
    ),
    [
      [{ mail: "a@acme.com", age: 18 }, "on"],
      [{ mail: "x@acme.com", age: 18 }, "off"],
      [{ mail: "a@acme.com", age: 65 }, "off"],
      [{ mail: "a@acme.com" }, "off"],
      [{ age: 20 }, "off"],
    ],
  ],
  [
    "a missing number is not small",
    feature("enabled: true, rules: [{when: {age: {below: 18}}, serve: on}]"),
    [
      [{}, "off"],
      [{ age: 0 }, "on"],
    ],
  ],
  [
    "contains looks into texts and lists",
    feature("enabled: true, rules: [{when: {roles: {contains: admin}}, serve: on}]"),
    [
      [{ roles: ["admin"] }, "on"],
      [{ roles: "superadmin" }, "on"],
      [{ roles: [] }, "off"],
      [{}, "off"],
    ],
  ],
  [
    "exists",
    feature("enabled: true, rules: [{when: {id: {exists: false}}, serve: on}]"),
    [
      [{}, "on"],
      [{ id: 0 }, "off"],
    ],
  ],
  [
    "nested attributes by their path",
    feature("enabled: true, rules: [{when: {user.team: pay}, serve: on}]"),
    [
      [{ user: { team: "pay" } }, "on"],
      [{ "user.team": "pay" }, "off"],
    ],
  ],
  [
    "only these versions of these clients",
    feature('enabled: true, clients: {web: ">=2.3.0 <3", ios: ">=5.1"}'),
    [
      [{ client: "web", clientVersion: "2.3.0" }, "on"],
      [{ client: "web", clientVersion: "3.0.0" }, "off"],
      [{ client: "web", clientVersion: "3.0.0-rc.1" }, "off"],
      [{ client: "ios", clientVersion: "2.3.0" }, "off"],
      [{ client: "ios", clientVersion: "5.1" }, "on"],
      [{ client: "android", clientVersion: "9.0.0" }, "off"],
    ],
  ],
  [
    "an unknown client version is off",
    feature('enabled: true, clients: {web: "*"}'),
    [
      [{ client: "web", clientVersion: "1.0.0" }, "on"],
      [{ client: "web" }, "off"],
      [{ client: "web", clientVersion: "dev" }, "off"],
      [{}, "off"],
    ],
  ],
  [
    "a guard wins over an override",
    feature('enabled: true, clients: {web: ">=2"}, overrides: {u: on}'),
    [
      [{ targetingKey: "u" }, "off"],
      [{ targetingKey: "u", client: "web", clientVersion: "2.0.0" }, "on"],
    ],
  ],
  [
    "a service that is not live in that version",
    feature('enabled: true, needs: {services: {billing: ">=2"}}'),
    [
      [{ crossfade: { live: { billing: "2.1.0" } } }, "on"],
      [{ crossfade: { live: { billing: "1.9.0" } } }, "off"],
      [{}, "off"],
    ],
  ],
  [
    "a contract",
    feature("enabled: true, needs: {contracts: [checkout-v2]}"),
    [
      [{ crossfade: { contracts: { "checkout-v2": true } } }, "on"],
      [{}, "off"],
    ],
  ],
  [
    "segments and rings are on, the rest by its share",
    feature(
      "enabled: true, rollout_percentage: 0, segments: [staff], ring: 1",
      'segments: {staff: {email: {ends_with: "@acme.com"}}}',
    ),
    [
      [{ email: "a@acme.com" }, "on"],
      [{ ring: 1 }, "on"],
      [{ ring: 2 }, "off"],
      [{}, "off"],
    ],
  ],
  [
    "a segment with a dollar sign is written out",
    feature("enabled: true, segments: [s]", 'segments: {s: {price: "$1"}}'),
    [
      [{ price: "$1" }, "on"],
      [{ price: "1" }, "off"],
    ],
  ],
  [
    "variants of any kind",
    feature(
      "enabled: true, variants: {small: 10, big: 1000}, off: small, default: big, rules: [{when: {plan: free}, serve: small}]",
    ),
    [
      [{ plan: "free" }, "small"],
      [{}, "big"],
    ],
  ],
  [
    "a missing targeting key is off, not somebody",
    feature("enabled: true, rollout_percentage: 99.999"),
    [
      [{}, "off"],
      [{ targetingKey: "" }, "off"],
      [{ targetingKey: "u" }, "on"],
    ],
  ],
  [
    "a missing key of a split is off",
    feature("enabled: true, rules: [{split: {on: 100}, bucket_by: account}]"),
    [
      [{ targetingKey: "u" }, "off"],
      [{ account: "a" }, "on"],
    ],
  ],
  [
    "flagd's own words",
    feature('enabled: true, targeting: {if: [{$ref: x}, "on"]}', 'evaluators: {x: {"==": [{var: a}, 1]}}'),
    [
      [{ a: 1 }, "on"],
      [{}, "off"],
    ],
  ],
];

test.each(stories)("%s", (_name, text, answers) => {
  for (const [context, wanted] of answers)
    expect(variantOf(text, context), JSON.stringify(context)).toBe(wanted);
});

describe("time", () => {
  const scheduled = feature(
    "enabled: true, schedule: {not_before: 2026-09-01, not_after: 2026-10-01T00:00:00+02:00}",
  );
  test.each([
    ["2026-08-31T23:59:59Z", "off"],
    ["2026-09-01T00:00:00Z", "on"],
    ["2026-09-30T21:59:59Z", "on"],
    ["2026-09-30T22:00:00Z", "off"],
  ])("at %s it is %s", (at, wanted) => {
    expect(variantOf(scheduled, {}, Date.parse(at) / 1000)).toBe(wanted);
  });

  test("a ramp lets more in at each step, and nobody out", () => {
    const ramp = feature(
      "enabled: true, schedule: {ramp: [{at: 2026-09-01, to: 10}, {at: 2026-09-02, to: 40}, {at: 2026-09-03, to: 100}]}",
    );
    const document = definitions(ramp);
    const inAt = (day: string) => {
      const flags = compileFlags(document, { clock: () => Date.parse(day) / 1000 });
      return users.filter((targetingKey) => flags.value("f", false, { targetingKey }));
    };
    const steps = ["2026-08-31", "2026-09-01", "2026-09-02", "2026-09-03"].map(inAt);
    expect(steps.map((each) => Math.round((100 * each.length) / users.length))).toEqual(
      [0, 10, 40, 100].map((each) => expect.closeTo(each, -0.5)),
    );
    for (const [at, step] of steps.entries())
      for (const user of steps[at - 1] ?? []) expect(step.includes(user)).toBe(true);
  });
});

const users = Array.from({ length: 2_000 }, (_, at) => `user-${at}`);

test("growing a share adds users, and takes it from none", () => {
  const inAt = (share: number, more = "") => {
    const flags = compileFlags(definitions(feature(`enabled: true, rollout_percentage: ${share}${more}`)), {
      clock: () => 0,
    });
    return new Set(users.filter((targetingKey) => flags.value("f", false, { targetingKey })));
  };
  const shares = [0, 0.001, 1, 5, 12.345, 25, 50, 75, 99.9, 100];
  const groups = shares.map((share) => inAt(share));
  for (const [at, group] of groups.entries())
    for (const user of groups[at - 1] ?? []) expect(group.has(user)).toBe(true);
  expect(groups[5]?.size).toBeGreaterThan(420);
  expect(groups[5]?.size).toBeLessThan(580);
  // Renamed, with its seed kept: the same users.
  expect(inAt(25, ", seed: g")).not.toEqual(groups[5]);
});

test("of three variants two can grow without taking a user from each other", () => {
  const groups = (a: number, b: number) => {
    const text = feature(
      `enabled: true, variants: {a: 1, b: 2, off: 0}, rules: [{split: {a: ${a}, b: ${b}, off: ${100 - a - b}}}]`,
    );
    const flags = compileFlags(definitions(text), { clock: () => 0 });
    const who = (variant: string) =>
      new Set(users.filter((targetingKey) => flags.resolve("f", { targetingKey }).variant === variant));
    return { a: who("a"), b: who("b") };
  };
  const [before, after] = [groups(10, 10), groups(30, 40)];
  for (const user of before.a) expect(after.a.has(user)).toBe(true);
  for (const user of before.b) expect(after.b.has(user)).toBe(true);
});

test("nobody gets a feature without the one that it needs", () => {
  const text = `features:
  parent: { enabled: true, rollout_percentage: 50 }
  f: { enabled: true, rollout_percentage: 50, needs: { flags: { parent: on } } }
  timed: { enabled: true, needs: { flags: { late: on } } }
  late: { enabled: true, schedule: { not_before: 2026-01-01 } }
  never: { enabled: true, needs: { flags: { dead: on } } }
  dead: { enabled: false }
`;
  const document = definitions(text);
  const flags = compileFlags(document, { clock: () => 0 });
  const both = users.map(
    (targetingKey) =>
      flags.value("parent", false, { targetingKey }) && flags.value("f", false, { targetingKey }),
  );
  for (const targetingKey of users)
    if (flags.value("f", false, { targetingKey }))
      expect(flags.value("parent", false, { targetingKey })).toBe(true);
  expect(both.filter(Boolean).length).toBeGreaterThan(300);
  expect(flags.value("timed", true)).toBe(false);
  expect(compileFlags(document, { clock: () => 2e9 }).value("timed", false)).toBe(true);
  expect(flags.details("never", true)).toMatchObject({ value: false, reason: "STATIC" });
  expect(Object.keys(document.$evaluators ?? {})).toEqual(["flag:parent"]);
});

test("off is never DISABLED, and the share of the code is never asked for", () => {
  const flags = compileFlags(definitions(feature("enabled: false, code_default: true")), { clock: () => 0 });
  expect(flags.details("f", true)).toMatchObject({ value: false, reason: "STATIC" });
  expect(JSON.stringify(definitions(feature("enabled: false")))).not.toContain("DISABLED");
});

test("a release of 40 days is due, a kill switch is not", () => {
  const expires = (more: string) =>
    definitions(feature(`enabled: true, created: 2026-01-01, ${more}`)).flags.f;
  expect(expires("type: release")).toMatchObject({ metadata: { "crossfade.expires": "2026-02-10" } });
  expect(expires("type: ops")).toMatchObject({ metadata: { "crossfade.expires": "2026-01-08" } });
  expect(JSON.stringify(expires("type: kill-switch"))).not.toContain("expires");
  expect(expires("type: release, expires: 2026-12-31")).toMatchObject({
    metadata: { "crossfade.expires": "2026-12-31" },
  });
});

describeWithFixture("flagd-schemas", (folder) => {
  const read = (file: string) => JSON.parse(readFileSync(join(folder, "json", file), "utf8")) as object;
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(read("targeting.json"), "https://flagd.dev/schema/v0/targeting.json");
  const valid = ajv.compile(read("flags.json"));

  test.each(stories)("%s: valid for flagd", (_name, text) => {
    valid(definitions(text));
    expect(valid.errors ?? []).toEqual([]);
  });

  test("schedules, ramps and needs are valid for flagd", () => {
    const text = `features:
  a: { enabled: true, schedule: { not_before: 2026-01-01, ramp: [{ at: 2026-01-02, to: 5 }, { at: 2026-01-03, to: 50 }] } }
  b: { enabled: true, needs: { flags: { a: on, c: on } }, owner: team, type: release, created: 2026-01-01 }
  c: { enabled: true, rollout_percentage: 12.5, ring: 2 }
`;
    valid(definitions(text));
    expect(valid.errors ?? []).toEqual([]);
  });

  test("the schema does refuse something", () => {
    expect(valid({ flags: { f: { state: "ON", variants: {} } } })).toBe(false);
  });
});
