import type { Call } from "../../support/contract-story.ts";
import {
  answers,
  asked,
  at,
  endpoints,
  gives,
  query,
  secured,
  sends,
  statuses,
  takes,
} from "../../support/http-calls.ts";

const text = { type: "string" };
const short = { ...text, maxLength: 3 };
const integer = { type: "integer" };
const list = { type: "array", items: integer };
const odd = { ...list, unevaluatedItems: false };
const few = { enum: ["a"] };
const more = { enum: ["a", "b"] };
const old = { ...text, deprecated: true };
const replyHeader = (header: object): Call => ({
  more: { responses: { 200: { description: "", headers: { "X-Range": header } } } },
});
const range = { schema: { type: "object", properties: { x: text } } };

/** For each rule what a client says and what the server takes, so that the rule finds something. */
export const httpStories: Readonly<Record<string, readonly [client: Call, server: Call]>> = {
  "http/base-path": [at("https://one.test/v2"), at("https://one.test/v1")],
  "http/endpoint-missing": [endpoints("post /new"), endpoints("post /old")],
  "http/not-analysed": [
    { more: { requestBody: { required: true, content: { "application/json": {} } } } },
    sends({}),
  ],
  "http/path-overtaken": [endpoints("get /carts/{id}"), endpoints("get /carts/{id}", "get /carts/mine")],
  "http/paths-unread": [
    { document: { paths: { "/carts": { $ref: "https://one.test/paths.json#/carts" } } } },
    endpoints("get /carts"),
  ],
  "http/request-body-ignored": [sends({}), {}],
  "http/request-body-required": [{}, sends({})],
  "http/request-default-changed": [
    asked(query({ ...integer, default: 20 })),
    asked(query({ ...integer, default: 10 })),
  ],
  "http/request-deprecated": [{}, { more: { deprecated: true } }],
  "http/request-enum": [sends({ a: more }), sends({ a: few })],
  "http/request-field-ignored": [sends({ b: text }), sends({ a: text })],
  "http/request-field-required": [sends({ a: text }), sends({ a: text }, ["a"])],
  "http/request-field-unexpected": [sends({ b: text }), sends({}, [], { additionalProperties: false })],
  "http/request-media-type": [takes("text/csv"), takes("application/json")],
  "http/request-parameter-encoding": [
    asked(query(list, { explode: true })),
    asked(query(list, { explode: false })),
  ],
  "http/request-parameter-ignored": [asked(query(integer)), {}],
  "http/request-parameter-required": [{}, asked(query(integer, { required: true }))],
  "http/request-security": [secured(), secured({ key: [] })],
  "http/request-type": [sends({ a: text }), sends({ a: integer })],
  "http/request-undecided": [sends({ a: list }), sends({ a: odd })],
  "http/request-value": [sends({ a: text }), sends({ a: short })],
  "http/response-body-missing": [answers({}), {}],
  "http/response-deprecated": [answers({ a: text }), answers({ a: old })],
  "http/response-enum": [answers({ a: few }), answers({ a: more })],
  "http/response-error-status": [statuses(200), statuses(200, 409)],
  "http/response-field-absent": [answers({ a: text, b: text }), answers({ a: text })],
  "http/response-field-required": [answers({ a: text }, ["a"]), answers({ a: text })],
  "http/response-field-unexpected": [answers({ a: false }), answers({ a: text })],
  "http/response-header-encoding": [replyHeader({ ...range, explode: true }), replyHeader(range)],
  "http/response-header-required": [replyHeader({ required: true, schema: text }), {}],
  "http/response-media-type": [gives("application/json"), gives("text/csv")],
  "http/response-status": [statuses(201), statuses(200)],
  "http/response-type": [answers({ a: integer }), answers({ a: text })],
  "http/response-undecided": [answers({ a: odd }), answers({ a: list })],
  "http/response-value": [answers({ a: short }), answers({ a: text })],
  "http/server-host": [at("https://one.test/v1"), at("https://two.test/v1")],
  "http/text-encoding": [sends({ a: text }), sends({ a: { ...text, contentEncoding: "base64" } })],
  "http/webhooks-differ": [{ document: { webhooks: { paid: { post: { responses: {} } } } } }, {}],
};
