import { describe, expect, test } from "vitest";
import { isOffForEveryone } from "./off-for-everyone.ts";
import { parseFeatures } from "./parse-features.ts";

const isOff = (feature: string, more = "") => {
  const parsed = parseFeatures(`features:\n  a: ${feature}\n${more}`, "f.yaml");
  if (!parsed.ok) throw new Error(parsed.complaints.map(({ message }) => message).join());
  return isOffForEveryone(parsed.file, "a", Date.parse("2026-06-01") / 1_000);
};

describe("off for everyone is a feature", () => {
  test.each([
    ["that is not enabled", "{ enabled: false, rollout_percentage: 100 }"],
    ["with flagd's own targeting that is not enabled", "{ enabled: false, targeting: { if: [true, on] } }"],
    ["with a share of nobody", "{ enabled: true, rollout_percentage: 0 }"],
    [
      "with a share of nobody, whatever it needs",
      '{ enabled: true, rollout_percentage: 0, clients: { web: ">=2" }, needs: { services: { api: ">=2" } } }',
    ],
    ["that begins later", "{ enabled: true, schedule: { not_before: 2026-06-02 } }"],
    ["that has ended", "{ enabled: true, schedule: { not_after: 2026-06-01 } }"],
  ])("%s", (_, feature) => expect(isOff(feature)).toBe(true));
});

describe("nobody can say that of a feature", () => {
  test.each([
    ["that is enabled", "{ enabled: true }"],
    ["with a share", "{ enabled: true, rollout_percentage: 1 }"],
    ["with a rule", "{ enabled: true, rollout_percentage: 0, rules: [{ when: { a: 1 }, serve: on }] }"],
    ["with a user by name", "{ enabled: true, rollout_percentage: 0, overrides: { u: on } }"],
    ["with a ring", "{ enabled: true, rollout_percentage: 0, ring: 1 }"],
    ["with a segment", "{ enabled: true, rollout_percentage: 0, segments: [staff] }"],
    [
      "whose default is not off",
      "{ enabled: true, rollout_percentage: 0, variants: { on: 1, off: 2, x: 3 }, default: x }",
    ],
    [
      "whose need may not be met",
      '{ enabled: true, rollout_percentage: 100, needs: { services: { api: ">=2" } } }',
    ],
    ["that has begun", "{ enabled: true, schedule: { not_before: 2026-06-01 } }"],
    ["in flagd's own words", "{ flagd: { state: DISABLED, variants: { on: true }, defaultVariant: on } }"],
    [
      "with flagd's own targeting",
      "{ enabled: true, variants: { red: 1, off: 2 }, targeting: { if: [true, red] } }",
    ],
  ])("%s", (_, feature) => expect(isOff(feature, "segments:\n  staff: { a: 1 }\n")).toBe(false));
});
