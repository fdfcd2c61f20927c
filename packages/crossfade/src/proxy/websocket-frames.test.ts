import fc from "fast-check";
import { expect, test } from "vitest";
import { closeFrame, WebSocketFrames } from "./websocket-frames.ts";

/** A frame with this much payload; masked as clients do, or not. */
function frame(length: number, isMasked = false): Buffer {
  const mask = isMasked ? 0x80 : 0;
  const key = isMasked ? Buffer.from([1, 2, 3, 4]) : Buffer.alloc(0);
  const header =
    length < 126
      ? Buffer.from([0x82, mask | length])
      : length < 65_536
        ? Buffer.from([0x82, mask | 126, length >> 8, length & 0xff])
        : Buffer.from([0x82, mask | 127, 0, 0, 0, 0, length >>> 24, length >> 16, length >> 8, length]);
  return Buffer.concat([header, key, Buffer.alloc(length, 0x88)]);
}

test.each([
  [0, false],
  [1, false],
  [125, false],
  [126, false],
  [65_535, false],
  [65_536, false],
  [0, true],
  [125, true],
  [300, true],
  [70_000, true],
])("a frame of %i bytes, masked %j, ends where it ends, byte by byte", (length, isMasked) => {
  const bytes = frame(length, isMasked);
  const frames = new WebSocketFrames();
  const inside = bytes.subarray(0, -1).every((byte) => {
    const boundary = frames.push(Uint8Array.of(byte));
    return boundary === -1 && !frames.isBetweenFrames;
  });
  expect(inside).toBe(true);
  expect(frames.push(bytes.subarray(-1))).toBe(1);
  expect(frames.isBetweenFrames).toBe(true);
});

test("the last boundary of a piece is found, whatever the pieces", () => {
  const lengths = fc.array(fc.oneof(fc.nat(300), fc.constantFrom(125, 126, 65_535, 65_536)), {
    maxLength: 6,
  });
  const cuts = fc.array(fc.nat(), { maxLength: 8 });
  fc.assert(
    fc.property(lengths, cuts, (sizes, places) => {
      const all = sizes.map((length) => frame(length));
      const whole = Buffer.concat(all);
      let end = 0;
      const ends = all.map(({ length }) => {
        end += length;
        return end;
      });
      const at = [...places.map((place) => place % (whole.length + 1)), whole.length].sort((a, b) => a - b);
      const frames = new WebSocketFrames();
      let from = 0;
      for (const to of at) {
        const boundary = frames.push(whole.subarray(from, to));
        const last = ends.filter((end) => end > from && end <= to).at(-1);
        expect(boundary).toBe(last === undefined ? -1 : last - from);
        expect(frames.isBetweenFrames).toBe(to === 0 || ends.includes(to));
        from = to;
      }
    }),
  );
});

test("the close frame says its code", () => {
  expect([...closeFrame(1012)]).toEqual([0x88, 2, 0x03, 0xf4]);
});
