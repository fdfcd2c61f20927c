import type { Observation } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { asyncApi2, asyncApi3, asyncMessages } from "../../../../test/support/asyncapi-story.ts";
import { messages } from "../../../../test/support/contract-story.ts";
import { judge } from "../../../../test/support/independent-validator.ts";
import type { CompareSettings } from "../contract.ts";

/** What may happen to the types of an event, each way: a new producer before an old consumer, an old message before a new one. */
interface Row {
  readonly row: string;
  readonly old: Readonly<Record<string, unknown>>;
  readonly new: Readonly<Record<string, unknown>>;
  /** Outcome and rule of what a new producer sends to an old consumer; nothing: it fits. */
  readonly newToOld: readonly string[];
  /** The same of an old message, or an old producer, and a new consumer. */
  readonly oldToNew: readonly string[];
  readonly settings?: Partial<CompareSettings>;
}

const order = (properties: Record<string, unknown>, required: readonly string[] = [], more: object = {}) => ({
  placed: {
    type: "object",
    properties: { id: { type: "string" }, ...properties },
    required: ["id", ...required],
    ...more,
  },
});
const text = { type: "string" };
const field = (schema: unknown) => order({ a: schema }, ["a"]);
const fits: readonly string[] = [];

const rows: readonly Row[] = [
  { row: "E1 optional field added", old: order({}), new: order({ a: text }), newToOld: fits, oldToNew: fits },
  {
    row: "E1 optional field added, before a strict consumer",
    old: order({}, [], { additionalProperties: false }),
    new: order({ a: text }, [], { additionalProperties: false }),
    settings: { receiver: "strict" },
    newToOld: ["breaking events/field-unexpected"],
    oldToNew: fits,
  },
  {
    row: "E1 optional field added, by a producer that may send more than it says",
    old: order({}),
    new: order({ a: text }),
    settings: { world: "open" },
    newToOld: fits,
    // What an old producer puts into a field that it does not declare, nobody knows.
    oldToNew: ["breaking events/type"],
  },
  {
    row: "E2 required field added",
    old: order({}),
    new: field(text),
    newToOld: fits,
    oldToNew: ["breaking events/field-required"],
  },
  {
    row: "E2 optional field becomes required",
    old: order({ a: text }),
    new: field(text),
    newToOld: fits,
    oldToNew: ["breaking events/field-required"],
  },
  {
    row: "E2 required field added with a default that the consumer applies",
    old: order({}),
    new: field({ ...text, default: "x" }),
    settings: { appliesDefaults: true },
    newToOld: fits,
    oldToNew: fits,
  },
  {
    row: "E3 optional field removed",
    old: order({ a: text }),
    new: order({}),
    newToOld: fits,
    oldToNew: fits,
  },
  {
    row: "E3 required field removed",
    old: field(text),
    new: order({}),
    newToOld: ["breaking events/field-required"],
    oldToNew: fits,
  },
  {
    row: "E3 required field becomes optional",
    old: field(text),
    new: order({ a: text }),
    newToOld: ["breaking events/field-required"],
    oldToNew: fits,
  },
  {
    row: "E3 field renamed",
    old: field(text),
    new: order({ b: text }, ["b"]),
    newToOld: ["breaking events/field-required"],
    oldToNew: ["breaking events/field-required"],
  },
  {
    row: "E4 enum member added",
    old: field({ enum: ["a", "b"] }),
    new: field({ enum: ["a", "b", "c"] }),
    newToOld: ["breaking events/enum"],
    oldToNew: fits,
  },
  {
    row: "E4 enum member added, before consumers with a branch for the unknown",
    old: field({ enum: ["a", "b"] }),
    new: field({ enum: ["a", "b", "c"] }),
    settings: { receiver: "open-enum" },
    newToOld: fits,
    oldToNew: fits,
  },
  {
    row: "E4 union member added",
    old: field({ oneOf: [{ type: "string" }, { type: "integer" }] }),
    new: field({ oneOf: [{ type: "string" }, { type: "integer" }, { type: "null" }] }),
    newToOld: ["breaking events/value"],
    oldToNew: fits,
  },
  {
    row: "E5 enum member removed",
    old: field({ enum: ["a", "b", "c"] }),
    new: field({ enum: ["a", "b"] }),
    newToOld: fits,
    oldToNew: ["breaking events/enum"],
  },
  {
    row: "E5 union member removed",
    old: field({ oneOf: [{ type: "string" }, { type: "integer" }] }),
    new: field({ type: "string" }),
    newToOld: fits,
    oldToNew: ["breaking events/type"],
  },
  {
    row: "E6 whole number becomes any number",
    old: field({ type: "integer" }),
    new: field({ type: "number" }),
    newToOld: ["breaking events/type"],
    oldToNew: fits,
  },
  {
    row: "E6 int becomes long",
    old: field({ type: "integer", maximum: 2_147_483_647 }),
    new: field({ type: "integer", maximum: 9_007_199_254_740_991 }),
    newToOld: ["breaking events/value"],
    oldToNew: fits,
  },
  {
    row: "E6 null admitted",
    old: field({ type: "string" }),
    new: field({ type: ["string", "null"] }),
    newToOld: ["breaking events/type"],
    oldToNew: fits,
  },
  {
    row: "E6 longer text admitted",
    old: field({ type: "string", maxLength: 10 }),
    new: field({ type: "string", maxLength: 20 }),
    newToOld: ["breaking events/value"],
    oldToNew: fits,
  },
  {
    row: "E7 new type of event",
    old: order({}),
    new: { ...order({}), cancelled: { type: "object" } },
    newToOld: ["breaking events/type-unknown"],
    oldToNew: fits,
  },
  {
    row: "E7 new type of event, before consumers that skip what they do not know",
    old: order({}),
    new: { ...order({}), cancelled: { type: "object" } },
    settings: { unread: "fine" },
    newToOld: ["notice events/type-unknown"],
    oldToNew: fits,
  },
  {
    row: "E8 type of event retired",
    old: { ...order({}), cancelled: { type: "object" } },
    new: order({}),
    newToOld: fits,
    oldToNew: ["breaking events/type-unknown"],
  },
  {
    row: "E9 key changed, where the document notes it",
    old: order({}, [], { "x-partition-key": "id" }),
    new: order({}, [], { "x-partition-key": "customer" }),
    newToOld: ["notice events/key-changed"],
    oldToNew: ["notice events/key-changed"],
  },
  // E9 where no document notes it is `notExpressed`: an item of the checklist. E10 is E4 seen by the planner: the pair
  // (new message, old consumer) breaks, so the way back costs (test/needs/N35).
  {
    row: "E10 what a consumer that went back meets after E4",
    old: field({ enum: ["a"] }),
    new: field({ enum: ["a", "b"] }),
    newToOld: ["breaking events/enum"],
    oldToNew: fits,
  },
];

