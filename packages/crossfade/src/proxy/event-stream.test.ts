import fc from "fast-check";
import { expect, test } from "vitest";
import { EventBoundaries } from "./event-stream.ts";

function isBetween(...pieces: readonly string[]): boolean {
  const boundaries = new EventBoundaries();
  for (const piece of pieces) boundaries.push(Buffer.from(piece));
  return boundaries.isBetweenEvents;
}

test.each([
  ["", true],
  ["data: 1\n\n", true],
  ["data: 1\r\n\r\n", true],
  ["data: 1\r\r", true],
  ["data: 1\n\r\n", true],
  [": hello, here\n\n", true],
  ["data: 1\n\n\n\n", true],
  ["data: 1\n", false],
  ["data: 1\r\n", false],
  ["data: 1", false],
  ["data: 1\n\nid: 7\n", false],
  ["data: 1\n\nd", false],
])("after %j it is between events: %j", (text, expected) => {
  expect(isBetween(text)).toBe(expected);
});

test("it does not matter into which pieces the stream was cut", () => {
  const line = fc.constantFrom("data: a long enough line", "id: 7", ":", "");
  const ending = fc.constantFrom("\n", "\r\n", "\r");
  fc.assert(
    fc.property(fc.array(fc.tuple(line, ending)), fc.nat(), fc.nat(), (lines, first, second) => {
      const text = lines.flat().join("");
      const [from = 0, to = 0] = [first, second].map((at) => at % (text.length + 1)).sort((a, b) => a - b);
      const byBytes = isBetween(...text);
      expect(isBetween(text)).toBe(byBytes);
      expect(isBetween(text.slice(0, from), text.slice(from, to), text.slice(to))).toBe(byBytes);
    }),
  );
});
