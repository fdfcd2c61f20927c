import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventReader, EventTooLongError } from "./event-stream.ts";

const text =
  ': hello\r\nid: 7\nevent: release\ndata: {"a":\r\ndata:1}\n\r\n: heartbeat\n\ndata\n\nid: 8\revent: release\rdata: 2\r\rretry: 10\n\n';

function readIn(pieces: readonly string[]) {
  const reader = new EventReader(1_000);
  return pieces.flatMap((piece) => reader.read(piece));
}

describe("a stream of events", () => {
  test("is read by the standard: several data lines, three kinds of line ends, comments, an id that stays", () => {
    expect(readIn([text])).toEqual([
      { id: "7", event: "release", data: '{"a":\n1}' },
      { id: "7", event: "message", data: "" },
      { id: "8", event: "release", data: "2" },
    ]);
  });

  test("gives the same events wherever its pieces are cut", () => {
    const cuts = fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (places) => {
        const sorted = [0, ...places.toSorted((a, b) => a - b), text.length];
        const pieces = sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
        expect(readIn(pieces)).toEqual(readIn([text]));
      }),
    );
  });

  test("has a longest event", () => {
    const reader = new EventReader(10);
    expect(() => reader.read("data: 12345678901")).toThrow(EventTooLongError);
    const inLines = new EventReader(10);
    inLines.read("data: 12345\n");
    expect(() => inLines.read("data: 67890\ndata: 1")).toThrow(EventTooLongError);
  });
});
