import { fileLimits } from "./limits.ts";
import type { Shape } from "./shape.ts";

/** The file of features, key by key. */
const variantName: Shape = { kind: "text", expected: "the name of a variant, such as on" };
const versionRange: Shape = {
  kind: "text",
  expected: 'a version range, such as ">=2.3.0 <3"',
  description: "A version range: >=, >, <=, <, =, ^, ~, x, a - b, and || between alternatives.",
  examples: [">=2.3.0 <3", "^5.1", "1.x || >=2.4"],
};
const momentPattern = String.raw`^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$`;
const moment = (description: string): Shape => ({
  kind: "text",
  pattern: momentPattern,
  expected: "a day such as 2026-09-01 (UTC), or a moment such as 2026-09-01T08:00:00+02:00",
  description,
});
const day = (description: string): Shape => ({
  kind: "text",
  pattern: String.raw`^\d{4}-\d{2}-\d{2}$`,
  expected: "a day such as 2026-12-31",
  description,
});
const text = (expected: string, description: string, examples: readonly unknown[] = []): Shape => ({
  kind: "text",
  expected,
  description,
  ...(examples.length > 0 ? { examples } : {}),
});
const percentage = (description: string): Shape => ({
  kind: "number",
  from: 0,
  to: 100,
  expected: "a number from 0 to 100",
  description,
});
const scalar: Shape = { kind: "scalar", expected: "a text, a number, true or false" };
const clients: Shape = {
  kind: "entries",
  of: versionRange,
  least: 1,
  expected: 'a mapping of clients to version ranges, such as { web: ">=2.3" }',
  description: "Which versions of which clients may see it; everybody else gets `off`.",
  examples: [{ web: ">=2.3.0 <3", ios: ">=5.1" }],
};
const names = (expected: string, description: string): Shape => ({
  kind: "list",
  of: { kind: "text", expected },
  least: 1,
  expected: `a list of ${expected}`,
  description,
});
const ring: Shape = {
  kind: "number",
  from: 0,
  to: 1_000,
  expected: "the number of a ring",
  description: "Who is in this ring or one before it: attribute `ring`.",
};
const bucketBy = text("the name of an attribute", "Whom a share is counted by. Default: targetingKey.", [
  "accountId",
]);
const seed = text("a text", "What the buckets are drawn from. Default: the name of the feature.");

const operators: Shape = {
  kind: "mapping",
  expected: "a value, a list of values or operators such as { ends_with: … }",
  keys: {
    equals: scalar,
    not: {
      kind: "either",
      of: [scalar, { kind: "list", of: scalar, expected: "values" }],
      expected: "a value or a list of values",
    },
    in: { kind: "list", of: scalar, expected: "a list of values" },
    starts_with: text("a text", "The attribute begins so."),
    ends_with: text("a text", "The attribute ends so."),
    contains: scalar,
    version: versionRange,
    at_least: { kind: "number", from: -1e15, to: 1e15, expected: "a number" },
    at_most: { kind: "number", from: -1e15, to: 1e15, expected: "a number" },
    above: { kind: "number", from: -1e15, to: 1e15, expected: "a number" },
    below: { kind: "number", from: -1e15, to: 1e15, expected: "a number" },
    exists: { kind: "flag" },
  },
};
const matcher: Shape = {
  kind: "either",
  of: [operators, { kind: "list", of: scalar, least: 1, expected: "a list of values" }, scalar],
  expected: "a value, a list of values or operators such as { ends_with: … }",
};
const attributes: Shape = {
  kind: "entries",
  of: matcher,
  least: 1,
  expected: "a mapping of attributes to values, such as { country: [SK, CZ] }",
};
export const conditionShape: Shape = {
  kind: "either",
  of: [attributes, { kind: "list", of: attributes, least: 1, expected: "a list of such mappings" }],
  expected: "a mapping of attributes to values, or a list of those of which one is enough",
  description: "All attributes must match. A list: one of its entries is enough.",
  examples: [{ country: ["SK", "CZ"] }, { email: { ends_with: "@acme.com" } }],
};

const rule: Shape = {
  kind: "mapping",
  expected: "a rule such as { when: { country: SK }, serve: on }",
  keys: {
    name: text("a name", "What the rule is for."),
    when: conditionShape,
    segments: names("names of segments", "Who is in one of these."),
    ring,
    clients,
    serve: { ...variantName, description: "The variant that they get." },
    split: {
      kind: "entries",
      of: percentage("Its share in percent."),
      least: 1,
      expected: "shares in percent, such as { on: 25, off: 75 }",
      description: "The shares of the variants, 100 together. Grow the first at the cost of the last.",
      examples: [{ on: 25, off: 75 }],
    },
    bucket_by: bucketBy,
    seed,
  },
};

