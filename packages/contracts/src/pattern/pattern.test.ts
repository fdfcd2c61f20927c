import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matches, patternIncluded } from "./automaton.ts";
import { textsLike } from "./text-sample.ts";

const patterns = [
  "^a",
  "b$",
  "^[ab]*$",
  "a|b",
  "^a+$",
  "^(ab|ba){1,2}$",
  "^\\d{3}-\\w+$",
  "[^a]",
  "^.{2,3}$",
  "^$",
  "",
  "a?b",
  "(?:x|y)z",
  "^\\S+@\\S+$",
  "^[\\w-]+$",
  "\\ba",
  "a\\b",
  "^\\B",
  "\\bb\\b|a\\B-",
  "^(\\b[a-z]{2}\\b-?)+$",
  "^[ab]+\\b-1",
  "\\b^a|-\\B$",
];

describe("patterns", () => {
  test("match as JavaScript says", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...patterns),
        fc.string({ unit: fc.constantFrom("a", "b", "1", "-", "x", "z", "@", " ", "é", "😀") }),
        (pattern, text) => {
          expect(matches(pattern, text)).toBe(new RegExp(pattern, "u").test(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });
  test("inclusion is never wrong", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...patterns),
        fc.constantFrom(...patterns),
        fc.array(fc.string({ unit: fc.constantFrom("a", "b", "1", "-") }), { maxLength: 30 }),
        (sent, accepted, texts) => {
          const answer = patternIncluded(sent, accepted);
          if (answer.kind === "refuted")
            expect([
              new RegExp(sent, "u").test(answer.text),
              new RegExp(accepted, "u").test(answer.text),
            ]).toEqual([true, false]);
          if (answer.kind === "proved")
            for (const text of texts)
              expect(!new RegExp(sent, "u").test(text) || new RegExp(accepted, "u").test(text)).toBe(true);
          expect(answer.kind).not.toBe("unknown");
        },
      ),
      { numRuns: 500 },
    );
  });
  test("samples look like the pattern", () => {
    for (const pattern of patterns)
      expect(textsLike(pattern, 0).some((text) => new RegExp(pattern, "u").test(text))).toBe(true);
  });
  test("an exploding pattern takes no time, look-around is not judged", () => {
    expect(matches("^(a+)+$", `${"a".repeat(5_000)}!`)).toBe(false);
    expect(matches("^(?=a)b", "a")).toBeUndefined();
    expect(matches("a{999999}", "a")).toBeUndefined();
    expect(patternIncluded("^(?=a)b", "a").kind).toBe("unknown");
  });
});
