import { Command } from "commander";
import { expect, test } from "vitest";
import { analyseRequest, type SourceFlags, withSource } from "./options.ts";

const request = (...args: string[]) =>
  analyseRequest(withSource(new Command()).parse(args, { from: "user" }).opts<SourceFlags>());

test("what earlier runs found is used, unless one says no", () => {
  expect(request("--from", "v1").cache).toBeUndefined();
  expect(request("--from", "v1", "--no-cache").cache).toBe(false);
});
