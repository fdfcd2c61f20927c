import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./response-error-status.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const statuses = (...all: (number | string)[]) => ({
  more: { responses: Object.fromEntries(all.map((status) => [status, { description: "" }])) },
});

test("a new error is worth knowing", () => {
  expect(told(statuses(200), statuses(200, 409))).toEqual(["notice"]);
});

test("the versions exchanged, or with a default, it is not", () => {
  expect(told(statuses(200, 409), statuses(200))).toEqual([]);
  expect(told(statuses(200, "default"), statuses(200, 409))).toEqual([]);
});
