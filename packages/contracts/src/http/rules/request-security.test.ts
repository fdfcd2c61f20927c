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
