import { isPlain, type SchemaKind, typeOf, undone, without } from "./schema-kind.ts";
import { isJson, type Json } from "./schema-tree.ts";

/** Changes of lists: their items, and how many there are. */
const isList = (schema: Json) => isPlain(schema) && typeOf(schema) === "array" && schema.items !== undefined;
const listBounds = ["minItems", "maxItems", "uniqueItems"];

function onLists(
  name: string,
  relation: SchemaKind["relation"],
  before: Json,
  after: Json,
  more: Partial<SchemaKind> = {},
  hints: readonly unknown[] = [],
): SchemaKind {
  return {
    name,
    relation,
    ...more,
    change: (schema) =>
      isList(schema)
        ? {
            hints,
            before: { ...without(schema, ...listBounds), ...before },
            after: { ...without(schema, ...listBounds), ...after },
          }
        : undefined,
  };
}
const itemsChanged: SchemaKind = {
  name: "type of items changed",
  relation: "other",
  change: (schema) => {
    if (!isList(schema) || !isJson(schema.items)) return undefined;
    return {
      after: { ...schema, items: { type: typeOf(schema.items) === "boolean" ? "string" : "boolean" } },
    };
  },
};
const minItemsAdded = onLists("minItems added", "narrower", {}, { minItems: 2 }, {});
const minItemsRaised = onLists("minItems raised", "narrower", { minItems: 1 }, { minItems: 2 });
const maxItemsAdded = onLists("maxItems added", "narrower", {}, { maxItems: 5 });
const maxItemsLowered = onLists("maxItems lowered", "narrower", { maxItems: 9 }, { maxItems: 1 });
const uniqueItems = onLists("uniqueItems set", "narrower", {}, { uniqueItems: true });
const containsAdded = onLists(
  "contains added",
  "narrower",
  {},
  { contains: { enum: [0, "needle"] } },
  { only: "3.1" },
);
const minContainsRaised = onLists(
  "minContains raised",
  "narrower",
  { contains: { not: { enum: ["hay"] } } },
  { contains: { not: { enum: ["hay"] } }, minContains: 2 },
  { only: "3.1" },
);
const prefixChanged = onLists(
  "prefixItems changed",
  "other",
  { prefixItems: [{ type: "string" }], items: { type: "integer" } },
  { prefixItems: [{ type: "string" }, { type: "string" }], items: { type: "integer" } },
  { only: "3.1" },
  [
    ["a", 1],
    ["a", "b"],
  ],
);

export const listKinds: readonly SchemaKind[] = [
  itemsChanged,
  minItemsAdded,
  minItemsRaised,
  undone(minItemsRaised, "minItems lowered"),
  maxItemsAdded,
  maxItemsLowered,
  undone(maxItemsLowered, "maxItems raised"),
  uniqueItems,
  undone(uniqueItems, "uniqueItems lifted"),
  containsAdded,
  minContainsRaised,
  prefixChanged,
];
