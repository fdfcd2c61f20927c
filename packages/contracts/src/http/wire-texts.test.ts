import { describe, expect, test } from "vitest";
import { between } from "../../../../test/support/contract-story.ts";
import { asked, header, query } from "../../../../test/support/http-calls.ts";

/** Outcomes, with the value that shows what breaks. */
const told = (sent: object, accepted: object, as = query) =>
  between(asked(as(sent)), asked(as(accepted))).map(({ outcome, claim }) =>
    claim ? `${outcome} ${JSON.stringify(claim.value)}` : outcome,
  );
const text = (limits: object) => ({ type: "string", ...limits });
const whole = (minimum?: number, maximum?: number) => ({ type: "integer", minimum, maximum });
const yes = { type: "boolean" };
const digits = "^[0-9]+$";
/** No automaton knows it. */
const looking = "^(?!x)";

describe("a flag has two texts", () => {
  test.each([
    [text({ minLength: 1 }), []],
    [text({ pattern: "^[a-z]+$" }), []],
    [text({ maxLength: 5 }), []],
    [text({ maxLength: 4 }), ["breaking false"]],
    [text({ enum: ["true", "false", "maybe"] }), []],
    [text({ enum: ["true"] }), ["breaking false"]],
    [text({ enum: ["yes", "no"] }), ["breaking true"]],
    [{ anyOf: [text({ minLength: 9 }), text({ pattern: "^[a-z]*$" })] }, []],
    [{ oneOf: [text({ minLength: 5 }), text({ maxLength: 4 })] }, []],
    [{ oneOf: [text({}), text({ minLength: 5 })] }, ["breaking false"]],
    [{ allOf: [text({}), { maxLength: 5 }] }, []],
    [text({ pattern: looking }), ["unknown"]],
    [whole(), ["breaking true"]],
  ])("read as %j: %j", (accepted, expected) => {
    expect(told(yes, accepted)).toEqual(expected);
    expect(told(yes, accepted, header)).toEqual(expected);
  });
});

describe("a number is written in digits", () => {
  test.each([
    [whole(0, 99), text({ maxLength: 2 }), []],
    [whole(0, 100), text({ maxLength: 2 }), ["breaking 100"]],
    [whole(-10, 99), text({ maxLength: 2 }), ["breaking -10"]],
    [whole(), text({ maxLength: 2 }), ["breaking 100"]],
    [whole(0, 65_535), text({ maxLength: 5 }), []],
    [whole(0, 65_535), text({ maxLength: 4 }), ["breaking 10000"]],
    [whole(1_000, 65_535), text({ minLength: 4, pattern: digits }), []],
    [whole(0, 65_535), text({ minLength: 2 }), ["breaking 1"]],
    [whole(0), text({ pattern: digits }), []],
    [whole(), text({ pattern: digits }), ["breaking -1"]],
    [whole(), text({ minLength: 1 }), []],
    [{ type: "number" }, text({ minLength: 1 }), []],
    [{ type: "number", minimum: 0 }, text({ pattern: digits }), ["breaking 0.5"]],
    [{ type: "integer", enum: [1, 2] }, text({ enum: ["1", "2"] }), []],
    [{ type: "integer", enum: [1, 2] }, text({ enum: ["1"] }), ["breaking 2"]],
    [whole(1, 3), text({ enum: ["1", "2", "3"] }), []],
    [{ type: "number", enum: [1e21] }, text({ enum: ["1000000000000000000000"] }), ["unknown"]],
    [whole(), text({ pattern: looking }), ["unknown"]],
    [whole(), text({ format: "uuid" }), ["breaking 1"]],
  ])("%j read as %j: %j", (sent, accepted, expected) => {
    expect(told(sent, accepted)).toEqual(expected);
  });
});

