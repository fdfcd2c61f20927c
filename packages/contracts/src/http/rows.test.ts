import { describe, expect, test } from "vitest";
import { between, type Call } from "../../../../test/support/contract-story.ts";
import {
  answers,
  asked,
  at,
  cookie,
  endpoints,
  gives,
  header,
  query,
  secured,
  sends,
  statuses,
  takes,
} from "../../../../test/support/http-calls.ts";
import { compiled } from "../../../../test/support/independent-validator.ts";
import type { CompareSettings } from "../contract.ts";

/**
 * What a change of an HTTP contract means: for an old client with the new server, and for a new client with the old
 * server. "ok" is no observation at all.
 */
type Row = readonly [
  row: string,
  change: string,
  older: Call,
  newer: Call,
  oldClient: string | readonly string[],
  newClient: string | readonly string[],
  settings?: Partial<CompareSettings>,
];

const text = { type: "string" };
const whole = { type: "integer" };
const number = { type: "number" };
const list = (more: object) => ({ type: "array", items: text, ...more });
const oneOf = (...values: unknown[]) => ({ type: "string", enum: values });
const a = { a: text };
const ab = { a: text, b: text };
const closed = { additionalProperties: false };
const must = { required: true };

const strictClient = { replyReceiver: "strict" } as const;
const openEnum = { replyReceiver: "open-enum" } as const;
const tolerantServer = { receiver: "tolerant" } as const;
const applies = { appliesDefaults: true } as const;

const missing = "breaking http/endpoint-missing";
const asksField = "breaking http/request-field-required";
const asksParameter = "breaking http/request-parameter-required";
const refusesField = "breaking http/request-field-unexpected";
const fieldUnread = "notice http/request-field-ignored";
const parameterUnread = "notice http/request-parameter-ignored";
const requestType = "breaking http/request-type";
const requestEnum = "breaking http/request-enum";
const requestValue = "breaking http/request-value";
const needsField = "breaking http/response-field-required";
const fieldAbsent = "notice http/response-field-absent";
const responseType = "breaking http/response-type";
const responseEnum = "breaking http/response-enum";
const responseValue = "breaking http/response-value";
const security = "breaking http/request-security";

/** A part of the request, in each place where it can stand. */
const places: readonly [string, (schema: object) => Call][] = [
  ["body", (schema) => sends({ a: schema }, ["a"])],
  ["query", (schema) => asked(query(schema, must))],
  ["header", (schema) => asked(header(schema, must))],
  ["cookie", (schema) => asked(cookie(schema, must))],
];
const inRequest = (
  row: string,
  change: string,
  older: object,
  newer: object,
  ...outcomes: [string, string]
): Row[] =>
  places.map(([place, call]) => [row, `${change}: ${place}`, call(older), call(newer), ...outcomes]);
const inAnswer = (
  row: string,
  change: string,
  older: object,
  newer: object,
  ...rest: [string, string, Partial<CompareSettings>?]
): Row => [row, change, answers({ a: older }, ["a"]), answers({ a: newer }, ["a"]), ...rest];

