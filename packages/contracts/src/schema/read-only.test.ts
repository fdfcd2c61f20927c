import { expect, test } from "vitest";
import { below, Library, rootOf } from "../document/library.ts";
import { SchemaComparison } from "./comparison.ts";
import { SchemaSource } from "./schema-source.ts";
import { acceptedView, sentView } from "./view.ts";

const properties = {
  id: { type: "string", readOnly: true },
  wrapped: { allOf: [{ $ref: "#/components/Stamp" }], description: "when it was made" },
  a: { type: "string" },
  b: { type: "string" },
};

/** What a request of one schema is for a server with the other; only the keywords beside the properties differ. */
function asked(sent: object, accepted: object): string {
  const [from, to] = [sent, accepted].map((keywords) => {
    const schema = { type: "object", properties, ...keywords };
    const document = {
      openapi: "3.1.0",
      components: { Stamp: { type: "string", readOnly: true }, Body: schema },
    };
    const library = new Library({ read: () => JSON.stringify(document), list: () => [] });
    const parsed = library.load("api.json");
    if (parsed?.kind !== "document") throw new Error("the document must be read");
    const source = new SchemaSource(library, "2020-12");
    return { source, body: below(rootOf(parsed.document), "components", "Body") };
  });
  if (!from || !to) throw new Error("there are two");
  const { mismatches, gaps } = new SchemaComparison(from.source, to.source, "assert").compare(
    from.body,
    to.body,
    sentView("closed", "request"),
    acceptedView("strict", "request"),
  );
  if (mismatches.length > 0) return `refuted ${JSON.stringify(mismatches[0]?.value)}`;
  return gaps.length > 0 ? "unknown" : "proved";
}

const needsId = JSON.parse('{"if":{"required":["id"]},"then":{"required":["b"]}}');

test.each<[string, object, object, string]>([
  ["required", {}, { required: ["id", "wrapped"] }, "proved"],
  ["required beside another", {}, { required: ["id", "b"] }, "refuted {}"],
  ["brought along by another", { dependentRequired: { a: ["id"] } }, { required: ["b"] }, "refuted {}"],
  [
    "brought along by another that is sent",
    { dependentRequired: { a: ["id"] } },
    { dependentRequired: { a: ["b"] } },
    'refuted {"a":"text"}',
  ],
  ["denied by the sender", { not: { required: ["id"] } }, { required: ["b"] }, "unknown"],
  [
    "denied with another by the sender",
    { not: { required: ["id", "b"] } },
    { not: { required: ["b"] } },
    "unknown",
  ],
  ["denied by the receiver", {}, { not: { required: ["id", "a"] } }, "unknown"],
  ["asked for in a sender's condition", needsId, { required: ["b"] }, "unknown"],
  ["asked for in a receiver's condition", {}, needsId, "unknown"],
  ["the same on both sides", needsId, needsId, "proved"],
])("a property that is not in requests, %s", (_, sent, accepted, answer) => {
  expect(asked(sent, accepted)).toBe(answer);
});
