/** What is asked of everybody: does everything that is sent fit what is taken? The truth comes from values. */
export interface Question {
  readonly id: string;
  readonly sent: object;
  readonly accepted: object;
  /** Of every sort of value that the change is about, one: if one of them is sent and not taken, it breaks. */
  readonly values: readonly unknown[];
}

/** A question as two documents: a client of the one calls a server of the other. */
export interface ApiQuestion extends Question {
  readonly client: object;
  readonly server: object;
}

export type Answer = "fits" | "breaks" | "none";
/** By the id of the question. */
export type Answers = Readonly<Record<string, Answer>>;

interface Change {
  readonly name: string;
  readonly one: object;
  readonly other: object;
  readonly values: readonly unknown[];
}

/** What OpenAPI 3.0 can say too. */
const plainChanges: readonly Change[] = [
  { name: "enum value", one: words("a", "b"), other: words("a", "b", "c"), values: ["a", "b", "c", "d"] },
  { name: "type", one: { type: "integer" }, other: { type: "number" }, values: [1, 1.5, "1"] },
  {
    name: "minimum",
    one: { type: "integer", minimum: 1 },
    other: { type: "integer", minimum: 2 },
    values: [0, 1, 2],
  },
  {
    name: "maxLength",
    one: { type: "string", maxLength: 1 },
    other: { type: "string", maxLength: 2 },
    values: ["a", "aa", "aaa"],
  },
  {
    name: "pattern",
    one: { type: "string", pattern: "^a+$" },
    other: { type: "string", pattern: "^[ab]+$" },
    values: ["a", "b", "c"],
  },
  {
    name: "multipleOf",
    one: { type: "integer", multipleOf: 4 },
    other: { type: "integer", multipleOf: 2 },
    values: [1, 2, 4],
  },
  {
    name: "uniqueItems",
    one: { type: "array", items: { type: "integer" }, uniqueItems: true },
    other: { type: "array", items: { type: "integer" } },
    values: [[], [1], [1, 2], [1, 1]],
  },
  {
    name: "items",
    one: { type: "array", items: { type: "integer" } },
    other: { type: "array", items: { type: "string" } },
    values: [[], [1], ["a"]],
  },
  {
    name: "format",
    one: { type: "string", format: "date" },
    other: { type: "string" },
    values: ["2026-01-31", "a"],
  },
  {
    name: "required field",
    one: { type: "object", required: ["a"], properties: { a: { type: "string" } } },
    other: { type: "object", properties: { a: { type: "string" } } },
    values: [{}, { a: "x" }],
  },
  {
    name: "allOf in place of one object",
    one: {
      type: "object",
      required: ["a", "b"],
      properties: { a: { type: "string" }, b: { type: "integer" } },
    },
    other: {
      allOf: [
        { type: "object", required: ["a"], properties: { a: { type: "string" } } },
        { type: "object", required: ["b"], properties: { b: { type: "integer" } } },
      ],
    },
    values: [{}, { a: "x" }, { b: 1 }, { a: "x", b: 1 }, { a: 1, b: 1 }],
  },
  {
    name: "anyOf in another order",
    one: { anyOf: [{ type: "string" }, { type: "integer", minimum: 1 }] },
    other: { anyOf: [{ type: "integer", minimum: 1 }, { type: "string" }] },
    values: ["a", 0, 1, 1.5],
  },
];

const list = (item: object) => ({
  $ref: "#/definitions/list",
  definitions: { list: { type: "object", properties: { item, next: { $ref: "#/definitions/list" } } } },
});

const schemaChanges: readonly Change[] = [
  ...plainChanges,
  { name: "const", one: { const: 1 }, other: { const: 2 }, values: [1, 2] },
  {
    name: "patternProperties",
    one: { type: "object", patternProperties: { "^x": { type: "integer" } } },
    other: { type: "object", patternProperties: { "^x": { type: "number" } } },
    values: [{}, { x: 1 }, { x: 1.5 }, { x: "a" }, { y: "a" }],
  },
  {
    name: "additionalProperties",
    one: { type: "object", properties: { a: {} }, additionalProperties: false },
    other: { type: "object", properties: { a: {} } },
    values: [{}, { a: 1 }, { b: 1 }],
  },
  {
    name: "if, then",
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    one: { type: "integer", if: { minimum: 10 }, then: { multipleOf: 10 } },
    other: { type: "integer" },
    values: [1, 10, 11],
  },
  {
    name: "dependencies",
    one: { type: "object", dependencies: { a: ["b"] } },
    other: { type: "object" },
    values: [{}, { a: 1 }, { b: 1 }, { a: 1, b: 1 }],
  },
  { name: "not", one: { not: { type: "string" } }, other: {}, values: [1, "a", null] },
  {
    name: "recursive $ref",
    one: list({ type: "integer" }),
    other: list({ type: "number" }),
    values: [{}, { item: 1 }, { next: { item: 1.5 } }, { next: { item: "a" } }],
  },
];

/** Both directions of each change. */
export const schemaQuestions: readonly Question[] = schemaChanges.flatMap(bothWays);

/** The same changes in what a client sends and in what it gets back, and the parameters beside. */
export const apiQuestions: readonly ApiQuestion[] = [
  ...plainChanges.flatMap(bothWays).flatMap((question) => [inRequest(question), inResponse(question)]),
  ...[
    { name: "required query parameter", one: query({ q: { type: "string" } }, ["q"]), other: query({}) },
    {
      name: "query parameter becomes required",
      one: query({ q: { type: "string" } }, ["q"]),
      other: query({ q: { type: "string" } }),
    },
    {
      name: "enum value of a query parameter",
      one: query({ q: words("a") }),
      other: query({ q: words("a", "b") }),
    },
  ]
    .map((change) => ({ ...change, values: [{}, { q: "a" }, { q: "b" }] }))
    .flatMap(bothWays)
    .map(inQuery),
];

function bothWays({ name, one, other, values }: Change): Question[] {
  return [
    { id: `${name}, to the wider`, sent: one, accepted: other, values },
    { id: `${name}, to the narrower`, sent: other, accepted: one, values },
  ];
}

function words(...list: readonly string[]): object {
  return { type: "string", enum: list };
}

/** The parameters of a query as one object, which is how a validator can judge them. */
function query(properties: Readonly<Record<string, object>>, required: readonly string[] = []) {
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

function inRequest(question: Question): ApiQuestion {
  const document = (schema: object) => api({ requestBody: { required: true, ...jsonOf(schema) } });
  const { id, sent, accepted } = question;
  return { ...question, id: `request: ${id}`, client: document(sent), server: document(accepted) };
}

function inResponse(question: Question): ApiQuestion {
  const document = (schema: object) => api({}, jsonOf(schema));
  const { id, sent, accepted } = question;
  return { ...question, id: `response: ${id}`, client: document(accepted), server: document(sent) };
}

function inQuery(question: Question): ApiQuestion {
  const document = (schema: object) => {
    const { properties, required = [] } = schema as ReturnType<typeof query>;
    const parameters = Object.entries(properties).map(([name, each]) => {
      return { name, in: "query", required: required.includes(name), schema: each };
    });
    return api({ parameters });
  };
  const { sent, accepted } = question;
  return { ...question, client: document(sent), server: document(accepted) };
}

function jsonOf(schema: object) {
  return { content: { "application/json": { schema } } };
}

function api(operation: object, reply: object = {}): object {
  const responses = { 200: { description: "done", ...reply } };
  return {
    openapi: "3.0.3",
    info: { title: "asked", version: "1.0.0" },
    paths: { "/it": { post: { ...operation, responses } } },
  };
}