const table: readonly Row[] = [
  ["H1", "endpoint added", endpoints("get /a"), endpoints("get /a", "get /b"), "ok", missing],
  ["H1", "method added", endpoints("get /a"), endpoints("get /a", "put /a"), "ok", missing],
  ["H2", "endpoint removed", endpoints("get /a", "get /b"), endpoints("get /a"), missing, "ok"],
  ["H2", "method removed", endpoints("get /a", "put /a"), endpoints("get /a"), missing, "ok"],

  ["H3", "optional field added", sends(a), sends(ab), "ok", fieldUnread],
  ["H3", "optional field added, closed", sends(a, [], closed), sends(ab, [], closed), "ok", refusesField],
  // A tolerant server reads past it, closed or not.
  [
    "H3",
    "the same, tolerant server",
    sends(a, [], closed),
    sends(ab, [], closed),
    "ok",
    "ok",
    tolerantServer,
  ],
  ["H3", "optional query parameter added", asked(), asked(query(text)), "ok", parameterUnread],
  ["H3", "optional header added", asked(), asked(header(text)), "ok", parameterUnread],
  ["H3", "optional cookie added", asked(), asked(cookie(text)), "ok", parameterUnread],

  ["H4", "required field added", sends(a), sends(ab, ["b"]), asksField, fieldUnread],
  ["H4", "the same, closed", sends(a, [], closed), sends(ab, ["b"], closed), asksField, refusesField],
  [
    "H4",
    "required field with a default added, server applies it",
    sends(a),
    sends({ a: text, b: { ...text, default: "x" } }, ["b"]),
    "ok",
    fieldUnread,
    applies,
  ],
  [
    "H4",
    "the same, server does not",
    sends(a),
    sends({ a: text, b: { ...text, default: "x" } }, ["b"]),
    asksField,
    fieldUnread,
  ],
  ["H4", "required query parameter added", asked(), asked(query(text, must)), asksParameter, parameterUnread],
  ["H4", "required header added", asked(), asked(header(text, must)), asksParameter, parameterUnread],
  ["H4", "required cookie added", asked(), asked(cookie(text, must)), asksParameter, parameterUnread],
  [
    "H4",
    "required body added",
    {},
    sends(a),
    "breaking http/request-body-required",
    "notice http/request-body-ignored",
  ],

  ["H5", "field optional to required", sends(ab), sends(ab, ["a"]), asksField, "ok"],
  ["H5", "field required to optional", sends(ab, ["a"]), sends(ab), "ok", asksField],
  ["H5", "query optional to required", asked(query(text)), asked(query(text, must)), asksParameter, "ok"],
  ["H5", "query required to optional", asked(query(text, must)), asked(query(text)), "ok", asksParameter],
  ["H5", "header optional to required", asked(header(text)), asked(header(text, must)), asksParameter, "ok"],

  ["H6", "optional field removed", sends(ab), sends(a), fieldUnread, "ok"],
  ["H6", "optional field removed, closed", sends(ab, [], closed), sends(a, [], closed), refusesField, "ok"],
  ["H6", "required field removed", sends(ab, ["b"]), sends(a), fieldUnread, asksField],
  ["H6", "the same, closed", sends(ab, ["b"], closed), sends(a, [], closed), refusesField, asksField],
  ["H6", "required query removed", asked(query(text, must)), asked(), parameterUnread, asksParameter],

  ...inRequest("H7", "enum widened", oneOf("a", "b"), oneOf("a", "b", "c"), "ok", requestEnum),
  ...inRequest(
    "H7",
    "maximum raised",
    { ...whole, maximum: 5 },
    { ...whole, maximum: 9 },
    "ok",
    requestValue,
  ),
  ...inRequest(
    "H7",
    "length raised",
    { ...text, maxLength: 5 },
    { ...text, maxLength: 9 },
    "ok",
    requestValue,
  ),
  ...inRequest("H7", "type widened", whole, number, "ok", requestType),
  ["H7", "null allowed", sends({ a: text }), sends({ a: { type: ["string", "null"] } }), "ok", requestType],
  ["H7", "branch added", sends({ a: text }), sends({ a: { anyOf: [text, whole] } }), "ok", requestType],

  ...inRequest("H8", "enum value removed", oneOf("a", "b", "c"), oneOf("a", "b"), requestEnum, "ok"),
  ...inRequest(
    "H8",
    "maximum lowered",
    { ...whole, maximum: 9 },
    { ...whole, maximum: 5 },
    requestValue,
    "ok",
  ),
  ...inRequest("H8", "pattern added", text, { ...text, pattern: "^a+$" }, requestValue, "ok"),
  ...inRequest("H8", "maxItems added", list({ maxItems: 9 }), list({ maxItems: 2 }), requestValue, "ok"),

  // Nothing breaks on the wire: what an absent value means is not what a document can prove to be wrong.
  [
    "H9",
    "default of a parameter changed",
    asked(query({ ...whole, default: 1 })),
    asked(query({ ...whole, default: 2 })),
    "notice http/request-default-changed",
    "notice http/request-default-changed",
  ],
  [
    "H9",
    "default of a field changed",
    sends({ a: { ...whole, default: 1 } }),
    sends({ a: { ...whole, default: 2 } }),
    "notice http/request-default-changed",
    "notice http/request-default-changed",
  ],

  // A new client copes without the optional field, but it is worth knowing that it never comes.
  ["H10", "optional field added", answers(a), answers(ab), "ok", fieldAbsent],
  [
    "H10",
    "the same, closed and strict client",
    answers(a, [], closed),
    answers(ab, [], closed),
    "breaking http/response-field-unexpected",
    fieldAbsent,
    strictClient,
  ],
  ["H11", "required field added", answers(a), answers(ab, ["b"]), "ok", needsField],
  ["H12", "required to optional", answers(ab, ["a"]), answers(ab), needsField, "ok"],
  ["H12", "required field removed", answers(ab, ["b"]), answers(a), needsField, "ok"],
  ["H13", "optional field removed", answers(ab), answers(a), fieldAbsent, "ok"],
  ["H14", "optional to required", answers(ab), answers(ab, ["a"]), "ok", needsField],

  inAnswer("H15", "enum value added", oneOf("a", "b"), oneOf("a", "b", "c"), responseEnum, "ok"),
  inAnswer("H15", "the same, open enum", oneOf("a", "b"), oneOf("a", "b", "c"), "ok", "ok", openEnum),
  inAnswer("H15", "branch added", { oneOf: [text] }, { oneOf: [text, whole] }, responseType, "ok"),
  inAnswer("H15", "null allowed", text, { type: ["string", "null"] }, responseType, "ok"),
  inAnswer("H15", "maximum raised", { ...whole, maximum: 5 }, { ...whole, maximum: 9 }, responseValue, "ok"),

  inAnswer("H16", "enum value removed", oneOf("a", "b", "c"), oneOf("a", "b"), "ok", responseEnum),
  inAnswer("H16", "maximum lowered", { ...whole, maximum: 9 }, { ...whole, maximum: 5 }, "ok", responseValue),
  inAnswer("H16", "null no longer", { type: ["string", "null"] }, text, "ok", responseType),

  ["H17", "request integer to number", sends({ a: whole }), sends({ a: number }), "ok", requestType],
  ["H17", "request integer to string", sends({ a: whole }), sends({ a: text }), requestType, requestType],
  // Written into a URL or a header, a number is a text: only a text that is no number breaks.
  ...places
    .slice(1)
    .map(
      ([place, call]): Row => [
        "H17",
        `integer to string: ${place}`,
        call(whole),
        call(text),
        "ok",
        requestType,
      ],
    ),
  inAnswer("H17", "response integer to number", whole, number, responseType, "ok"),
  inAnswer("H17", "response integer to string", whole, text, responseType, responseType),

  [
    "H18",
    "success status changed",
    statuses(200),
    statuses(201),
    "breaking http/response-status",
    "breaking http/response-status",
  ],
  [
    "H18",
    "success status removed",
    statuses(200, 400),
    statuses(400),
    "breaking http/response-status",
    // The old server answers a success that the new client was never told of.
    "breaking http/response-status",
  ],
  [
    "H18",
    "one success of two removed",
    statuses(200, 202),
    statuses(200),
    "ok",
    "unknown http/response-status",
  ],
  ["H19", "error status added", statuses(200), statuses(200, 409), "notice http/response-error-status", "ok"],

  [
    "H20",
    "request media type added",
    takes("application/json"),
    takes("application/json", "text/csv"),
    "ok",
    "breaking http/request-media-type",
  ],
  [
    "H20",
    "request media type removed",
    takes("application/json", "text/csv"),
    takes("application/json"),
    "breaking http/request-media-type",
    "ok",
  ],
  [
    "H20",
    "response media type added",
    gives("application/json"),
    gives("application/json", "text/csv"),
    "ok",
    // A client names what it wants (accept); which one that is the documents do not say. So too where one is removed.
    "unknown http/response-media-type",
  ],
  [
    "H20",
    "response media type removed",
    gives("application/json", "text/csv"),
    gives("application/json"),
    "unknown http/response-media-type",
    "ok",
  ],
  [
    "H20",
    "response media type changed",
    gives("application/json"),
    gives("text/csv"),
    "breaking http/response-media-type",
    "breaking http/response-media-type",
  ],

  ["H21", "authentication added", secured(), secured({ key: [] }), security, "ok"],
  ["H21", "scope added", secured({ oauth: ["r"] }), secured({ oauth: ["r", "w"] }), security, "ok"],
  ["H22", "authentication removed", secured({ key: [] }), secured(), "ok", security],
  ["H22", "scope removed", secured({ oauth: ["r", "w"] }), secured({ oauth: ["r"] }), "ok", security],

  [
    "H23",
    "field renamed",
    sends({ a: text }, ["a"]),
    sends({ b: text }, ["b"]),
    [asksField, fieldUnread],
    [asksField, fieldUnread],
  ],
  [
    "H23",
    "field of the answer renamed",
    answers(a, ["a"]),
    answers({ b: text }, ["b"]),
    needsField,
    needsField,
  ],

  ["H24", "path parameter renamed", { path: "/carts/{id}" }, { path: "/carts/{cartId}" }, "ok", "ok"],

  inAnswer("H25", "maxItems raised", list({ maxItems: 2 }), list({ maxItems: 9 }), responseValue, "ok"),
  inAnswer("H25", "maxItems added", list({}), list({ maxItems: 9 }), "ok", responseValue),
  inAnswer("H25", "no longer unique", list({ uniqueItems: true }), list({}), responseValue, "ok"),

  [
    "H26",
    "required field becomes read-only",
    sends(ab, ["b"]),
    sends({ a: text, b: { ...text, readOnly: true } }, ["b"]),
    fieldUnread,
    asksField,
  ],
  [
    "H26",
    "required field becomes write-only",
    answers(ab, ["b"]),
    answers({ a: text, b: { ...text, writeOnly: true } }, ["b"]),
    needsField,
    "ok",
  ],

  [
    "H27",
    "base path changed",
    at("https://a.test/v1"),
    at("https://a.test/v2"),
    "breaking http/base-path",
    "breaking http/base-path",
  ],
  ["H27", "base path kept beside the new one", at("/v1"), at("/v1", "/v2"), "ok", "unknown http/base-path"],
  [
    "H27",
    "host changed",
    at("https://a.test/v1"),
    at("https://b.test/v1"),
    "unknown http/server-host",
    "unknown http/server-host",
  ],
];

