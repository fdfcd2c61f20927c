import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./base-path.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const v1 = { document: { servers: [{ url: "https://one.example/v1" }] } };
const v2 = { document: { servers: [{ url: "https://two.example/v2/" }] } };
const both = { document: { servers: [{ url: "/v1" }, { url: "/v2" }] } };

test("a server under another path breaks, both ways", () => {
  expect(told(v1, v2)).toEqual(["breaking"]);
  expect(told(v2, v1)).toEqual(["breaking"]);
});

test("a server under both paths is fine, and hosts do not count", () => {
  expect(told(v1, both)).toEqual([]);
});

test("a client that may use either is unknown", () => {
  expect(told(both, v1)).toEqual(["unknown"]);
});

test("what the servers' path and the endpoint's path make together counts", () => {
  const short = { path: "/a/{x}", ...v1 };
  const long = { path: "/v1/a/{y}" };
  expect(between(short, long)).toEqual([]);
  expect(between(long, short)).toEqual([]);
  expect(between(short, { path: "/v2/a/{y}" }).map(({ outcome }) => outcome)).toEqual(["breaking"]);
  expect(between({ path: "/a/{x}", ...both }, long).map(({ outcome }) => outcome)).not.toEqual([]);
});

const versioned = (variable: object) => ({
  document: { servers: [{ url: "https://one.example/{version}", variables: { version: variable } }] },
});

test("a variable stands for every value that is listed", () => {
  const listed = versioned({ default: "v2", enum: ["v1", "v2"] });
  expect(told(v1, listed)).toEqual([]);
  expect(told(listed, v1)).toEqual(["unknown"]);
  expect(told(v1, versioned({ default: "v2", enum: ["v2"] }))).toEqual(["breaking"]);
});

test("a variable that may be anything, and a relative URL, are unknown unless both say the same", () => {
  const free = versioned({ default: "v2" });
  expect(told(v1, free)).toEqual(["unknown"]);
  expect(told(free, v1)).toEqual(["unknown"]);
  expect(told(free, free)).toEqual([]);
  const relative = { document: { servers: [{ url: "v1" }] } };
  expect(told(v1, relative)).toEqual(["unknown"]);
  expect(told(relative, relative)).toEqual([]);
});

test("the nearest servers count: of the operation, of its path, of the document", () => {
  const here = (holder: "operation" | "path" | "document") => ({
    document: {
      ...(holder === "document" ? { servers: [{ url: "/v2" }] } : { servers: [{ url: "/v1" }] }),
      paths: {
        "/a": {
          ...(holder === "path" ? { servers: [{ url: "/v2/" }] } : {}),
          get: {
            ...(holder === "operation" ? { servers: [{ url: "/v2" }] } : {}),
            responses: { 200: { description: "" } },
          },
        },
      },
    },
  });
  expect(told(here("operation"), here("path"))).toEqual([]);
  expect(told(here("path"), here("document"))).toEqual([]);
  const old = { document: { servers: [{ url: "/v1" }], paths: { "/a": { get: { responses: {} } } } } };
  expect(told(old, here("operation"))).toEqual(["breaking"]);
});
