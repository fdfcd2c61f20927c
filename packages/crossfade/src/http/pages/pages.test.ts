import { beforeEach, describe, expect, test } from "vitest";
import { ControlRoom, routerState } from "../../../../../test/support/control-room.ts";

let room: ControlRoom;
let app: ReturnType<ControlRoom["app"]>["app"];
let admin: string;

beforeEach(async () => {
  room = new ControlRoom();
  app = room.app().app;
  admin = await room.token("ada", { role: "admin" });
});

const host = "127.0.0.1:7717";
const get = (path: string, cookie = "") => app.request(path, { headers: { host, cookie } });

const login = (token: string, headers: Readonly<Record<string, string>> = {}) =>
  app.request("/login", {
    method: "POST",
    headers: {
      host,
      origin: `http://${host}`,
      "content-type": "application/x-www-form-urlencoded",
      ...headers,
    },
    body: new URLSearchParams({ token }).toString(),
  });

async function cookieOf(token: string): Promise<string> {
  const set = (await login(token)).headers.get("set-cookie") ?? "";
  return set.split(";")[0] ?? "";
}

describe("logging in", () => {
  test("is asked of whoever has no session", async () => {
    for (const path of ["/", "/releases/r1"]) {
      const response = await get(path);
      expect([response.status, response.headers.get("location")]).toEqual([303, "/login"]);
    }
    const page = await (await get("/login")).text();
    expect(page).toContain('<label for="token">Token</label>');
  });

  test("with a token gives a cookie that scripts cannot read and other sites cannot use", async () => {
    const response = await login(admin);
    expect([response.status, response.headers.get("location")]).toEqual([303, "/"]);
    const cookie = response.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^cf_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(admin.slice(3));
    expect((await get("/", await cookieOf(admin))).status).toBe(200);
  });

  test("behind TLS gives a cookie that is sent over nothing else", async () => {
    app = room.app({ isBehindTls: true }).app;
    const response = await login(admin);
    expect(response.headers.get("set-cookie")).toMatch(/^__Host-cf_session=.*; Secure/);
    expect(response.headers.get("strict-transport-security")).toContain("max-age");
  });

  test("with a wrong token says so, and the token is not in the page", async () => {
    const response = await login("cf_wrong-token");
    expect(response.status).toBe(401);
    expect(response.headers.get("set-cookie")).toBeNull();
    const page = await response.text();
    expect(page).toContain('role="alert"');
    expect(page).not.toContain("wrong-token");
  });

  test("from another site's form is refused", async () => {
    for (const origin of ["http://evil.example", "null"])
      expect((await login(admin, { origin })).status).toBe(421);
  });
});

describe("a session", () => {
  test("ends with its token, with logging out, and by itself", async () => {
    const bo = await room.token("bo", { role: "viewer" });
    const ends = [
      async () => {
        const { tokenId } = await room.control.tokens.authenticate(bo);
        const ada = await room.control.tokens.authenticate(admin);
        await room.control.tokens.revoke(ada, tokenId);
      },
      async (cookie: string) =>
        void (await app.request("/logout", { method: "POST", headers: { host, cookie } })),
      async () => {
        room.nowMs += 12 * 3_600_000;
      },
    ];
    for (const [index, end] of ends.entries()) {
      const cookie = await cookieOf(index === 0 ? bo : admin);
      expect((await get("/", cookie)).status).toBe(200);
      await end(cookie);
      expect((await get("/", cookie)).status).toBe(303);
    }
  });

  test("is worth nothing to the API: what changes something needs the token", async () => {
    const cookie = await cookieOf(admin);
    expect((await get("/api/v1/me", cookie)).status).toBe(401);
  });

  test("sees what its token may see, and no more", async () => {
    await room.store.create(room.spec("r1"));
    const cookie = await cookieOf(await room.token("bo", { role: "viewer", environments: ["staging"] }));
    const page = await (await get("/", cookie)).text();
    expect(page).toContain("staging");
    expect(page).not.toContain("production");
    const refused = await get("/releases/r1", cookie);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain("bo may not look at this in production.");
  });
});

describe("the overview", () => {
  test("says who sees what, and leads to the releases", async () => {
    await room.store.record("production", "ci", [
      { kind: "deployed", component: "api", label: "1", endpoints: [] },
    ]);
    await room.store.create(room.spec("r1"));
    room.routed = routerState(2_500);
    const page = await (await get("/", await cookieOf(admin))).text();
    expect(page).toContain("25 % of users");
    expect(page).toContain("75 % of users");
    expect(page).toContain('<a href="/releases/r1">r1</a>');
  });

  test("says of a silent router that nobody knows, and why", async () => {
    await room.store.record("production", "ci", [
      { kind: "deployed", component: "api", label: "1", endpoints: [] },
    ]);
    room.silence = "it is away";
    const page = await (await get("/", await cookieOf(admin))).text();
    expect(page).toContain("Router edge does not answer: it is away");
    expect(page).toContain("unknown");
  });
});

describe("a page", () => {
  const hostile = `<script>alert(1)</script>"'&\u202e`;

  test("takes nothing that was written elsewhere for markup", async () => {
    room.change = {
      contacts: [hostile],
      checklist: [{ id: "x", text: hostile, kind: "human" }],
      approvals: [{ role: hostile, count: 1 }],
    };
    await room.store.create(room.spec("r1"));
    const events = [{ kind: "held", why: hostile } as const];
    await room.store.append({ release: "r1", expectedSeq: 0, actor: hostile, events });
    await room.store.record("production", "ci", [
      { kind: "deployed", component: "worker", label: hostile, endpoints: [] },
    ]);
    room.silence = hostile;
    const cookie = await cookieOf(await room.token(hostile, { role: "admin" }));
    for (const path of ["/", "/releases/r1"]) {
      const page = await (await get(path, cookie)).text();
      expect(page).toContain("&lt;script&gt;");
      expect(page).not.toContain("<script>alert");
      expect(page).not.toContain("\u202e");
    }
  });

  test("runs our own script and style, by a nonce that is new each time", async () => {
    const cookie = await cookieOf(admin);
    const nonces = [];
    for (let count = 0; count < 2; count++) {
      const response = await get("/", cookie);
      const policy = response.headers.get("content-security-policy") ?? "";
      const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? "none";
      const page = await response.text();
      expect(page.match(/<(?:script|style)[^>]*>/g)).toEqual([
        `<style nonce="${nonce}">`,
        `<script nonce="${nonce}">`,
      ]);
      expect(page).not.toMatch(/ (?:style|on\w+)="/);
      nonces.push(nonce);
    }
    expect(nonces[0]).not.toBe(nonces[1]);
  });
});
