import { expect, test } from "vitest";
import { LogStream } from "./log-stream.ts";

const messages = ["cf1 a", "x", "12 34", `long ${"y".repeat(3_000)}`, "8 8 8"];
const bytes = Buffer.from(messages.map((each) => `${Buffer.byteLength(each)} ${each}`).join(""));

test("messages are the same, wherever the stream is cut", () => {
  for (const size of [1, 2, 3, 7, 64, 1_000, bytes.length]) {
    const stream = new LogStream();
    const got: string[] = [];
    for (let at = 0; at < bytes.length; at += size)
      got.push(...(stream.take(bytes.subarray(at, at + size)) ?? ["refused"]));
    expect(got).toEqual(messages);
  }
});

test.each(["GET / HTTP/1.1\r\n", "999999 x", "0 ", "-1 x", "12345678", " 5 hello"])(
  "%j is another language: refused",
  (text) => {
    expect(new LogStream().take(Buffer.from(text))).toBeUndefined();
  },
);
