import { describe, expect, test } from "vitest";
import { changeFeature } from "./change-feature.ts";
import { parseFeatures } from "./parse-features.ts";

const file = `# Who owns what: see the wiki.
features:
  # Tomorrow.
  new-checkout:
    enabled: false   # not yet
    description: 'One page'
    rollout_percentage: 0
  dark-mode: { enabled: true, rollout_percentage: 100 } # everyone
  plain:
      enabled: true # behind this
      # and before the next
      owner: "team-a"
`;

const changed = (key: string, values: Parameters<typeof changeFeature>[2], text = file) => {
  const result = changeFeature(text, key, values);
  if (!result.ok) throw new Error(result.why);
  expect(parseFeatures(result.text, "f.yaml")).toMatchObject({ ok: true });
  return result.text;
};

describe("a change of one value", () => {
  test("changes these letters and no others", () => {
    expect(changed("new-checkout", { enabled: true, rollout_percentage: 1 })).toBe(
      file.replace("enabled: false ", "enabled: true ").replace("percentage: 0\n", "percentage: 1\n"),
    );
  });

  test("in a mapping on one line stays on it", () => {
    expect(changed("dark-mode", { enabled: false, owner: "team-b" })).toBe(
      file.replace("{ enabled: true, roll", "{ enabled: false, owner: team-b, roll"),
    );
  });

  test("adds a key behind `enabled`, as far in as that one, and leaves comments where they are", () => {
    expect(changed("plain", { rollout_percentage: 12.5 })).toBe(
      file.replace("# behind this\n", "# behind this\n      rollout_percentage: 12.5\n"),
    );
  });

  test("keeps quotes where there were some, and writes text that would mean something else in them", () => {
    expect(changed("plain", { owner: "team: b" })).toContain('owner: "team: b"');
    expect(changed("plain", { description: "a # b, [c]" })).toContain('description: "a # b, [c]"');
    expect(changed("plain", { description: "yes\nno" })).toContain('description: "yes\\nno"');
  });

  test("of JSON stays JSON", () => {
    const json = '{ "features": { "a": { "enabled": false } } }';
    expect(JSON.parse(changed("a", { enabled: true, owner: "x" }, json))).toEqual({
      features: { a: { enabled: true, owner: "x" } },
    });
  });

  test("at the very end of a file without a last line break", () => {
    expect(changed("a", { owner: "x" }, "features:\n  a:\n    enabled: true")).toBe(
      "features:\n  a:\n    enabled: true\n    owner: x",
    );
  });

  test("that says what is there already changes nothing", () => {
    expect(changed("dark-mode", { enabled: true })).toBe(file);
  });
});

describe("not by a program", () => {
  test("is a feature changed that is not there", () => {
    expect(changeFeature(file, "dark", { enabled: true })).toEqual({ ok: false, why: "unknown" });
  });

  test.each([
    ["that is an alias", "features:\n  a: &a { enabled: true }\n  b: *a\n", "b", "enabled"],
    [
      "that another one takes over",
      "features:\n  a: { enabled: &on true }\n  b: { enabled: *on }\n",
      "a",
      "enabled",
    ],
    ["in flagd's own words", "features:\n  a: { flagd: { state: ENABLED } }\n", "a", "enabled"],
    ["over several lines", "features:\n  a:\n    enabled: true\n    owner: |\n      x\n", "a", "owner"],
  ])("is one changed %s", (_, text, key, name) => {
    expect(changeFeature(text, key, { [name]: false })).toEqual({ ok: false, why: "by-hand" });
  });
});
