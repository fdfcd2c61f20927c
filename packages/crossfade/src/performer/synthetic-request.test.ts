import { expect, test } from "vitest";
import { pathAt } from "./synthetic-request.ts";

const api = { component: "api", path: "/api" };
const web = { component: "web", path: "/" };
const admin = { component: "admin", path: "/", host: "admin.example" };

test.each([
  ["a path that leads to the component stays as it is", api, "/api/up", "/api/up"],
  ["a path that leads to another one is one below the component's own", api, "/up", "/api/up"],
  ["a path that only begins alike is another one's", api, "/apis", "/api/apis"],
  ["the component at the root has every path that is no other's", web, "/up", "/up"],
  ["routes of another host do not count", admin, "/api/up", "/api/up"],
])("%s", (_, route, path, expected) => {
  expect(pathAt([api, web, admin], route, path)).toBe(expected);
});
