import { around, type ExchangeKind, mediaOf, type Operation, undone, within } from "./exchange-kind.ts";
import type { Label } from "./label.ts";
import { pick } from "./schema-kind.ts";
import { at, type Json, replaced, type Steps } from "./schema-tree.ts";

/** Changes of what a client asks for: operations, parameters, media types, credentials, addresses. */
const edited = (operation: Operation, steps: Steps, value: unknown) => replaced(operation, steps, value);
const listOf = (operation: Operation) => (operation.parameters ?? []) as Json[];
const withParameter = (operation: Operation, parameter: Json): Operation => ({
  ...operation,
  parameters: [...listOf(operation), { schema: { type: "string" }, ...parameter }],
});

function parameterAdded(place: string, required: boolean): ExchangeKind {
  const name = `${required ? "required" : "optional"} ${place} parameter added`;
  return within(name, required ? "breaking" : "harmless", "harmless", (operation) =>
    withParameter(operation, { name: "brand-new", in: place, required }),
  );
}
const parameterRequired = within("parameter made required", "breaking", "harmless", (operation, roll) => {
  const index = pick(
    [...listOf(operation).entries()].filter(([, each]) => each.required !== true).map(([key]) => key),
    roll,
  );
  return index === undefined ? undefined : edited(operation, ["parameters", index, "required"], true);
});
const parameterMoved = within("parameter moved from query to header", "breaking", "breaking", (operation) => [
  withParameter(operation, { name: "moved", in: "query", required: true }),
  withParameter(operation, { name: "moved", in: "header", required: true }),
]);
const list = {
  name: "many",
  in: "query",
  required: true,
  schema: { type: "array", items: { type: "integer" } },
};
const styleChanged = within("style of a list parameter changed", "breaking", "breaking", (operation) => [
  withParameter(operation, { ...list, style: "form", explode: true }),
  withParameter(operation, { ...list, style: "pipeDelimited", explode: false }),
]);
const parameterEncoded = within("parameter written in a media type", "doubtful", "doubtful", (operation) => {
  const parameter = { name: "coded", in: "query", required: true };
  const content = { "application/json": { schema: { type: "string" } } };
  return [
    withParameter(operation, parameter),
    { ...operation, parameters: [...listOf(operation), { ...parameter, content }] },
  ];
});
const pathParameterRenamed: ExchangeKind = {
  name: "path parameter renamed",
  forth: "harmless",
  back: "harmless",
  change: ({ document, path }) => {
    const [, name] = /\{([^}]+)\}/.exec(path) ?? [];
    const item = at(document, ["paths", path]);
    if (name === undefined) return undefined;
    const text = JSON.stringify(item).replaceAll(`"name":${JSON.stringify(name)}`, `"name":"renamed"`);
    const after = { ...document, paths: { [path.replace(`{${name}}`, "{renamed}")]: JSON.parse(text) } };
    return { before: document, after };
  },
};

const operationRemoved: ExchangeKind = {
  name: "operation removed",
  forth: "breaking",
  back: "harmless",
  change: ({ document }) => ({ before: document, after: { ...document, paths: {} } }),
};
const methodChanged: ExchangeKind = {
  name: "method changed",
  forth: "breaking",
  back: "breaking",
  change: ({ document, path, method }) => {
    const { [method]: operation, ...rest } = at(document, ["paths", path]) as Json;
    const other = method === "put" ? "post" : "put";
    return { before: document, after: { ...document, paths: { [path]: { ...rest, [other]: operation } } } };
  },
};
const pathChanged: ExchangeKind = {
  name: "path changed",
  forth: "breaking",
  back: "breaking",
  change: ({ document, path }) => ({
    before: document,
    after: { ...document, paths: { [`/moved${path}`]: at(document, ["paths", path]) } },
  }),
};