describe("a text is read as what it spells", () => {
  test.each([
    [text({ enum: ["1", "2"] }), whole(), []],
    [text({ enum: ["1", "x"] }), whole(), ['breaking "x"']],
    [text({ enum: ["1", "9"] }), whole(0, 5), ['breaking "9"']],
    [text({ enum: ["01"] }), whole(), ["unknown"]],
    [text({ pattern: digits }), whole(), ["unknown"]],
    [text({}), whole(), ['breaking "text"']],
    [text({ enum: ["true", "false"] }), yes, []],
    [text({ enum: ["true", "1"] }), yes, ['breaking "1"']],
    [text({ enum: ["1", "9"] }), { enum: [1, 9] }, []],
    [text({ pattern: digits }), { oneOf: [yes, whole(0, 5)] }, ["unknown"]],
    [text({ enum: ["1", "true"] }), { oneOf: [yes, { allOf: [whole()] }] }, []],
    // Nothing says that it is a number.
    [text({ enum: ["1"] }), { pattern: "^[a-z]+$" }, ['breaking "1"']],
  ])("%j read as %j: %j", (sent, accepted, expected) => {
    expect(told(sent, accepted)).toEqual(expected);
  });
});

describe("where several kinds of values are sent, each is looked at", () => {
  test.each([
    [{ type: ["string", "boolean"], maxLength: 9 }, text({ maxLength: 9 }), []],
    [{ type: ["string", "boolean"], maxLength: 9 }, text({ maxLength: 8 }), ['breaking "texttextt"']],
    [{ type: ["boolean", "null"] }, text({ minLength: 1 }), ["breaking null"]],
    [{ anyOf: [yes, whole()] }, text({ maxLength: 5 }), ["breaking 100000"]],
    [{ anyOf: [yes, whole()] }, { anyOf: [text({ maxLength: 5 }), whole()] }, []],
    [{ type: ["boolean", "integer"] }, text({ pattern: looking }), ["unknown"]],
    [{ type: ["boolean", "integer"] }, text({ format: "uuid" }), ["breaking true"]],
    [{ type: ["integer", "null"] }, text({ pattern: looking }), ["breaking null", "unknown"]],
  ])("%j read as %j: %j", (sent, accepted, expected) => {
    expect(told(sent, accepted)).toEqual(expected);
  });
});

describe("the items of a list are texts", () => {
  const list = (items: object, more: object = {}) => ({ type: "array", items, ...more });
  test.each([
    [list(whole()), list(text({})), []],
    [list(yes), list(text({ maxLength: 5 })), []],
    [list(text({ enum: ["1", "2"] })), list(whole()), []],
    [list(whole(0, 100)), list(text({ maxLength: 2 })), ["breaking [100]"]],
    [list(whole(0, 100), { minItems: 2 }), list(text({ maxLength: 2 })), ["breaking [100,100]"]],
    [list(whole()), list(text({ format: "uuid" })), ["breaking [1]"]],
    [list(whole()), list(text({ pattern: looking })), ["unknown"]],
    [list(text({})), list(whole()), ['breaking ["text"]']],
    [list(whole()), list(text({}), { maxItems: 1 }), ["breaking [1,1]"]],
    // Different texts may spell the same number.
    [
      list(text({ enum: ["1", "1.0"] }), { uniqueItems: true }),
      list(whole(), { uniqueItems: true }),
      ['breaking ["1"]'],
    ],
    [list(whole(), { uniqueItems: true, minItems: 2 }), list(text({ maxLength: 1 })), ["unknown"]],
    [list(list(whole())), list(list(text({}))), ["breaking [[1]]"]],
  ])("%j read as %j: %j", (sent, accepted, expected) => {
    expect(told(sent, accepted)).toEqual(expected);
    expect(told(sent, accepted, header)).toEqual(expected);
  });
  test("unless the list is written in a media type", () => {
    const json = (items: object) => ({
      name: "q",
      in: "query",
      content: { "application/json": { schema: list(items) } },
    });
    const found = between(asked(json(whole())), asked(json(text({}))));
    expect(found.map(({ outcome }) => outcome)).toEqual(["breaking"]);
  });
});

