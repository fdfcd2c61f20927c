import type { Call } from "./contract-story.ts";

/** Parts of a call in few words, for tables of changes. */
export const object = (properties: object, required: readonly string[] = [], more: object = {}) => ({
  type: "object",
  properties,
  required,
  ...more,
});

/** A request body that is an object. */
export const sends = (...of: Parameters<typeof object>): Call => ({ sends: object(...of) });
/** The same of the answer. */
export const answers = (...of: Parameters<typeof object>): Call => ({ answers: object(...of) });

export const asked = (...parameters: object[]): Call => ({ more: { parameters } });
const parameter =
  (name: string, place: string) =>
  (schema: object, more: object = {}) => ({ name, in: place, schema, ...more });
export const query = parameter("q", "query");
export const header = parameter("X-Q", "header");
export const cookie = parameter("q", "cookie");

/** A map of media types, each with any content. */
const contents = (types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, { schema: {} }]));
export const takes = (...types: string[]): Call => ({
  more: { requestBody: { required: true, content: contents(types) } },
});
export const gives = (...types: string[]): Call => ({
  more: { responses: { 200: { description: "", content: contents(types) } } },
});

/** Statuses without bodies. */
export const statuses = (...codes: (number | string)[]): Call => ({
  more: { responses: Object.fromEntries(codes.map((code) => [code, { description: "" }])) },
});

export const secured = (...needs: object[]): Call => ({
  more: { security: needs },
  document: {
    components: {
      securitySchemes: {
        key: { type: "apiKey", in: "header", name: "X-Key" },
        oauth: { type: "oauth2", flows: { implicit: { authorizationUrl: "https://a.test/", scopes: {} } } },
      },
    },
  },
});

export const at = (...urls: string[]): Call => ({ document: { servers: urls.map((url) => ({ url })) } });

/** A document with these endpoints and nothing else: "get /a". */
export function endpoints(...names: string[]): Call {
  const paths: Record<string, Record<string, object>> = {};
  for (const name of names) {
    const [method = "", path = ""] = name.split(" ");
    paths[path] = { ...paths[path], [method]: { responses: { 200: { description: "" } } } };
  }
  return { document: { paths } };
}