const bodyOf = (operation: Operation) => operation.requestBody as { content?: Json } | undefined;
const bodyRequired = within("request body made required", "breaking", "harmless", (operation) =>
  bodyOf(operation)
    ? [
        edited(operation, ["requestBody", "required"], false),
        edited(operation, ["requestBody", "required"], true),
      ]
    : undefined,
);
const bodyAdded = within("required request body added", "breaking", "harmless", (operation) => {
  const content = { "application/json": { schema: { type: "object" } } };
  return bodyOf(operation) ? undefined : { ...operation, requestBody: { required: true, content } };
});
const requestMediaAdded = within("request media type added", "harmless", "breaking", (operation) => {
  const content = bodyOf(operation)?.content;
  return (
    content &&
    edited(operation, ["requestBody", "content"], { ...content, "application/cbor": mediaOf(content) })
  );
});
const requestMediaReplaced = within("request media type replaced", "breaking", "breaking", (operation) => {
  const content = bodyOf(operation)?.content;
  return content && edited(operation, ["requestBody", "content"], { "application/cbor": mediaOf(content) });
});
const callbackChanged = within("callback changed", "doubtful", "doubtful", (operation) => {
  const called = (type: string) => ({
    onEvent: {
      "{$request.query.url}": {
        post: { requestBody: { content: { "application/json": { schema: { type } } } }, responses: {} },
      },
    },
  });
  return [
    { ...operation, callbacks: called("string") },
    { ...operation, callbacks: called("integer") },
  ];
});
const wordsChanged = within("summary, tags and operationId changed", "harmless", "harmless", (operation) => ({
  ...operation,
  operationId: "renamed",
  summary: "Other words",
  tags: ["other"],
}));

const schemes = {
  key: { type: "apiKey", in: "header", name: "X-Key" },
  basic: { type: "http", scheme: "basic" },
  oauth: {
    type: "oauth2",
    flows: { clientCredentials: { tokenUrl: "https://example.com/token", scopes: {} } },
  },
};
const secured = (security: unknown) => (document: Json) => ({
  ...replaced(document, ["components", "securitySchemes"], schemes),
  security,
});
const security = (name: string, forth: Label, back: Label, before: unknown, after: unknown) =>
  around(name, forth, back, secured(before), secured(after));
const served =
  (...urls: string[]) =>
  (document: Json) => ({ ...document, servers: urls.map((url) => ({ url })) });

export const requestKinds: readonly ExchangeKind[] = [
  operationRemoved,
  undone(operationRemoved, "operation added"),
  methodChanged,
  pathChanged,
  pathParameterRenamed,
  ...["query", "header", "cookie"].flatMap((place) =>
    [true, false].flatMap((required) => {
      const added = parameterAdded(place, required);
      return [added, undone(added, added.name.replace("added", "removed"))];
    }),
  ),
  parameterRequired,
  undone(parameterRequired, "parameter made optional"),
  parameterMoved,
  styleChanged,
  parameterEncoded,
  bodyRequired,
  undone(bodyRequired, "request body made optional"),
  bodyAdded,
  undone(bodyAdded, "request body removed"),
  requestMediaAdded,
  undone(requestMediaAdded, "request media type removed"),
  requestMediaReplaced,
  callbackChanged,
  wordsChanged,
  security("security added", "breaking", "harmless", [], [{ key: [] }]),
  security("security removed", "harmless", "breaking", [{ key: [] }], []),
  security("security scheme changed", "breaking", "breaking", [{ key: [] }], [{ basic: [] }]),
  security("scope added", "breaking", "harmless", [{ oauth: ["read"] }], [{ oauth: ["read", "write"] }]),
  security("scope removed", "harmless", "breaking", [{ oauth: ["read", "write"] }], [{ oauth: ["read"] }]),
  security("other way to sign in added", "harmless", "doubtful", [{ key: [] }], [{ key: [] }, { basic: [] }]),
  around(
    "base path changed",
    "breaking",
    "breaking",
    served("https://example.com/v1"),
    served("https://example.com/v2"),
  ),
  around(
    "host changed",
    "doubtful",
    "doubtful",
    served("https://a.example.com/v1"),
    served("https://b.example.com/v1"),
  ),
  around("server added", "harmless", "doubtful", served("/v1"), served("/v1", "/v2")),
];
