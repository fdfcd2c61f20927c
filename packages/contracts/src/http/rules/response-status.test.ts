import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./response-status.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const statuses = (...all: (number | string)[]) => ({
  more: { responses: Object.fromEntries(all.map((status) => [status, { description: "" }])) },
});

test("a success status that the client does not know breaks, both ways", () => {
  expect(told(statuses(200), statuses(201))).toEqual(["breaking"]);
  expect(told(statuses(201), statuses(200))).toEqual(["breaking"]);
});

test("a further success status is unknown", () => {
  expect(told(statuses(200), statuses(200, 202))).toEqual(["unknown"]);
  expect(told(statuses(200, 202), statuses(200))).toEqual([]);
});

test("a class of statuses, or only a default, takes it", () => {
  expect(told(statuses("2XX"), statuses(201))).toEqual([]);
  expect(told(statuses("default"), statuses(201))).toEqual([]);
});

test("a server that is left without any success breaks a client that knows one", () => {
  expect(told(statuses(200), statuses(404))).toEqual(["breaking"]);
  expect(told(statuses("2XX"), statuses("4XX"))).toEqual(["breaking"]);
  expect(told(statuses(200), statuses())).toEqual(["breaking"]);
  expect(told(statuses(200), { more: { responses: undefined } })).toEqual(["breaking"]);
});

test("a default or a class may be a success, and a client without one misses none", () => {
  expect(told(statuses(200), statuses(404, "default"))).toEqual([]);
  expect(told(statuses(404), statuses(404))).toEqual([]);
  expect(told(statuses(200, 302), statuses(302))).toEqual([]);
});
