import { withDeclaredVersions } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { haproxyConfig } from "./haproxy-config.ts";
import { haproxyFiles, liveFile, logTokenOf, mapFiles } from "./haproxy-files.ts";
import type { HaproxySettings } from "./settings.ts";

const settings: HaproxySettings = {
  router: "edge",
  folder: "/srv/shop/.crossfade/edge",
  listen: { host: "127.0.0.1", port: 8080 },
  routes: [
    { path: "/api", component: "api", name: "calls" },
    { path: "/", host: "shop.example", component: "web", name: "pages" },
  ],
  userKey: { kind: "cookie", name: "uid" },
  trusted: ["10.0.0.0/8", "::1"],
  hosts: ["shop.example"],
  health: { path: "/up", everyMs: 1_000, timeoutMs: 5_000, needed: 3 },
  collect: { host: "127.0.0.1", port: 8514 },
};
const state = withDeclaredVersions(undefined, {
  router: "edge",
  salt: "spring",
  components: [
    {
      component: "api",
      versions: [
        { label: "1.9.4", urls: ["http://127.0.0.1:9101"] },
        { label: "2.0.0+g1", urls: ["http://10.0.0.7", "https://api.example", "http://[::1]:9103"] },
      ],
    },
    { component: "web", versions: [{ label: "1.8.0", urls: ["http://127.0.0.1:9104"] }] },
  ],
});
const text = (other: Partial<HaproxySettings> = {}) =>
  haproxyConfig(state, { ...settings, ...other }, "token");
const section = (name: string) =>
  text()
    .split("\n\n")
    .find((each) => each.startsWith(name));

test("a version has a section for its requests and one for its streams", () => {
  expect(section("backend edge:api:2.0.0_2Bg1 ")).toBe(`backend edge:api:2.0.0_2Bg1 from cf:edge
    load-server-state-from-file local
    server-state-file-name /srv/shop/.crossfade/edge/servers.state
    option httpchk
    http-check send meth GET uri '/up' ver HTTP/1.1 hdr host localhost
    http-check expect status 200-299
    timeout check 5000ms
    server 10.0.0.7 10.0.0.7:80 check inter 1000ms rise 3 fall 3
    server https_3A_2F_2Fapi.example api.example:443 ssl verify required ca-file @system-ca sni str(api.example) check-sni api.example check inter 1000ms rise 3 fall 3
    server _5B_3A_3A1_5D_3A9103 [::1]:9103 check inter 1000ms rise 3 fall 3`);
  expect(section("backend edge:api:1.9.4:streams ")).toBe(`backend edge:api:1.9.4:streams from cf:edge
    timeout server 1h
    timeout tunnel 1h
    server 127.0.0.1_3A9101 127.0.0.1:9101 track edge:api:1.9.4/127.0.0.1_3A9101`);
});

test("without a health check nobody is asked, and nothing is tracked", () => {
  const { health: _, ...rest } = settings;
  const config = haproxyConfig(state, rest, "token");
  expect(config).not.toMatch(/ check | track |httpchk/);
  expect(config).toContain("    server 127.0.0.1_3A9101 127.0.0.1:9101\n");
});

test("weights, stages and pins are not in it: it is the same whatever users get", () => {
  const moved = {
    ...state,
    generation: 9,
    components: Object.fromEntries(
      Object.entries(state.components).map(([id, traffic]) => [
        id,
        { ...traffic, salt: "other", split: [], userPins: { "u-1": "1.9.4" }, revokedPins: ["x"] },
      ]),
    ),
  };
  expect(haproxyConfig(moved, settings, "token")).toBe(text());
});

test("every section carries the router's id, so that it can stand beside another configuration", () => {
  const names = [...text().matchAll(/^(?:frontend|backend|defaults|ring) (\S+)/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(8);
  expect(names.filter((name) => !/^(?:cf[:-])?edge(?::|$)/.test(name ?? ""))).toEqual([]);
});

test("the router's id, host and prefix of a route decide, the first that fits", () => {
  expect(text()).toContain("    acl cf_route_0 path -m str '/api'\n    acl cf_route_0 path -m beg '/api/'\n");
  expect(text()).toContain(
    "    http-request set-var(txn.cf_r) int(1) if !{ var(txn.cf_r) -m found } { var(txn.cf_host) -m str 'shop.example' } cf_route_1\n",
  );
});

describe("nothing that is configured becomes something else in it", () => {
  test.each<[string, Partial<HaproxySettings>]>([
    ["a router", { router: "edge from evil" }],
    ["a folder", { folder: "/srv/my shop" }],
    ["a folder that ends an argument", { folder: "/srv/a)" }],
    ["a path", { routes: [{ path: "/x }\n    use_backend evil", component: "api", name: "x" }] }],
    ["a host of a route", { routes: [{ path: "/", host: "a b", component: "api", name: "x" }] }],
    ["a component", { routes: [{ path: "/", component: "api}", name: "x" }] }],
    ["a cookie", { userKey: { kind: "cookie", name: "u.*" } }],
    ["a header", { userKey: { kind: "header", name: "x),src" } }],
    ["a network", { trusted: ["10.0.0.0/8 0.0.0.0/0"] }],
    ["a host", { hosts: ["a' b"] }],
    ["a health check", { health: { path: "/up hdr x y", everyMs: 1, timeoutMs: 1, needed: 1 } }],
  ])("%s", (_, other) => {
    expect(() => text(other)).toThrowError(expect.objectContaining({ code: "CF_HAPROXY_NAME" }));
  });

  test("a route's name may be anything: it stands there in base64", () => {
    const [route] = settings.routes;
    if (route === undefined) throw new Error("no route");
    const name = "a b)\n    use_backend evil";
    const config = text({ routes: [{ ...route, name }] });
    expect(config).not.toContain("evil");
    expect(config).toContain(`str(${Buffer.from(name).toString("base64")})`);
  });

  test("a dot in the name of a cookie is a dot", () => {
    expect(text({ userKey: { kind: "cookie", name: "u.id" } })).toContain("u[.]id=");
  });
});

test("a folder so deep that no socket can lie in it is refused", () => {
  expect(() => text({ folder: `/${"x".repeat(100)}` })).toThrowError(
    expect.objectContaining({ code: "CF_SOCKET_PATH_TOO_LONG" }),
  );
});

test("of all files the one that decides comes last, and secrets are in files of their own", () => {
  const secret = "ab".repeat(32);
  const files = haproxyFiles({ state, slot: 0 }, settings, secret);
  expect(mapFiles([{ state, slot: 0 }]).at(-1)).toEqual([liveFile, "now 2\n"]);
  const base64 = Buffer.from(secret, "hex").toString("base64");
  const holders = files.filter(([, each]) => each.includes(base64) || each.includes(secret));
  expect(holders.map(([file]) => file)).toEqual(["maps/secret.map"]);
  expect(logTokenOf(secret)).toMatch(/^[0-9a-f]{32}$/);
  expect(logTokenOf(secret)).not.toBe(logTokenOf("cd".repeat(32)));
});
