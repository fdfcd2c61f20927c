import { expect, test } from "vitest";
import { parseFeatures } from "./parse-features.ts";
import { removeFeature } from "./remove-feature.ts";

const text = `# ours
features:
  a: # first
    enabled: true
    rollout_percentage: 5

  "b-c": { enabled: false } # second
  d:
    enabled: true
segments: { staff: { ring: 1 } }
`;
const without = (key: string, from = text) => {
  const removed = removeFeature(from, key);
  return removed.ok ? removed.text : removed.why;
};

test.each(["a", "b-c", "d"])("%s goes, and every other letter stays", (key) => {
  const rest = without(key);
  expect(Object.keys(JSON.parse(JSON.stringify(parseFeatures(rest, "f"))).file.features)).toEqual(
    ["a", "b-c", "d"].filter((each) => each !== key),
  );
  for (const line of rest.split("\n")) expect(text.split("\n")).toContain(line);
  expect(rest).toContain("# ours");
  expect(rest).toContain("segments:");
});

test("the last one leaves a file that can still be read", () => {
  expect(without("d", without("b-c", without("a")))).toContain("features: {}");
});

test("what is not there, or stands in a row, is left to people", () => {
  expect(without("x")).toBe("unknown");
  expect(without("a", "features: { a: { enabled: true }, b: { enabled: true } }")).toBe("by-hand");
  expect(without("a", "features:\n  a: &x { enabled: true }\n  b: *x\n")).toBe("by-hand");
});
