import { describe, expect, test } from "vitest";
import { messages } from "../../../../../test/support/contract-story.ts";
import { judge } from "../../../../../test/support/independent-validator.ts";
import { rule } from "./type-changed.ts";

const event = (type: object, more: object = {}, required: readonly string[] = []) => ({
  type: "object",
  required: ["context", "id"],
  properties: {
    context: { type: "object", required: ["type", ...required], properties: { type, ...more } },
    id: { type: "string" },
  },
});
const named = (text: string) => event({ enum: [text] });
const told = (...of: Parameters<typeof messages>) =>
  messages(...of).map(({ ruleId, outcome }) => `${outcome} ${ruleId}`);

describe("a message whose type is a text with a version in it", () => {
  test("is another message to a consumer that takes the old text only", () => {
    const [found, ...more] = messages({ built: named("built.0.2") }, { built: named("built.0.1") });
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      ruleId: rule.id,
      outcome: "breaking",
      why: 'message at /context/type: it is sent as "built.0.2", the consumer takes "built.0.1" only (nothing else that is sent would be refused)',
    });
    const { claim } = found ?? {};
    const kind = (schema: unknown) =>
      claim && judge({ dialect: claim.dialect, schema, value: claim.value }).kind;
    expect([kind(claim?.sent), kind(claim?.accepted)]).toEqual(["valid", "invalid"]);
  });

  test("is one finding, which tells what else would be refused", () => {
    const strict = event({ const: "built.0.1" }, { version: { type: "string" } }, ["version"]);
    const [found, ...more] = messages({ built: named("built.0.2") }, { built: strict });
    expect(more).toEqual([]);
    expect(found?.why).toContain('also at /context the property "version" is required');
  });

  test("is found by its text, whatever the files are called", () => {
    const both = { "built-old": named("built.0.1"), built: named("built.0.2") };
    expect(told({ built: named("built.0.1") }, both)).toEqual([]);
    expect(told({ built: named("built.0.2") }, both)).toEqual([]);
    const narrower = { ...both, "built-old": event({ const: "built.0.1" }, { by: {} }, ["by"]) };
    expect(told({ built: named("built.0.1") }, narrower)).toEqual(["breaking events/field-required"]);
  });

  test("is taken by a consumer that lists both texts, or a pattern for them", () => {
    expect(
      told({ built: named("built.0.2") }, { built: event({ enum: ["built.0.1", "built.0.2"] }) }),
    ).toEqual([]);
    const pattern = event({ type: "string", pattern: "^built\\." });
    expect(told({ built: named("built.0.2") }, { built: pattern })).toEqual([]);
  });
});

test("a list that loses a value is no change of type", () => {
  const two = event({ enum: ["a", "b"] });
  expect(told({ built: two }, { built: named("a") })).toEqual(["breaking events/enum"]);
  expect(told({ built: named("a") }, { built: two })).toEqual([]);
});

test("a kind that may be left out, or that lies deep inside, says nothing about the message", () => {
  const optional = (text: string) => ({ type: "object", properties: { type: { const: text } } });
  expect(told({ built: optional("a") }, { built: optional("b") })).toEqual(["breaking events/enum"]);
  const deep = (text: string) => ({
    ...named("built"),
    properties: { ...named("built").properties, parts: { items: optional(text) } },
  });
  expect(told({ built: deep("a") }, { built: deep("b") })).toEqual(["breaking events/enum"]);
});
