import { describe, expect, test } from "vitest";
import { asyncMessages } from "../../../../../test/support/asyncapi-story.ts";
import { outcomes, readContract } from "../../../../../test/support/contract-story.ts";
import { eventContracts } from "../event-contracts.ts";
import { rule } from "./not-modelled.ts";

const avro = (type: string) => ({
  schemaFormat: "application/vnd.apache.avro;version=1.9.0",
  schema: { type: "record", name: "Placed", fields: [{ name: "id", type }] },
});
const folder = (files: Record<string, string>) => readContract(eventContracts, files, "events");
const between = (from: Record<string, string>, to: Record<string, string>) =>
  eventContracts.compare(folder(from), folder(to), eventContracts.defaults);

describe("a payload in another language", () => {
  test("that differs is unknown, both ways, with the language's name", () => {
    const found = asyncMessages({ payload: avro("string") }, { payload: avro("int") });
    expect(outcomes(found, rule.id)).toEqual(["unknown"]);
    expect(found[0]?.why).toContain("Avro");
    const back = asyncMessages({ payload: avro("int") }, { payload: avro("string") });
    expect(outcomes(back, rule.id)).toEqual(["unknown"]);
  });

  test("that did not change fits", () => {
    expect(asyncMessages({ payload: avro("int") }, { payload: avro("int"), description: "more" })).toEqual(
      [],
    );
  });

  test("is unknown against a schema, and the reverse", () => {
    const schema = { type: "object", required: ["id"] };
    expect(outcomes(asyncMessages({ payload: avro("int") }, { payload: schema }), rule.id)).toEqual([
      "unknown",
    ]);
    expect(outcomes(asyncMessages({ payload: schema }, { payload: avro("int") }), rule.id)).toEqual([
      "unknown",
    ]);
  });
});

describe("files in another language among schemas", () => {
  const json = { "events/a.json": '{"type":"object"}' };
  const proto = (field: string) => ({ ...json, "events/b.proto": `message B { string ${field} = 1; }` });

  test("that differ are unknown, that are the same fit", () => {
    const found = between(proto("x"), proto("y"));
    expect(found.map(({ ruleId, operation, outcome }) => [ruleId, operation, outcome])).toEqual([
      [rule.id, "b", "unknown"],
    ]);
    expect(found[0]?.why).toContain("Protobuf");
    expect(between(proto("x"), proto("x"))).toEqual([]);
  });

  test("that the consumer does not have at all is a type that it does not know", () => {
    expect(outcomes(between(proto("x"), json), "events/type-unknown")).toEqual(["breaking"]);
  });

  test("may be meant for a message that only the consumer has in another language", () => {
    const schema = { ...json, "events/b.json": '{"type":"object"}' };
    expect(outcomes(between(schema, proto("x")), rule.id)).toEqual(["unknown"]);
    const renamed = { ...json, "events/c.json": '{"type":"object"}' };
    expect(outcomes(between(renamed, proto("x")), "events/type-unknown")).toEqual(["unknown"]);
  });

  test("count with what they name", () => {
    const main = { "events/b.proto": 'import "common/money.proto"; message B {}' };
    const of = (money: string) => ({ ...json, ...main, "common/money.proto": `message Money { ${money} }` });
    expect(outcomes(between(of("a"), of("b")), rule.id)).toEqual(["unknown"]);
    expect(between(of("a"), of("a"))).toEqual([]);
  });
});

test("Protobuf on the wire is unknown where its schema differs", () => {
  const sent = (type: string) => ({
    contentType: "application/x-protobuf",
    payload: { properties: { a: { type } } },
  });
  expect(outcomes(asyncMessages(sent("string"), sent("string")), rule.id)).toEqual([]);
  expect(outcomes(asyncMessages(sent("integer"), sent("number")), rule.id)).toEqual(["unknown"]);
});
