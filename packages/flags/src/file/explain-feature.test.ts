import { describe, expect, test } from "vitest";
import { compileFlags } from "../evaluate/compile-flags.ts";
import { definitionsOf } from "./definitions.ts";
import { explainFeature } from "./explain-feature.ts";
import { parseFeatures } from "./parse-features.ts";
import { scheduledMoments } from "./scheduled-moments.ts";

const text = `
features:
  pay:
    enabled: true
    clients: { web: ">=2.3 <3" }
    needs: { services: { billing: ">=2" }, flags: { dark: on } }
    overrides: { user-17: on }
    rules:
      - { name: staff, when: { email: { ends_with: "@acme.com" } }, serve: on }
      - { when: { country: SK }, split: { on: 25, off: 75 } }
    segments: [beta]
    rollout_percentage: 10
  dark: { enabled: true }
  killed: { enabled: false, rollout_percentage: 100 }
  sale:
    enabled: true
    schedule: { not_before: 1970-01-02, ramp: [{ at: 1970-01-03, to: 50 }, { at: 1970-01-04, to: 100 }] }
  hand: { enabled: true, targeting: { if: [{ "==": [{ var: a }, 1] }, "on", null] } }
  theirs: { flagd: { state: DISABLED, variants: { on: true, off: false }, defaultVariant: "on" } }
segments: { beta: { beta: true } }
`;
const parsed = parseFeatures(text, "f.yaml");
if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints));
const { file } = parsed;
const ready = {
  targetingKey: "u",
  client: "web",
  clientVersion: "2.4.0",
  crossfade: { live: { billing: "2.1.0" } },
};

const decided = (key: string, context: Readonly<Record<string, unknown>>, nowS = 0) => {
  const explanation = explainFeature(file, key, context, nowS);
  const last = explanation?.steps.at(-1);
  expect(explanation?.steps.filter(({ decides }) => decides)).toEqual([last]);
  return `${explanation?.variant} by ${last?.part}: ${last?.says}`;
};

describe("why somebody gets what they get", () => {
  test.each([
    ["killed", {}, "off by enabled: is false: everyone gets off"],
    ["pay", {}, "off by clients: web >=2.3 <3 does not hold: off"],
    ["pay", { ...ready, crossfade: {} }, "off by needs.services.billing: >=2 does not hold: off"],
    ["pay", { ...ready, targetingKey: "user-17" }, "on by overrides: gives user-17 on"],
    ["pay", { ...ready, email: "a@acme.com" }, "on by rules[0] (staff): applies: on"],
    ["pay", { ...ready, country: "SK" }, "off by rules[1]: applies, split on 25%, off 75%: off"],
    ["pay", { ...ready, beta: true }, "on by segments.beta: has this user: on"],
    ["pay", ready, "off by rollout_percentage: 10 in a hundred get on, and this user stands at 95.103: off"],
    ["dark", {}, "on by enabled: nothing else is said: everyone gets on"],
    ["hand", { a: 1 }, "on by targeting: flagd's own words serve on"],
    ["theirs", {}, "undefined by flagd: flagd's own words serve what the code says"],
  ])("%s for %j", (key, context, expected) => {
    expect(decided(key, context)).toBe(expected);
  });

  test("who has no targeting key is told that this is why", () => {
    const { targetingKey: _, ...nobody } = ready;
    expect(decided("pay", nobody)).toContain("counts by targetingKey, which is not in the context: off");
  });

  test("time decides as the schedule says", () => {
    const day = 86_400;
    expect(decided("sale", { targetingKey: "u" }, day - 1)).toContain("schedule.not_before");
    expect(decided("sale", { targetingKey: "u" }, 2 * day)).toContain("50 in a hundred");
    expect(decided("sale", { targetingKey: "u" }, 3 * day)).toContain("on by schedule.ramp");
    expect(scheduledMoments(file)).toEqual([day, 2 * day, 3 * day]);
  });

  test("a feature that is not there has no reason", () => {
    expect(explainFeature(file, "nothing", {}, 0)).toBeUndefined();
  });
});

/** The step that decides names the variant that is served, for contexts of every kind. */
test("what is explained is what is served", () => {
  const flags = compileFlags(definitionsOf(file), { clock: () => 0 });
  for (let user = 0; user < 100; user++) {
    const context = {
      ...ready,
      targetingKey: `user-${user}`,
      ...(user % 3 === 0 ? { country: "SK" } : {}),
      ...(user % 5 === 0 ? { beta: true } : {}),
      ...(user % 7 === 0 ? { clientVersion: "1.0.0" } : {}),
    };
    for (const key of flags.keys) {
      const explanation = explainFeature(file, key, context, 0);
      const { variant, value } = flags.resolve(key, context);
      expect([explanation?.variant, explanation?.value]).toEqual([variant, value]);
      const says = explanation?.steps.at(-1)?.says ?? "";
      expect(says.endsWith(variant ?? "what the code says")).toBe(true);
      const stands = /^(\d+) in a hundred.* stands at ([\d.]+)/.exec(says);
      if (stands) expect(variant).toBe(Number(stands[2]) < Number(stands[1]) ? "on" : "off");
    }
  }
});
