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
  test("inclusion of two patterns at once, of some lengths, is never wrong", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "1", "-"), maxLength: 8 });
    let decided = 0;
    fc.assert(
      fc.property(
        fc.tuple(fc.constantFrom(...patterns), fc.constantFrom(...patterns)),
        fc.constantFrom(...patterns, "^[\\s\\S]{2,}$", "^[\\s\\S]{0,3}$"),
        fc.tuple(fc.nat(3), fc.constantFrom(0, 2, Number.POSITIVE_INFINITY)),
        fc.array(text, { maxLength: 40 }),
        (sent, accepted, [min, more], texts) => {
          const max = min + more;
          const isSent = (each: string) =>
            sent.every((pattern) => new RegExp(pattern, "u").test(each)) &&
            [...each].length >= min &&
            [...each].length <= max;
          const isTaken = (each: string) => new RegExp(accepted, "u").test(each);
          const answer = patternIncluded(sent, accepted, { min, max });
          if (answer.kind !== "unknown") decided++;
          if (answer.kind === "refuted")
            expect([answer.text, isSent(answer.text), isTaken(answer.text)]).toEqual([
              answer.text,
              true,
              false,
            ]);
          if (answer.kind === "proved")
            expect(texts.filter((each) => isSent(each) && !isTaken(each))).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(decided).toBeGreaterThan(900);
  });
  test("a hash of 40 or 64 digits is not every text of 40 to 64 digits", () => {
    const accepted = "^([0-9a-f]{40}(?:[0-9a-f]{24})?)$";
    expect(patternIncluded("^[0-9a-f]+$", accepted, { min: 40, max: 64 })).toMatchObject({ kind: "refuted" });
    expect(patternIncluded("^[0-9a-f]+$", accepted, { min: 40, max: 40 })).toEqual({ kind: "proved" });
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
