import { expect, test } from "vitest";
import { Library, rootOf } from "../document/library.ts";
import { placeAlong } from "./place-along.ts";
import { SchemaSource } from "./schema-source.ts";

function placeOf(files: Readonly<Record<string, unknown>>, at: string): string {
  const library = new Library({
    read: (path) => (Object.hasOwn(files, path) ? JSON.stringify(files[path]) : undefined),
    list: () => [],
  });
  const parsed = library.load("a.json");
  if (parsed?.kind !== "document") throw new Error("a.json must be there");
  const found = placeAlong(new SchemaSource(library, "2020-12"), rootOf(parsed.document), at);
  return `${found.document.path}#${found.pointer}`;
}

test("a property is where its schema declares it, through references and combined schemas", () => {
  const files = {
    "a.json": { allOf: [{ type: "object" }, { $ref: "b.json#/$defs/cart" }] },
    "b.json": { $defs: { cart: { properties: { total: { type: "integer" } } } } },
  };
  expect(placeOf(files, "/total")).toBe("b.json#/$defs/cart/properties/total");
});

test("an item of a list is where the list speaks of its items", () => {
  const files = { "a.json": { prefixItems: [{ type: "string" }], items: { properties: { id: {} } } } };
  expect(placeOf(files, "/0")).toBe("a.json#/prefixItems/0");
  expect(placeOf(files, "/7/id")).toBe("a.json#/items/properties/id");
});

test("where the schema says nothing of a place, the nearest one around it is shown", () => {
  const files = { "a.json": { properties: { name: { type: "string" } } } };
  expect(placeOf(files, "/name/first")).toBe("a.json#/properties/name");
  expect(placeOf(files, "/age")).toBe("a.json#");
});

test("a schema that refers to itself ends", () => {
  expect(placeOf({ "a.json": { $ref: "#" } }, "/x/y")).toBe("a.json#");
});
