import { expect, test } from "vitest";
import { messages, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./key-changed.ts";

const told = (...of: Parameters<typeof messages>) => outcomes(messages(...of), rule.id);
const by = (key: string) => ({ "x-partition-key": key });

test("another key is worth knowing, both ways", () => {
  expect(told({ created: by("a") }, { created: by("b") })).toEqual(["notice"]);
  expect(told({ created: by("b") }, { created: by("a") })).toEqual(["notice"]);
});

test("the same key is not", () => {
  expect(told({ created: by("a") }, { created: by("a") })).toEqual([]);
});
