import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-body-ignored.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const withBody = { sends: { type: "object" } };

test("a body that the server does not declare is worth knowing", () => {
  expect(told(withBody, {})).toEqual(["notice"]);
});

test("the versions exchanged, another rule speaks", () => {
  expect(told({}, withBody)).toEqual([]);
});
