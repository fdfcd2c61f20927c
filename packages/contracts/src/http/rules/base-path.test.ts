import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./base-path.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const v1 = { document: { servers: [{ url: "https://one.example/v1" }] } };
const v2 = { document: { servers: [{ url: "https://two.example/v2/" }] } };
const both = { document: { servers: [{ url: "/v1" }, { url: "/v2" }] } };

test("a server under another path breaks, both ways", () => {
  expect(told(v1, v2)).toEqual(["breaking"]);
  expect(told(v2, v1)).toEqual(["breaking"]);
});

test("a server under both paths is fine, and hosts do not count", () => {
  expect(told(v1, both)).toEqual([]);
});

test("a client that may use either is unknown", () => {
  expect(told(both, v1)).toEqual(["unknown"]);
});

test("what the servers' path and the endpoint's path make together counts", () => {
  const short = { path: "/a/{x}", ...v1 };
  const long = { path: "/v1/a/{y}" };
  expect(between(short, long)).toEqual([]);
  expect(between(long, short)).toEqual([]);
  expect(between(short, { path: "/v2/a/{y}" }).map(({ outcome }) => outcome)).toEqual(["breaking"]);
  expect(between({ path: "/a/{x}", ...both }, long).map(({ outcome }) => outcome)).not.toEqual([]);
});