const schedule: Shape = {
  kind: "mapping",
  expected: "a schedule such as { not_before: 2026-09-01 }",
  description: "When it may be on at all, and how its share grows.",
  keys: {
    not_before: moment("Off before this moment."),
    not_after: moment("Off from this moment on."),
    ramp: {
      kind: "list",
      least: 1,
      expected: "steps such as { at: 2026-09-01, to: 5 }",
      of: {
        kind: "mapping",
        expected: "a step such as { at: 2026-09-01, to: 5 }",
        keys: { at: moment("From this moment on"), to: percentage("this share gets `on`.") },
        required: ["at", "to"],
      },
    },
  },
};

const needs: Shape = {
  kind: "mapping",
  expected: 'what it needs, such as { services: { billing: ">=2" } }',
  description: "What must be there first. While it is not, everybody gets `off`.",
  keys: {
    services: {
      kind: "entries",
      of: versionRange,
      expected: 'services and version ranges, such as { billing: ">=2" }',
      description: "Holds for the lowest version that is live.",
    },
    flags: {
      kind: "entries",
      of: variantName,
      expected: "features and variants, such as { dark-mode: on }",
      description: "The same user must get this variant of that feature.",
    },
    contracts: names("names of contracts", "Contracts that every live version carries."),
  },
};

export const featureShape: Shape = {
  kind: "mapping",
  expected: "a feature such as { enabled: false, rollout_percentage: 0 }",
  keys: {
    enabled: { kind: "flag", description: "false: everyone gets `off`, whatever else is said." },
    description: text("a text", "What it does, for people."),
    rollout_percentage: percentage(
      "How many in a hundred get `on`, three decimals count. Growing it only adds users.",
    ),
    type: {
      kind: "choice",
      of: ["release", "experiment", "ops", "kill-switch", "permission"],
      description:
        "What it is for. It decides how long it should live: release and experiment 40 days, ops 7.",
    },
    owner: text("a name", "Who answers for it.", ["team-pay"]),
    created: day("Since when there is it."),
    expires: day("When it should be gone. Default: by its type, counted from `created`."),
    lifecycle: {
      kind: "choice",
      of: ["draft", "active", "rolled-out", "retiring", "tombstone"],
      description: "Where it stands. A tombstone serves its final value to old clients, and nothing else.",
    },
    value_type: {
      kind: "choice",
      of: ["boolean", "string", "number", "object"],
      description: "Default: that of its variants.",
    },
    variants: {
      kind: "entries",
      of: { kind: "any" },
      least: 1,
      expected: "names and values, such as { on: true, off: false }",
      description: "What can be served, all of one type. Default: { on: true, off: false }.",
      examples: [{ on: true, off: false }],
    },
    off: {
      ...variantName,
      description: "Served while it is not enabled, and where a guard fails. Default: off.",
    },
    default: { ...variantName, description: "Served where no rule matches. Default: that of `off`." },
    code_default: { kind: "any", description: "What the code passes as its own default." },
    clients,
    needs,
    schedule,
    segments: names("names of segments", "Who is in one of these gets `on`."),
    ring,
    rules: {
      kind: "list",
      of: rule,
      expected: `a list of at most ${fileLimits.rules} rules`,
      description: "The first that matches decides.",
    },
    overrides: {
      kind: "entries",
      of: variantName,
      expected: "targeting keys and variants, such as { user-17: on }",
      description: "Variants of single users, by targeting key.",
    },
    bucket_by: bucketBy,
    seed,
    targeting: {
      kind: "entries",
      of: { kind: "any" },
      expected: "an expression of flagd",
      description: "Targeting in flagd's own words, instead of rules.",
    },
    flagd: {
      kind: "entries",
      of: { kind: "any" },
      expected: "a flag of flagd",
      description: "A whole flag in flagd's own words, served as it stands.",
    },
    metadata: {
      kind: "entries",
      of: scalar,
      expected: "names and plain values",
      description: "Served along with every answer.",
    },
  },
};

export const fileShape: Shape = {
  kind: "mapping",
  expected: "a mapping with `features`",
  keys: {
    features: {
      kind: "entries",
      of: featureShape,
      expected: "a mapping of names to features",
      description: "The features, by the key that the code asks for.",
    },
    segments: {
      kind: "entries",
      of: conditionShape,
      expected: "a mapping of names to conditions",
      description: "Groups of users, by name.",
    },
    evaluators: {
      kind: "entries",
      of: { kind: "any" },
      expected: "a mapping of names to expressions",
      description: "What `targeting` refers to with $ref.",
    },
    metadata: {
      kind: "entries",
      of: scalar,
      expected: "names and plain values",
      description: "Served along with every answer.",
    },
  },
  required: ["features"],
};
