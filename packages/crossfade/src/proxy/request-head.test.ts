import { expect, test } from "vitest";
import { type RequestHead, readRequestHead } from "./request-head.ts";

const untrusted = { isTrusted: false, maxHeaders: 100 };

function read(raw: readonly string[], options = untrusted): RequestHead {
  const head = readRequestHead(raw, options);
  if (typeof head === "string") throw new Error(head);
  return head;
}

test("what concerns one connection only is not passed on", () => {
  const { passed } = read([
    ...["Host", "shop", "Accept", "*/*", "Connection", "keep-alive", "Keep-Alive", "timeout=5"],
    ...["Proxy-Connection", "keep-alive", "Proxy-Authorization", "Basic x", "TE", "trailers"],
    ...["Trailer", "x-sum", "Upgrade", "h2c", "HTTP2-Settings", "x", "Expect", "100-continue"],
    ...["X-App", "1"],
  ]);
  expect(passed).toEqual(["Accept", "*/*", "X-App", "1"]);
});

test("headers that Connection names end here, but what the proxy reads cannot be named away", () => {
  const head = read([
    ...["Host", "shop", "Connection", "close, X-Secret , host, cookie", "x-secret", "1"],
    ...["Cookie", "a=1", "X-App", "2"],
  ]);
  expect(head.passed).toEqual(["X-App", "2"]);
  expect(head).toMatchObject({ host: "shop", cookie: "a=1" });
});

test.each([
  ["X-CF-Tester", "t"],
  ["x-cf-anything", "1"],
  ["x_cf_version", "api@1"],
  ["X_Forwarded_For", "6.6.6.6"],
  ["Content_Length", "5"],
  ["Transfer_Encoding", "chunked"],
  ["X-Forwarded-For", "6.6.6.6"],
  ["X-Forwarded-Port", "443"],
  ["X-Real-IP", "6.6.6.6"],
  ["Forwarded", "for=6.6.6.6"],
  ["X-Request-Id", "mine"],
])("%s of a stranger reaches no instance", (name, value) => {
  const head = read(["Host", "shop", name, value]);
  expect(head.passed).toEqual([]);
  expect(head).toMatchObject({ forwardedFor: undefined, forwarded: undefined, requestId: undefined });
});

test("what a trusted peer says of those before it is kept", () => {
  const head = read(
    [
      ...["Host", "shop", "X-Forwarded-For", "1.1.1.1", "x-forwarded-for", "2.2.2.2"],
      ...["X-Forwarded-Proto", "https", "X-Forwarded-Host", "shop.example", "X-Request-Id", "r-1"],
      ...["Forwarded", "for=1.1.1.1", "X-Forwarded-Port", "443"],
    ],
    { isTrusted: true, maxHeaders: 100 },
  );
  expect(head).toMatchObject({
    forwardedFor: "1.1.1.1, 2.2.2.2",
    forwardedProto: "https",
    forwardedHost: "shop.example",
    requestId: "r-1",
    forwarded: "for=1.1.1.1",
    passed: ["X-Forwarded-Port", "443"],
  });
});

test("pins, the client's version and where a page is loaded are read", () => {
  const head = read([
    ...["Host", "shop", "X-CF-Version", "api@2", "x-cf-version", "web@3", "X-CF-Tester", "token"],
    ...["X-Client-Version", "web/1.8.0", "Sec-Fetch-Dest", "document", "Cookie", "a=1", "Cookie", "b=2"],
  ]);
  expect(head).toMatchObject({
    affinityPin: "api@2,web@3",
    testerPin: "token",
    clientVersion: "web/1.8.0",
    isDocument: true,
    cookie: "a=1; b=2",
    passed: ["X-Client-Version", "web/1.8.0", "Sec-Fetch-Dest", "document"],
  });
});

test.each([
  ["no Host", [], "CF_PROXY_BAD_HOST"],
  ["two Hosts", ["Host", "a", "Host", "a"], "CF_PROXY_BAD_HOST"],
  ["two lengths", ["Host", "a", "Content-Length", "1", "Content-Length", "1"], "CF_PROXY_BAD_FRAMING"],
  ["a length with a sign", ["Host", "a", "Content-Length", "+1"], "CF_PROXY_BAD_FRAMING"],
  ["a length in a list", ["Host", "a", "Content-Length", "1, 1"], "CF_PROXY_BAD_FRAMING"],
  ["a length beyond counting", ["Host", "a", "Content-Length", "9".repeat(16)], "CF_PROXY_BAD_FRAMING"],
  [
    "a length and chunks",
    ["Host", "a", "Content-Length", "1", "Transfer-Encoding", "chunked"],
    "CF_PROXY_BAD_FRAMING",
  ],
  ["compressed chunks", ["Host", "a", "Transfer-Encoding", "gzip, chunked"], "CF_PROXY_BAD_FRAMING"],
  ["an unknown coding", ["Host", "a", "Transfer-Encoding", "xchunked"], "CF_PROXY_BAD_FRAMING"],
  [
    "chunks said twice",
    ["Host", "a", "Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"],
    "CF_PROXY_BAD_FRAMING",
  ],
  ["four headers of three", ["Host", "a", "A", "1", "B", "2", "C", "3"], "CF_PROXY_HEADERS_TOO_LARGE"],
])("%s: refused", (_, raw, code) => {
  expect(readRequestHead(raw, { isTrusted: false, maxHeaders: 3 })).toBe(code);
});
