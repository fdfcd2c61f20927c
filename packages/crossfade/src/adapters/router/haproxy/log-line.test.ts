import { expect, test } from "vitest";
import { readLogLine } from "./log-line.ts";

const token = "0123456789abcdef0123456789abcdef";
const fields = {
  kind: "cf1",
  token,
  pid: "4711",
  number: "7",
  began: "1795286207017",
  route: "L2FwaQ==",
  component: "api",
  label: "2.0.0+g1",
  bucket: "412",
  live: "15",
  salt: "974162354",
  backend: "edge:api:2.0.0_2Bg1",
  server: "127.0.0.1_3A9101",
  status: "200",
  ended: "----",
  head: "1795286207050",
  end: "1795286207062",
  client: "d2ViLzEuOC4w",
  tester: "-",
  length: "-",
  received: "324",
};
const line = (other: Partial<typeof fields> = {}) => Object.values({ ...fields, ...other }).join(" ");
const served = (other: Partial<typeof fields>) => readLogLine(line(other), token)?.served;

test("a line tells who was served by whom, and how", () => {
  expect(readLogLine(line(), token)).toEqual({
    pid: 4711,
    number: 7,
    served: {
      beganMs: 1_795_286_207_017,
      endedMs: 1_795_286_207_062,
      route: "/api",
      component: "api",
      label: "2.0.0+g1",
      bucket: 412,
      generation: 7,
      saltHash: 974_162_354,
      backend: "edge:api:2.0.0_2Bg1",
      server: "127.0.0.1_3A9101",
      outcome: "ok",
      latencyMs: 33,
      client: "web/1.8.0",
    },
  });
});

test.each([
  ["200", "----", "ok"],
  ["404", "----", "ok"],
  ["500", "----", "error"],
  ["503", "SC--", "error"],
  ["504", "sH--", "error"],
  ["200", "SD--", "error"],
  ["200", "sD--", "error"],
  ["-1", "CR--", "aborted"],
  ["200", "CD--", "aborted"],
  ["408", "cR--", "aborted"],
  ["101", "----", "ok"],
  ["200", "KD--", "ok"],
  ["503", "K---", "error"],
  ["-1", "LR--", "error"],
])("status %s, ended %s: %s", (status, ended, outcome) => {
  expect(served({ status, ended })?.outcome).toBe(outcome);
});

test.each([
  [
    "who stops in the middle of a body is late, not the instance that waits for the rest",
    "100000",
    "20324",
    "aborted",
  ],
  ["an instance that has all of it and says nothing is", "100000", "100324", "error"],
  ["an instance that has a request without a body and says nothing is", "-", "324", "error"],
])("%s", (_, length, received, outcome) => {
  expect(served({ length, received, status: "504", ended: "sH--" })?.outcome).toBe(outcome);
});

test("an instance that breaks off before it has read everything has broken off", () => {
  expect(served({ length: "100000", received: "324", status: "502", ended: "SH--" })?.outcome).toBe("error");
});

test("without an answer there is no latency", () => {
  expect(served({ head: "-", status: "503", ended: "SC--" })?.latencyMs).toBeUndefined();
});

test("a clock that is set back makes no time negative", () => {
  expect(served({ head: "1795286200000", end: "1795286200000" })).toMatchObject({
    latencyMs: 0,
    endedMs: 1_795_286_207_017,
  });
});

test("a caller that does not say who it is has no name", () => {
  expect(served({ client: "-" })).not.toHaveProperty("client");
});

test.each([
  ["a WebSocket that its user leaves", "101", "CD--", "ok"],
  ["one that its instance ends", "101", "SD--", "ok"],
  ["one that was silent for too long", "101", "sD--", "ok"],
  ["an event stream that its user leaves", "200", "CD--", "ok"],
  ["one that was cut by a drain", "200", "KD--", "ok"],
  ["one that was silent for too long", "200", "sD--", "ok"],
  ["one that its instance broke off", "200", "SD--", "error"],
  ["one that was refused", "503", "SC--", "error"],
  ["one that never began", "-1", "CH--", "aborted"],
])("a stream has no end of its own: %s", (_, status, ended, outcome) => {
  expect(served({ backend: "edge:api:2.0.0:streams", status, ended })?.outcome).toBe(outcome);
});

test("a version that is called streams has answers like any other", () => {
  expect(served({ backend: "edge:api:streams", status: "200", ended: "CD--" })?.outcome).toBe("aborted");
});

test("a tester is told apart", () => {
  expect(served({ tester: "t" })).toMatchObject({ isTester: true, label: "2.0.0+g1" });
  expect(served({})).not.toHaveProperty("isTester");
});

test("a process that was started before testers were told apart is understood", () => {
  const before = line().split(" ").slice(0, -3).join(" ");
  expect(readLogLine(before, token)).toEqual(readLogLine(line(), token));
});

test("a request that was refused counts as a line and as nothing else", () => {
  expect(readLogLine(line({ label: "-", bucket: "-", live: "-", salt: "-" }), token)).toEqual({
    pid: 4711,
    number: 7,
  });
});

test.each([
  ["of somebody else", line({ token: "f".repeat(32) })],
  ["of another kind", line({ kind: "cf2" })],
  ["with a field more", `${line()} x`],
  ["with a field less", line().slice(0, line().lastIndexOf(" "))],
  ["without a number", line({ number: "x" })],
  ["that is empty", ""],
])("a line %s is none of ours", (_, text) => {
  expect(readLogLine(text, token)).toBeUndefined();
});
