import { expect, test } from "vitest";
import { readAnswerHead } from "./answer-headers.ts";

test("what an instance says of its own connection, or in our name, is not passed on", () => {
  const { passed } = readAnswerHead([
    ...["Content-Type", "text/plain", "Connection", "keep-alive, X-Hop", "Keep-Alive", "timeout=5"],
    ...["Transfer-Encoding", "chunked", "Trailer", "x-sum", "X-CF-Version", "api@9", "X-Request-Id", "its"],
    ...["X-Hop", "1", "Set-Cookie", "a=1", "Set-Cookie", "b=2"],
  ]);
  expect(passed).toEqual(["Content-Type", "text/plain", "Set-Cookie", "a=1", "Set-Cookie", "b=2"]);
});

test("bytes beyond ASCII pass as they are", () => {
  const { passed } = readAnswerHead([Buffer.from("X-Name"), Buffer.from("caf\u00e9", "utf8")]);
  expect(Buffer.from(passed[1] ?? "", "latin1").toString("utf8")).toBe("café");
});

test.each([
  [["Content-Type", "text/event-stream"], true, false],
  [["content-type", "text/event-stream; charset=utf-8", "content-encoding", "gzip"], true, true],
  [["content-type", "text/event-stream", "content-encoding", "identity"], true, false],
  [["content-type", "text/html", "x-type-other", "text/event-stream"], false, false],
])("%j: event stream %j, encoded %j", (raw, isEventStream, isEncoded) => {
  expect(readAnswerHead(raw)).toMatchObject({ isEventStream, isEncoded });
});
