import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createConnection } from "node:net";
import { pinToken, setStage, signedText } from "@crossfade/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, EchoVersions } from "../../../../../../test/support/echo-versions.ts";
import { describeHaproxy, RunningHaproxy } from "../../../../../../test/support/haproxy.ts";

let versions: EchoVersions;
let haproxy: RunningHaproxy;
let trusting: RunningHaproxy;

describeHaproxy("HAProxy", () => {
  beforeAll(async () => {
    versions = await EchoVersions.start({ api: ["1.9.4", "2.0.0"], web: ["1.8.0"] });
    const { components } = versions;
    haproxy = await RunningHaproxy.start({ components });
    trusting = await RunningHaproxy.start({
      components,
      settings: {
        trusted: ["127.0.0.1"],
        hosts: ["shop.example", "127.0.0.1"],
        routes: [
          { path: "/", host: "shop.example", component: "api", name: "shop" },
          { path: "/", component: "web", name: "rest" },
        ],
      },
    });
  });

  afterAll(async () => {
    await haproxy?.close();
    await trusting?.close();
    await versions?.close();
  });

  /** What a request of a user gets from the router that trusts nobody. */
  const get = (path: string, headers: Record<string, string> = {}) =>
    ask(haproxy.url, path, { cookie: "uid=u-1", ...headers });

  describe("what reaches an instance", () => {
    test("nothing that only the router may say", async () => {
      const { echo } = await get("/api", {
        "x-cf-foo": "1",
        x_cf_bar: "1",
        "x-cf-tester": "forged",
        "x-forwarded-for": "6.6.6.6",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "evil.example",
        x_forwarded_for: "6.6.6.6",
        "x-forwarded-prefix": "/evil",
        "x-real-ip": "6.6.6.6",
        forwarded: "for=6.6.6.6",
        "x-request-id": "chosen",
        "proxy-authorization": "secret",
        te: "trailers",
        cookie: "uid=u-1; cf_tester=forged; b=2; cf_tester=again",
      });
      const { host, cookie, ...headers } = echo?.headers ?? {};
      expect(cookie).toBe("uid=u-1; b=2");
      expect(headers).toEqual({
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "http",
        "x-forwarded-host": host,
        forwarded: `for=127.0.0.1;host="${host}";proto=http`,
        "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    });

    test("a page's pin stays, and the request's id is that of the answer", async () => {
      const { echo, headers } = await get("/api", { "x-cf-version": "api@1.9.4" });
      expect(echo?.headers["x-cf-version"]).toBe("api@1.9.4");
      expect(headers["x-request-id"]).toBe(echo?.headers["x-request-id"]);
    });

    test("what a trusted peer says is kept and appended to", async () => {
      const { echo } = await ask(trusting.url, "/", {
        "x-forwarded-for": "192.0.2.7",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "shop.example",
        forwarded: "for=192.0.2.7",
        "x-request-id": "abc-1",
      });
      expect(echo?.headers).toMatchObject({
        "x-forwarded-for": "192.0.2.7, 127.0.0.1",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "shop.example",
        forwarded: expect.stringMatching(/^for=192\.0\.2\.7, for=127\.0\.0\.1;host=".*";proto=https$/),
        "x-request-id": "abc-1",
      });
    });

    test("an answer says who gave it, and nothing else in our name", async () => {
      const { headers } = await get("/api");
      expect(headers).toMatchObject({ "x-cf-version": "api@1.9.4" });
      expect(headers["x-cf-forged"]).toBeUndefined();
      expect(headers["x-cf-pin"]).toBeUndefined();
    });

    test("behind https our cookie is for https only", async () => {
      const { headers } = await ask(trusting.url, "/", { "x-forwarded-proto": "https" });
      expect(headers["set-cookie"]?.[0]).toMatch(/; SameSite=Lax; Secure$/);
    });
  });

  describe("routes", () => {
    test.each([
      ["/api", "1.9.4"],
      ["/api/x?y=/z", "1.9.4"],
      ["/apix", "1.8.0"],
      ["/", "1.8.0"],
      ["/x%20y", "1.8.0"],
      ["/api/a%20b", "1.9.4"],
    ])("%s is served by %s", async (path, label) => {
      expect((await get(path)).echo?.label).toBe(label);
    });

    test.each([
      "/%61pi/x",
      "/x/../api",
      "/./api",
      "//api",
      "/api/../x",
      "/x;y/../api",
      "/%2e%2e/api",
      "/%252e./api",
      "/x\\..\\api",
    ])("%s may be read as another component's: refused", async (path) => {
      expect((await get(path)).status).toBe(400);
    });

    test("a host has routes of its own, whatever its case and port; others are refused", async () => {
      const label = async (host: string) => {
        const { status, echo } = await ask(trusting.url, "/", { host });
        return echo?.label ?? status;
      };
      expect([
        await label("shop.example"),
        await label("SHOP.example:8080"),
        await label("shop.example."),
        await label("127.0.0.1"),
        await label("evil.example"),
        await label("a/b"),
      ]).toEqual(["1.9.4", "1.9.4", "1.9.4", "1.8.0", 421, 400]);
    });
  });

  describe("hostile requests", () => {
    const hostile = [
      "x\ty",
      "api@2.0.0/1/active",
      "1/api@1.9.4",
      "0/api@2.0.0",
      "../../etc/passwd",
      "%[env(HOME)]",
      "\\1",
      "#",
      "'\"`$(id)",
      "a;show map",
      "x".repeat(8_000),
      "%00%0d%0a",
      "api@",
      "@2.0.0",
      ",,,",
    ];
    test.each(hostile)("%#: no pin, cookie or key opens a dark version", async (text) => {
      for (const headers of [
        { "x-cf-version": text },
        { "x-cf-version": `api@${text}` },
        { "x-cf-tester": text },
        { "x-cf-tester": `cf1~edge~api~2.0.0~9999999999~x~${text}` },
        { cookie: `uid=u-1; cf_version=${text}` },
        { cookie: `uid=u-1; cf_tester=${text}` },
        { cookie: `uid=${text}` },
        { "x-client-version": text },
      ]) {
        const { status, echo } = await ask(haproxy.url, "/api", headers);
        expect([status, echo?.label]).toEqual([200, "1.9.4"]);
      }
    });

    test("a token signed with another secret is worth nothing", async () => {
      const pin = { audience: "edge", component: "api", label: "2.0.0", expiresS: 9_999_999_999, id: "x" };
      for (const key of ["", "secret", "0".repeat(64)]) {
        const signature = createHmac("sha256", Buffer.from(key, "hex")).update(signedText(pin)).digest("hex");
        const { echo, headers } = await get("/api", { "x-cf-tester": pinToken(pin, signature) });
        expect([echo?.label, headers["x-cf-pin"]]).toEqual(["1.9.4", "refused"]);
      }
    });

    test.each([
      ["another method", "CONNECT shop.example:80 HTTP/1.1\r\nhost: shop.example\r\n\r\n"],
      ["an absolute form", "GET http://shop.example/ HTTP/1.1\r\nhost: shop.example\r\n\r\n"],
      ["no host", "GET / HTTP/1.1\r\n\r\n"],
      ["two hosts", "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n"],
      ["two lengths", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"],
      ["a length that is none", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: +1\r\n\r\na"],
      ["another coding", "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n"],
      ["a blank before the colon", "GET / HTTP/1.1\r\nhost : a\r\n\r\n"],
    ])("%s: refused", async (_, text) => {
      expect(await said(text)).toMatch(/^HTTP\/1\.[01] (?:400|405|501) /);
    });
  });

  test("a pin as a cookie may be percent-encoded, and a header is stronger", async () => {
    const { state } = await haproxy.router.read();
    await haproxy.router.apply(setStage(state, { component: "api", label: "2.0.0" }, "active"));
    const label = async (headers: Record<string, string>) => (await get("/api", headers)).echo?.label;
    expect([
      await label({ cookie: "uid=u-1; cf_version=api@2.0.0" }),
      await label({ cookie: "uid=u-1; cf_version=web%401.8.0%2C%20api%402.0.0" }),
      await label({ cookie: "uid=u-1; cf_version=web@1.8.0,api@2.0.0" }),
      await label({ cookie: "uid=u-1; cf_version=api@2.0.0", "x-cf-version": "api@1.9.4" }),
      await label({ cookie: "uid=u-1; cf_version=api@2.0.0", "x-cf-version": "web@1.8.0" }),
      await label({ "x-cf-version": " web@1.8.0 , api@2.0.0 " }),
      await label({ "x-cf-version": "api@2.0.0, api@1.9.4" }),
      await label({ "x-cf-version": "xapi@2.0.0" }),
    ]).toEqual(["2.0.0", "2.0.0", "2.0.0", "1.9.4", "2.0.0", "2.0.0", "2.0.0", "1.9.4"]);
  });
});

/** The first line of what is answered to these bytes. */
async function said(text: string): Promise<string> {
  const { host, port } = haproxy.settings.listen;
  const socket = createConnection({ host, port });
  socket.write(text);
  const [chunk] = await once(socket, "data");
  socket.destroy();
  return String(chunk).split("\r\n")[0] ?? "";
}