describe("the plain fields of an object are texts", () => {
  const one = (a: object, more: object = {}) => ({
    type: "object",
    properties: { a },
    required: ["a"],
    ...more,
  });
  const two = (a: object, b: object) => ({ type: "object", properties: { a, b }, required: ["a", "b"] });
  const form = (type: string, schema: object, more: object = {}) => ({
    more: { requestBody: { required: true, content: { [type]: { schema, ...more } } } },
  });
  const urlencoded = "application/x-www-form-urlencoded";
  const toldOf = (type: string, sent: object, accepted: object) =>
    between(form(type, sent), form(type, accepted)).map(({ outcome, claim }) =>
      claim ? `${outcome} ${JSON.stringify(claim.value)}` : outcome,
    );
  test.each([
    [one(whole()), one(text({})), []],
    [one(yes), one(text({ maxLength: 5 })), []],
    [one(text({ enum: ["1", "2"] })), one(whole()), []],
    [one(whole(0, 100)), one(text({ maxLength: 2 })), ['breaking {"a":100}']],
    [one(whole()), one(text({ pattern: looking })), ["unknown"]],
    [one(text({})), one(whole()), ['breaking {"a":"text"}']],
    [two(whole(), whole()), two(text({}), text({ format: "uuid" })), ['breaking {"a":1,"b":1}']],
    [two(whole(), text({})), two(text({}), whole()), ['breaking {"a":1,"b":"text"}']],
    // What is wrong in another way stays.
    [two(whole(), yes), one(text({}), { additionalProperties: false }), ['breaking {"a":1,"b":true}']],
    [one(whole()), two(text({}), yes), ['breaking {"a":1}']],
    [one(one(whole())), one(one(text({}))), ['breaking {"a":{"a":1}}']],
    [one(whole()), { anyOf: [one(text({})), one(yes)] }, ['breaking {"a":1}']],
    [one(whole()), one({ not: { type: "integer" } }), []],
  ])("%j read as %j: %j", (sent, accepted, expected) => {
    expect(told(sent, accepted)).toEqual(expected);
    expect(toldOf(urlencoded, sent, accepted)).toEqual(expected);
    expect(toldOf("multipart/form-data", sent, accepted)).toEqual(expected);
  });
  test("unless the form is no form, or writes its fields in ways of its own", () => {
    expect(toldOf("application/json", one(whole()), one(text({})))).toEqual(['breaking {"a":1}']);
    const encoding = { encoding: { a: { contentType: "application/json" } } };
    const [sent, accepted] = [one(whole()), one(text({}))].map((each) => form(urlencoded, each, encoding));
    const found = between(sent ?? {}, accepted ?? {});
    expect(found.map(({ outcome }) => outcome)).toContain("breaking");
  });
});

test("the reason is that of the schemas, unless another value shows it", () => {
  const why = (accepted: object) => between(asked(query(yes)), asked(query(accepted)))[0]?.why;
  expect(why(text({ maxLength: 1 }))).toBe("query parameter q: true is sent but not accepted");
  expect(why(text({ maxLength: 4 }))).toContain("false is sent but not accepted, nor is its text");
});

test("what is written in a media type is no bare text", () => {
  const json = (schema: object) => ({
    name: "q",
    in: "query",
    content: { "application/json": { schema } },
  });
  expect(between(asked(json(yes)), asked(json(text({})))).map(({ outcome }) => outcome)).toEqual([
    "breaking",
  ]);
});

test("a header of an answer is a text, too", () => {
  const answer = (schema: object) => ({
    more: { responses: { 200: { description: "", headers: { "X-Left": { schema } } } } },
  });
  const said = (sent: object, accepted: object) =>
    between(answer(accepted), answer(sent)).map(({ outcome, direction }) => `${outcome} ${direction}`);
  expect(said(whole(0, 99), text({ maxLength: 2 }))).toEqual([]);
  expect(said(whole(0, 99), text({ maxLength: 1 }))).toEqual(["breaking response"]);
  expect(said(whole(), text({ pattern: looking }))).toEqual(["unknown response"]);
});
