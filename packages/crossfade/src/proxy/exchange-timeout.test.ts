import { expect, test } from "vitest";
import { failureCode, overdue } from "./exchange-timeout.ts";
import { defaultProxyLimits } from "./settings.ts";

const limits = {
  ...defaultProxyLimits,
  clientIdleTimeoutMs: 10,
  firstByteTimeoutMs: 20,
  upstreamIdleTimeoutMs: 30,
  streamIdleTimeoutMs: 40,
};

test.each([
  ["client", 10, undefined],
  ["client", 11, "CF_PROXY_CLIENT_TIMEOUT"],
  ["instance", 20, undefined],
  ["instance", 21, "CF_PROXY_UPSTREAM_TIMEOUT"],
  ["answer", 30, undefined],
  ["answer", 31, "CF_PROXY_UPSTREAM_TIMEOUT"],
  ["stream", 40, undefined],
  ["stream", 41, "quiet-stream"],
] as const)("waiting for the %s since %i ms: %s", (waitsFor, stoodMs, code) => {
  expect(overdue({ waitsFor, sinceMs: 5 }, 5 + stoodMs, limits)).toBe(code);
});

test("streams without a limit may be quiet for ever", () => {
  const endless = { ...limits, streamIdleTimeoutMs: 0 };
  expect(overdue({ waitsFor: "stream", sinceMs: 0 }, 1e12, endless)).toBeUndefined();
});

test.each([
  ["UND_ERR_CONNECT_TIMEOUT", "CF_PROXY_UPSTREAM_TIMEOUT"],
  ["ECONNREFUSED", "CF_PROXY_UPSTREAM_FAILED"],
  ["UND_ERR_INVALID_ARG", "CF_PROXY_BAD_REQUEST"],
  [undefined, "CF_PROXY_UPSTREAM_FAILED"],
])("%s is told as %s", (code, told) => {
  expect(failureCode(Object.assign(new Error("x"), { code }))).toBe(told);
});
