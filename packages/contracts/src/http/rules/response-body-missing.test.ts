import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./response-body-missing.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const body = { answers: { type: "object" } };

test("a body that is no longer sent breaks clients that read it", () => {
  expect(told(body, {})).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({}, body)).toEqual([]);
});

test("for an error it is worth knowing", () => {
  const error = (response: object) => ({
    more: { responses: { 200: { description: "" }, 400: { description: "", ...response } } },
  });
  expect(told(error({ content: { "application/json": {} } }), error({}))).toEqual(["notice"]);
});

test("in the other flow its mirror sees a body that is required", () => {
  expect(outcomes(between({}, { sends: {} }), "http/request-body-required")).toEqual(["breaking"]);
});

const reply = (schema?: object) => ({
  description: "",
  ...(schema ? { content: { "application/json": { schema } } } : {}),
});
const answers = (responses: object) => ({ more: { responses } });

test("a success without a body is unknown to a client that only has a default with one", () => {
  const client = answers({ default: reply({ type: "object" }) });
  expect(told(client, answers({ 200: reply() }))).toEqual(["unknown"]);
  expect(told(answers({ 200: reply() }), client)).toEqual([]);
});

test("an error body that the server no longer declares is unknown", () => {
  const error = reply({ type: "object", required: ["code"] });
  expect(told(answers({ 200: reply(), 500: error }), answers({ 200: reply(), 500: reply() }))).toEqual([
    "unknown",
  ]);
  expect(told(answers({ 200: reply(), "4XX": error }), answers({ 200: reply(), 404: reply() }))).toEqual([
    "unknown",
  ]);
});
