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