function said(client: Call, server: Call, settings?: Partial<CompareSettings>): readonly string[] {
  const found = between(client, server, settings);
  for (const { outcome, claim, example, ruleId } of found) {
    if (outcome !== "breaking") continue;
    expect(claim ?? example, `${ruleId} shows no value`).toBeDefined();
    if (!claim) continue;
    expect(compiled(claim.dialect, claim.sent)(claim.value)).toEqual({ kind: "valid" });
    expect(compiled(claim.dialect, claim.accepted)(claim.value)).toMatchObject({ kind: "invalid" });
  }
  return [...new Set(found.map(({ outcome, ruleId }) => `${outcome} ${ruleId}`))].sort();
}

const listed = (expected: string | readonly string[]) => (expected === "ok" ? [] : [expected].flat().sort());

for (const [row, change, older, newer, oldClient, newClient, settings] of table) {
  describe(`${row} ${change}`, () => {
    test("an old client with the new server", () => {
      expect(said(older, newer, settings)).toEqual(listed(oldClient));
    });
    test("a new client with the old server", () => {
      expect(said(newer, older, settings)).toEqual(listed(newClient));
    });
  });
}

test("every row of the table is here", () => {
  const rows = new Set(table.map(([row]) => row));
  expect([...rows]).toEqual(Array.from({ length: 27 }, (_, index) => `H${index + 1}`));
});
