import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./endpoint-missing.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);

test("a new client on an old server that lacks the endpoint", () => {
  expect(told({ path: "/new" }, { path: "/old" })).toEqual(["breaking"]);
  expect(between({ path: "/new" }, { path: "/old" })[0]?.example?.value).toBe("POST /new");
});

test("a path with another method is 405", () => {
  expect(between({ method: "put" }, { method: "post" })[0]?.why).toMatch(/405/);
});

test("the names of path parameters do not matter", () => {
  expect(told({ path: "/things/{id}" }, { path: "/things/{thing}" })).toEqual([]);
});

test("the versions exchanged, the same rule sees the endpoint that went", () => {
  expect(told({ path: "/old" }, { path: "/new" })).toEqual(["breaking"]);
});

test("an endpoint that only the server has is nobody's trouble", () => {
  const both = JSON.stringify({
    openapi: "3.1.0",
    paths: {
      "/old": { post: { responses: { 200: { description: "" } } } },
      "/new": { get: { responses: { 200: { description: "" } } } },
    },
  });
  expect(between({ path: "/old" }, both)).toEqual([]);
});

test("a wider path that would take the request makes it unknown", () => {
  expect(told({ path: "/users/me" }, { path: "/users/{id}" })).toEqual(["unknown"]);
});

test("a wider place takes one that is put together from several", () => {
  expect(told({ path: "/f/{a}-{b}" }, { path: "/f/{a}" })).toEqual(["unknown"]);
  expect(told({ path: "/f/{a}" }, { path: "/f/{a}-{b}" })).toEqual(["breaking"]);
});
