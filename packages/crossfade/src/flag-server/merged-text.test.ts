import { expect, test } from "vitest";
import { mergedText } from "./merged-text.ts";

const base = "features:\n  a: { enabled: true }\n  b: { enabled: true }\n  c: { enabled: true }\n";
const killed = (key: string, text = base) =>
  text.replace(`${key}: { enabled: true`, `${key}: { enabled: false`);
const more = `${base}  d: { enabled: true }\n`;

test("changes of different flags are both kept, whoever comes first", () => {
  const both = killed("a", killed("c"));
  expect(mergedText(base, killed("a"), killed("c"))).toBe(both);
  expect(mergedText(base, killed("c"), killed("a"))).toBe(both);
  expect(mergedText(base, more, killed("a"))).toBe(killed("a", more));
});

test("what nobody changed stays", () => {
  expect(mergedText(base, base, killed("b"))).toBe(killed("b"));
  expect(mergedText(base, killed("b"), base)).toBe(killed("b"));
});

test("changes of the same lines are not put together", () => {
  expect(mergedText(base, killed("b"), base.replace("  b: { enabled: true }\n", ""))).toBeUndefined();
  expect(mergedText(base, killed("a", killed("c")), killed("b"))).toBeUndefined();
});
