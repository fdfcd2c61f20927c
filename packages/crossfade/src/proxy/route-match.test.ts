import { expect, test } from "vitest";
import { matchRoute, otherReadings, routeOf } from "./route-match.ts";

const routes = [
  { host: "admin.shop", path: "/", component: "admin", name: "admin" },
  { path: "/api/reports", component: "reports", name: "reports" },
  { path: "/api", component: "api", name: "api" },
  { path: "/static/", component: "assets", name: "static" },
  { path: "/", component: "web", name: "web" },
];

test.each([
  ["shop", "/api", "api"],
  ["shop", "/api/", "api"],
  ["shop", "/api/x", "api"],
  ["shop", "/apix", "web"],
  ["shop", "/api-x", "web"],
  ["shop", "/API", "web"],
  ["shop", "/api/reports/7", "reports"],
  ["shop", "/api/reports2", "api"],
  ["shop", "/static/a.js", "assets"],
  ["shop", "/static", "web"],
  ["admin.shop", "/api/x", "admin"],
])("%s%s goes to %s: at the boundary of a segment, and the first that fits wins", (host, path, component) => {
  const index = routeOf(routes, host, path);
  expect(routes[index as number]?.component).toBe(component);
});

test("without a route that fits there is none", () => {
  expect(matchRoute([{ path: "/api" }], "shop", "/")).toBe(-1);
});

test.each([
  "/x/../api/orders",
  "/api/../admin",
  "/%61pi/orders",
  "/a%70i",
  "/x/%2e%2e/api",
  "/x/%2E%2e%2fapi",
  "/x/..%2fapi",
  "/x%2f..%2fapi",
  "/api/%2e%2e/x",
  "/api%2f..%2fx",
  "/x/%252e%252e/api",
  "/x/%25252e%25252e/api",
  "//api/x",
  "/./api",
  "/.//api",
  "/x\\..\\api",
  "/x/..\\api",
  "/api;v=1/x",
  "/x/..;/api",
  "/x/..;a=b/api",
  "/api/reports;x",
  "/api%5creports",
  "/api/%72eports",
  "/api//reports",
])("%s could be another component's to somebody: refused", (path) => {
  expect(routeOf(routes, "shop", path)).toBe("ambiguous");
});

test.each([
  ["/api/a%20b", "api"],
  ["/api/a%2Fb", "api"],
  ["/api/files;v=2/x", "api"],
  ["/api/../api/x", "api"],
  ["/.well-known/security.txt", "web"],
  ["/docs//x", "web"],
  ["/api/%zz", "api"],
  ["/caf%C3%A9", "web"],
])("%s is the same component's however it is read", (path, component) => {
  expect(routes[routeOf(routes, "shop", path) as number]?.component).toBe(component);
});

test("a plain path is read in one way, at no cost", () => {
  expect(otherReadings("/api/orders/7.json")).toEqual([]);
});
