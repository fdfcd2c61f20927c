import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-security.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const schemes = {
  components: {
    securitySchemes: {
      key: { type: "apiKey", in: "header", name: "X-Key" },
      oauth: { type: "oauth2", flows: {} },
    },
  },
};
const secured = (...needs: object[]) => ({ more: { security: needs }, document: schemes });

test("authentication that was added breaks clients without it", () => {
  expect(told(secured(), secured({ key: [] }))).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told(secured({ key: [] }), secured())).toEqual([]);
});

test("a scope that the client does not ask for breaks", () => {
  expect(told(secured({ oauth: ["read"] }), secured({ oauth: ["read", "write"] }))).toEqual(["breaking"]);
  expect(told(secured({ oauth: ["read", "write"] }), secured({ oauth: ["read"] }))).toEqual([]);
});

test("one way of several that fails is unknown", () => {
  expect(told(secured({ key: [] }, { oauth: [] }), secured({ key: [] }))).toEqual(["unknown"]);
});

const scheme = (definition: object) => ({
  more: { security: [{ a: [] }] },
  document: { components: { securitySchemes: { a: definition } } },
});
const flows = (...names: string[]) =>
  scheme({ type: "oauth2", flows: Object.fromEntries(names.map((name) => [name, { scopes: {} }])) });
const issuer = (openIdConnectUrl: string) => scheme({ type: "openIdConnect", openIdConnectUrl });

test("another issuer or another flow is unknown: both are bearer tokens, but not the same", () => {
  expect(told(issuer("https://a.test/"), issuer("https://b.test/"))).toEqual(["unknown"]);
  expect(told(issuer("https://a.test/"), flows("implicit"))).toEqual(["unknown"]);
  expect(told(flows("implicit"), flows("clientCredentials"))).toEqual(["unknown"]);
  expect(told(flows("implicit"), flows("implicit", "clientCredentials"))).toEqual([]);
  expect(told(issuer("https://a.test/"), issuer("https://a.test/"))).toEqual([]);
  expect(told(scheme({ type: "http", scheme: "bearer" }), flows("implicit"))).toEqual([]);
});

test("the address where a token is got is a part of the flow", () => {
  const at = (tokenUrl: string) =>
    scheme({ type: "oauth2", flows: { clientCredentials: { tokenUrl, scopes: {} } } });
  expect(told(at("https://a.test/token"), at("https://b.test/token"))).toEqual(["unknown"]);
  expect(told(at("https://a.test/token"), at("https://a.test/token"))).toEqual([]);
});

test("a bearer token of which nobody lists the scopes may have them: unknown", () => {
  const bearer = scheme({ type: "http", scheme: "bearer" });
  const oauth = { ...flows("implicit"), more: { security: [{ a: ["write"] }] } };
  expect(told(bearer, oauth)).toEqual(["unknown"]);
  expect(told(oauth, bearer)).toEqual([]);
});

test("where an API key stands and what it is called counts, a header in any case", () => {
  const key = (place: string, name: string) => scheme({ type: "apiKey", in: place, name });
  expect(told(key("header", "X-Key"), key("header", "x-key"))).toEqual([]);
  expect(told(key("query", "key"), key("query", "KEY"))).toEqual(["breaking"]);
  expect(told(key("header", "key"), key("query", "key"))).toEqual(["breaking"]);
  expect(told(key("header", "key"), scheme({ type: "http", scheme: "bearer" }))).toEqual(["breaking"]);
});

test("all schemes of one alternative are needed together", () => {
  const either = secured({ key: [] }, { oauth: [] });
  const both = secured({ key: [], oauth: [] });
  expect(told(secured({ key: [] }), both)).toEqual(["breaking"]);
  expect(told(both, secured({ key: [] }))).toEqual([]);
  expect(told(either, both)).toEqual(["breaking"]);
  expect(told(both, either)).toEqual([]);
});

test("who may also come without credentials is unknown where they are asked for, and fine where they need not be", () => {
  expect(told(secured({ key: [] }, {}), secured({ key: [] }))).toEqual(["unknown"]);
  expect(told(secured(), secured({ key: [] }, {}))).toEqual([]);
});

test("a scheme behind a reference is what it refers to", () => {
  const behind = (definition: object) => ({
    more: { security: [{ a: [] }] },
    document: {
      components: { securitySchemes: { a: { $ref: "#/components/securitySchemes/b" }, b: definition } },
    },
  });
  const [header, query] = ["header", "query"].map((place) =>
    behind({ type: "apiKey", in: place, name: "k" }),
  );
  expect(told(header ?? {}, query ?? {})).toEqual(["breaking"]);
  expect(told(header ?? {}, header ?? {})).toEqual([]);
});

test("an API key that the other side describes as a parameter is the same on the wire", () => {
  const header = (required: boolean) => ({
    more: { parameters: [{ name: "x-key", in: "header", required, schema: { type: "string" } }] },
  });
  const wrong = (...of: Parameters<typeof between>) =>
    between(...of).filter(({ outcome }) => outcome !== "notice");
  expect(wrong(secured({ key: [] }), header(true))).toEqual([]);
  expect(wrong(header(true), secured({ key: [] }))).toEqual([]);
  expect(told(header(false), secured({ key: [] }))).toEqual(["breaking"]);
  expect(wrong(secured({ key: [] }, {}), header(true)).map(({ outcome }) => outcome)).toEqual(["breaking"]);
});
