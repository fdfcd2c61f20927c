import { describe, expect, test } from "vitest";
import { parseFeatures } from "./parse-features.ts";
import { type ScheduleBounds, scheduleFeature } from "./schedule-feature.ts";

const file = `# Who owns what: see the wiki.
features:
  plain:
      enabled: true # since Monday
      owner: team-a
  flow: { enabled: true, rollout_percentage: 100 } # everyone
  both:
    enabled: true
    schedule:
      # The campaign.
      not_before: 2026-01-01 # New Year
      not_after: "2026-02-01"
    owner: team-b
  growing:
    enabled: true
    schedule: # slowly
      # First some.
      ramp: [{ at: 2026-03-01, to: 5 }]
  short: { enabled: true, schedule: { not_after: 2026-02-01, not_before: 2026-01-01 }, owner: team-c }
  only:
    enabled: true
    schedule:
      not_before: 2026-01-01 # gone soon
    owner: team-d
  inline: { enabled: true, schedule: { not_before: 2026-01-01 } }
`;

const scheduled = (key: string, bounds: ScheduleBounds, text = file) => {
  const result = scheduleFeature(text, key, bounds);
  if (!result.ok) throw new Error(result.why);
  expect(parseFeatures(result.text, "f.yaml")).toMatchObject({ ok: true });
  return result.text;
};
const moment = "2026-01-15T08:00Z";

describe("a schedule", () => {
  test("that was not there comes behind `enabled`, and leaves comments where they are", () => {
    expect(scheduled("plain", { not_before: moment })).toBe(
      file.replace("# since Monday\n", `# since Monday\n      schedule: { not_before: ${moment} }\n`),
    );
    expect(scheduled("flow", { not_after: moment })).toBe(
      file.replace("flow: { enabled: true,", `flow: { enabled: true, schedule: { not_after: ${moment} },`),
    );
  });

  test("gets another bound where one was, or beside it", () => {
    expect(scheduled("both", { not_before: moment, not_after: "2026-01-20" })).toBe(
      file.replace("2026-01-01 # New Year", `${moment} # New Year`).replace('"2026-02-01"', '"2026-01-20"'),
    );
    expect(scheduled("only", { not_after: moment })).toBe(
      file.replace("# gone soon\n", `# gone soon\n      not_after: ${moment}\n`),
    );
    expect(scheduled("inline", { not_after: moment })).toBe(
      file.replace("before: 2026-01-01 } }", `before: 2026-01-01, not_after: ${moment} } }`),
    );
  });

  test("keeps its ramp", () => {
    expect(scheduled("growing", { not_after: "2026-04-01" })).toBe(
      file.replace("schedule: # slowly\n", "schedule: # slowly\n      not_after: 2026-04-01\n"),
    );
    const flow = "features:\n  a: { enabled: true, schedule: { ramp: [{ at: 2026-03-01, to: 5 }] } }\n";
    expect(scheduled("a", { not_after: "2026-04-01" }, flow)).toBe(
      flow.replace("{ ramp", "{ not_after: 2026-04-01, ramp"),
    );
  });

  test("loses a bound, and the rest stays", () => {
    expect(scheduled("both", { not_before: null })).toBe(
      file.replace("      not_before: 2026-01-01 # New Year\n", ""),
    );
    expect(scheduled("short", { not_before: null })).toBe(file.replace(", not_before: 2026-01-01 }", " }"));
    expect(scheduled("short", { not_after: null })).toBe(file.replace("{ not_after: 2026-02-01, ", "{ "));
  });

  test("goes with its last bound", () => {
    const without = "  only:\n    enabled: true\n    owner: team-d\n";
    const at = file.indexOf("  only:");
    expect(scheduled("only", { not_before: null })).toBe(
      file.slice(0, at) + without + file.slice(file.indexOf("  inline:")),
    );
    expect(scheduled("inline", { not_before: null })).toBe(
      file.replace(", schedule: { not_before: 2026-01-01 } }", " }"),
    );
    const last = "features:\n  a:\n    enabled: true\n    schedule:\n      not_before: 2026-01-01";
    expect(scheduled("a", { not_before: null }, last)).toBe("features:\n  a:\n    enabled: true\n");
  });

  test("that is so already stays to the letter", () => {
    expect(scheduled("plain", { not_before: null, not_after: null })).toBe(file);
    expect(scheduled("both", { not_before: "2026-01-01" })).toBe(file);
    const alias =
      "features:\n  b: { enabled: true, schedule: &s { not_after: 2026-01-01 } }\n  a: { enabled: true, schedule: *s }\n";
    expect(scheduled("a", { not_before: null }, alias)).toBe(alias);
  });

  test("of JSON stays JSON", () => {
    const json = '{ "features": { "a": { "enabled": true } } }';
    const first = scheduled("a", { not_before: moment }, json);
    const second = scheduled("a", { not_after: "2026-02-01" }, first);
    expect(JSON.parse(second)).toEqual({
      features: { a: { enabled: true, schedule: { not_before: moment, not_after: "2026-02-01" } } },
    });
    expect(scheduled("a", { not_before: null, not_after: null }, second)).toBe(json);
  });
});

describe("not by a program", () => {
  test("is a feature scheduled that is not there", () => {
    expect(scheduleFeature(file, "none", { not_before: moment })).toEqual({ ok: false, why: "unknown" });
  });

  test.each([
    [
      "whose schedule another one takes over",
      "a: { enabled: true, schedule: &s { not_before: 2026-01-01 } }",
    ],
    [
      "whose schedule is an alias",
      "b: { enabled: true, schedule: &s { not_before: 2026-01-01 } }\n  a: { enabled: true, schedule: *s }",
    ],
    [
      "whose schedule is merged in, and would be lost",
      "b: &b { enabled: true, schedule: { not_after: 2027-01-01 } }\n  a: { <<: *b, enabled: true }",
    ],
    ["in flagd's own words", "a: { flagd: { state: ENABLED } }"],
  ])("is one scheduled %s", (_, text) => {
    const result = scheduleFeature(`features:\n  ${text}\n`, "a", { not_before: moment });
    expect(result).toEqual({ ok: false, why: "by-hand" });
  });
});
