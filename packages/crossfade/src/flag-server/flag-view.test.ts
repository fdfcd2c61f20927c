import { expect, test } from "vitest";
import type { PublishedFlagReads } from "../wire/flag-reads.ts";
import { viewOf } from "./flag-view.ts";

const file = {
  features: { a: { enabled: true }, b: { enabled: false }, old: { enabled: true, lifecycle: "tombstone" } },
};
const reads = (more: Partial<PublishedFlagReads> = {}): PublishedFlagReads => ({
  flagReadsSchema: 1,
  component: "web",
  toldBy: "folder",
  reads: { a: { type: "boolean", defaults: [false], at: [] } },
  uncertain: [],
  sources: 1,
  folders: {},
  ...more,
});
const view = (of: PublishedFlagReads | undefined) => {
  const keys = viewOf(of, file);
  return keys === undefined ? "all" : [...keys].sort();
};

test("a version is told what it reads, and every tombstone", () => {
  expect(view(reads())).toEqual(["a", "old"]);
  expect(view(reads({ toldBy: "list" }))).toEqual(["a", "old"]);
});

test("a version that nobody knows, or that nobody but a scan speaks for, is told all", () => {
  expect(view(undefined)).toBe("all");
  expect(view(reads({ toldBy: "scan" }))).toBe("all");
});

test("a doubt makes it all; a list answers for itself, and what it doubts is told too", () => {
  const uncertain = [{ at: "web/a.ts:1:1", why: "", key: "b" }];
  expect(view(reads({ uncertain }))).toBe("all");
  expect(view(reads({ uncertain, toldBy: "list" }))).toEqual(["a", "b", "old"]);
});
