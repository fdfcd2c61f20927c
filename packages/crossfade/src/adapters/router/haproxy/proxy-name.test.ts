import { expect, test } from "vitest";
import {
  backendName,
  backendOwner,
  escapedName,
  plain,
  serverName,
  serverUrl,
  streamsBackendName,
} from "./proxy-name.ts";

const texts = [
  "2.0.0",
  "2.0.0+g1a2b",
  "a_b",
  "a:b",
  "a_3Ab",
  "feature/x",
  "ü",
  "日本",
  ":streams",
  "streams",
  "_",
  "",
  "%20",
];

test("different names stay different, in letters that HAProxy takes", () => {
  const names = texts.map(escapedName);
  expect(new Set(names).size).toBe(texts.length);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_.-]*$/);
});

test("a section's name says whose it is", () => {
  for (const component of texts.filter((each) => each !== ""))
    for (const label of texts) {
      expect(backendOwner("edge", backendName("edge", component, label))).toEqual({
        component,
        label,
        isStreams: false,
      });
      expect(backendOwner("edge", streamsBackendName("edge", component, label))).toEqual({
        component,
        label,
        isStreams: true,
      });
      expect(backendOwner("staging", backendName("edge", component, label))).toBeUndefined();
    }
});

test.each(["stats", "edge", "edge:api", "edge:api:2:more", "edgeapi:2", "GLOBAL"])(
  "the section %s of somebody's own configuration is not ours",
  (name) => {
    expect(backendOwner("edge", name)).toBeUndefined();
  },
);

test.each([
  "http://127.0.0.1:9101",
  "https://api.example:443",
  "http://https:443",
  "http://[::1]:80",
  "https://[fd00::1]",
  "http://api_1.internal",
])("a server's name is its address: %s", (url) => {
  expect(serverUrl(serverName(url))).toBe(url);
  expect(serverName(url)).toMatch(/^[A-Za-z0-9_.-]+$/);
});

test.each([
  ["id of a component", "api; shutdown"],
  ["version label", "2.0.0 }"],
  ["name of a cookie or header", "uid)"],
  ["name of a host", "a'b"],
  ["path of a route", '/"'],
  ["path of a health check", "/up down"],
  ["network", "10.0.0.0/8 }"],
  ["state folder", "/srv/my shop"],
  ["state folder", "relative"],
  ["state folder", "/srv/a,b"],
  ["version label", "x".repeat(401)],
] as const)("a %s such as %j is refused", (what, text) => {
  expect(() => plain(what, text)).toThrowError(expect.objectContaining({ code: "CF_HAPROXY_NAME" }));
});
