import { expect, test } from "vitest";
import { flagStory } from "../../../../test/support/contract-story.ts";
import { flagContracts } from "./flag-contracts.ts";
import type { Flags } from "./flags.ts";
import { scannedText } from "./scanned-list.ts";

const at = ["web/cart.ts:7:3"];
const key = (more: object = {}) => ({
  type: "boolean" as const,
  defaults: [false],
  isDefaultUncertain: false,
  at,
  ...more,
});
const text = (reads: Readonly<Record<string, ReturnType<typeof key>>>, files = 1) =>
  scannedText({ reads: new Map(Object.entries(reads)), uncertain: [], files });
const reading = (document: string, side: "sender" | "receiver" = "sender") =>
  flagContracts.read("web/", { read: () => document, list: () => ["web/"] }, side);

const on = { serves: { k: { type: "boolean", values: [true] } } };
const story = (reads: Parameters<typeof text>[0]) =>
  flagStory(JSON.parse(text(reads)), { serves: {} }, { builtAgainst: on });

test("what a scan found is read as a list of what is read, at the lines of the sources", () => {
  const found = reading(text({ k: key() }));
  if (found.kind === "problems") throw new Error(JSON.stringify(found.problems));
  expect((found.contract as Flags).reads.get("k")).toMatchObject({
    type: "boolean",
    default: false,
    source: { document: "web/cart.ts", line: 7 },
  });
  expect(story({ k: key() })).toMatchObject([
    { outcome: "breaking", place: { document: "web/cart.ts", line: 7, pointer: "" } },
  ]);
});

test("each of several defaults counts, and one that cannot be told is unknown", () => {
  expect(story({ k: key({ defaults: [true] }) })).toEqual([]);
  expect(story({ k: key({ defaults: [true, false] }) })).toMatchObject([{ outcome: "breaking" }]);
  expect(story({ k: key({ defaults: [true], isDefaultUncertain: true }) })).toMatchObject([
    { outcome: "unknown" },
  ]);
  expect(story({ k: key({ defaults: ["yes"] }) })).toMatchObject([{ outcome: "unknown" }]);
});

test("a line that moved is no other promise", () => {
  const digest = (document: string) => {
    const found = reading(document);
    return found.kind === "contract" ? found.digestText : "";
  };
  expect(digest(text({ k: key({ at: ["web/cart.ts:9:1"] }) }))).toBe(digest(text({ k: key() })));
  expect(digest(text({ k: key({ defaults: [true] }) }))).not.toBe(digest(text({ k: key() })));
});

test("a folder without a source that can be read says nothing, and that is a problem", () => {
  expect(reading(text({}, 0))).toMatchObject({
    problems: [{ message: expect.stringContaining("no source code here") }],
  });
  expect(reading(text({ k: key() }), "receiver").kind).toBe("problems");
});
