import { expect, test } from "vitest";
import { below, Library, rootOf } from "../document/library.ts";
import { SameSource } from "./same-source.ts";
import { SchemaSource } from "./schema-source.ts";
import { TwoSources } from "./sources.ts";

/** As two revisions are: the same path, other contents. */
function revision(kinds: readonly string[]) {
  const document = { $defs: { kind: { enum: kinds }, field: { $ref: "#/$defs/kind", minLength: 1 } } };
  const library = new Library({
    read: (path) => (path === "api.json" ? JSON.stringify(document) : undefined),
    list: () => [],
  });
  const parsed = library.load("api.json");
  if (parsed?.kind !== "document") throw new Error("the document must be read");
  const at = (name: string) => below(rootOf(parsed.document), "$defs", name);
  return { source: new SchemaSource(library, "2020-12"), at };
}

test.each(["kind", "field"])(
  "a sender's %s held against itself is not the receiver's of the same path",
  (name) => {
    const sender = revision(["text", "number", "list"]);
    const receiver = revision(["text", "number"]);
    const text = new SameSource(new TwoSources(sender.source, receiver.source));
    expect(text.same(sender.at(name), sender.at(name))).toBe(true);
    expect(text.same(receiver.at(name), receiver.at(name))).toBe(true);
    expect(text.same(sender.at(name), receiver.at(name))).toBe(false);
  },
);

test("equal parts of two revisions are the same", () => {
  const [sender, receiver] = [revision(["text"]), revision(["text"])];
  expect(
    new SameSource(new TwoSources(sender.source, receiver.source)).same(
      sender.at("field"),
      receiver.at("field"),
    ),
  ).toBe(true);
});