const told = (found: readonly Observation[]) => found.map(({ outcome, ruleId }) => `${outcome} ${ruleId}`);

/** A breaking finding carries a value: one that the producer may send, and that the consumer's schema refuses. */
function unproven(found: readonly Observation[]): readonly string[] {
  return found.flatMap(({ outcome, ruleId, claim, example }) => {
    if (outcome !== "breaking") return [];
    if (!claim) return example ? [] : [`${ruleId}: no example`];
    const { dialect, value } = claim;
    const kind = (schema: unknown) => judge({ dialect, schema, value }).kind;
    const answers = [kind(claim.sent), kind(claim.accepted)].join(" ");
    return answers === "valid invalid" ? [] : [`${ruleId}: ${answers}`];
  });
}

type Types = Row["old"];
const payloads = (types: Types) =>
  Object.fromEntries(Object.entries(types).map(([name, payload]) => [name, { payload }]));

/** The same events, described in each way. */
const forms = {
  "JSON Schema": messages,
  "AsyncAPI 2": (from: Types, to: Types, settings: Row["settings"]) =>
    asyncMessages(asyncApi2(payloads(from)), asyncApi2(payloads(to)), settings),
  "AsyncAPI 3": (from: Types, to: Types, settings: Row["settings"]) =>
    asyncMessages(asyncApi3(payloads(from)), asyncApi3(payloads(to)), settings),
};

describe.each(Object.entries(forms))("%s", (_, between) => {
  describe.each(rows)("$row", ({ old, new: fresh, settings, newToOld, oldToNew }) => {
    test("a new producer before an old consumer", () => {
      const found = between(fresh, old, settings);
      expect(told(found)).toEqual(newToOld);
      expect(unproven(found)).toEqual([]);
    });

    test("an old message before a new consumer", () => {
      const found = between(old, fresh, settings);
      expect(told(found)).toEqual(oldToNew);
      expect(unproven(found)).toEqual([]);
    });
  });
});
