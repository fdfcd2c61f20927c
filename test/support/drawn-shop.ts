/** A shop of six components in two versions, as files: calls, events, callbacks and a cache; one page is unknown. */
export function drawnShop(version: 1 | 2): Readonly<Record<string, string>> {
  const next = version === 2;
  const label = next ? "2.0.0" : "1.9.4";
  const manifest = (name: string) => JSON.stringify({ name, version: label, private: true });
  return {
    "crossfade.yaml": config,
    ...Object.fromEntries(
      ["web", "outlook", "api", "worker", "billing"].map((name) => [`${name}/package.json`, manifest(name)]),
    ),
    "api/openapi.json": openapi(label, {
      "/cart": {
        get: answers({ items: { type: "array" }, total: { type: "integer" } }, ["items", "total"]),
        put: takes({ sku: { type: "string" }, ...(next ? { gift: { type: "boolean" } } : {}) }, ["sku"]),
      },
      ...(next ? { "/cart/shipping": { put: takes({ street: { type: "string" } }, ["street"]) } } : {}),
    }),
    "billing/openapi.json": openapi(label, {
      "/charge": {
        post: takes(
          { amount: { type: "integer" }, ...(next ? { currency: { enum: ["EUR", "USD"] } } : {}) },
          ["amount"],
        ),
      },
    }),
    "api/events/order-placed.json": schema(
      { id: { type: "string" }, ...(next ? { email: { type: "string" } } : {}) },
      next ? ["id", "email"] : ["id"],
    ),
    "api/cache/cart.json": schema(
      {
        sku: { type: "string" },
        quantity: { type: "integer" },
        ...(next ? { note: { type: "string" } } : {}),
      },
      ["sku"],
    ),
    "api/callbacks/payments.json": schema({ id: { type: "string" }, paid: { type: "boolean" } }, ["id"]),
    ...(next ? { "api/outlook.json": openapi(label, { "/cart": { get: answers({}, []) } }) } : {}),
  };
}

const config = `system: shop
components:
  web: { kind: web }
  outlook: { kind: extension }
  api: { kind: service }
  billing: { kind: service }
  worker: { kind: worker }
  payments: { kind: external }
links:
  - { from: web, to: api, http: api/openapi.json }
  - { from: outlook, to: api, http: api/outlook.json }
  - { from: api, to: billing, http: billing/openapi.json }
  - { from: api, to: worker, events: api/events/, queue: orders, retained: 4d }
  - { from: api, to: api, store: api/cache/cart.json, retained: 24h }
  - { from: payments, to: api, events: api/callbacks/payments.json, retained: 3d }
`;

type Properties = Readonly<Record<string, unknown>>;

const schema = (properties: Properties, required: readonly string[]) =>
  JSON.stringify({ type: "object", properties, required });

const body = (properties: Properties, required: readonly string[]) => ({
  "application/json": { schema: { type: "object", properties, required, additionalProperties: false } },
});

const takes = (properties: Properties, required: readonly string[]) => ({
  requestBody: { required: true, content: body(properties, required) },
  responses: { 204: { description: "Done." } },
});

const answers = (properties: Properties, required: readonly string[]) => ({
  responses: { 200: { description: "Here.", content: body(properties, required) } },
});

const openapi = (version: string, paths: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ openapi: "3.1.0", info: { title: "Shop", version }, paths });
