import { beforeEach, describe, expect, test } from "vitest";
import type { z } from "zod";
import { ControlRoom } from "../../../../test/support/control-room.ts";
import type { ErrorView } from "../wire/error-view.ts";
import type { HttpLimits } from "./app-options.ts";
import * as views from "./view-schemas.ts";

let room: ControlRoom;
let admin: string;

beforeEach(async () => {
  room = new ControlRoom();
  admin = await room.token("ada", { role: "admin" });
});

interface Ask {
  readonly method?: string;
  readonly body?: unknown;
  /** As it is, for what is no JSON. */
  readonly text?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly limits?: Partial<HttpLimits>;
  readonly peer?: string;
}

let served:
  | { readonly limits: Partial<HttpLimits> | undefined; readonly app: ReturnType<ControlRoom["app"]>["app"] }
  | undefined;
beforeEach(() => {
  served = undefined;
});

/** One application a test, so that what it counts is counted over all its requests. */
function appWith(limits: Partial<HttpLimits> | undefined) {
  if (served === undefined || served.limits !== limits)
    served = { limits, app: room.app(limits === undefined ? {} : { limits }).app };
  return served.app;
}

async function ask(
  path: string,
  { method, body, text, token = admin, headers, limits, peer }: Ask = {},
): Promise<Response> {
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const incoming = { socket: { remoteAddress: peer ?? "127.0.0.1" } };
  return appWith(limits).request(
    path,
    {
      method: method ?? (sent === undefined ? "GET" : "POST"),
      headers: {
        host: "127.0.0.1:7717",
        authorization: `Bearer ${token}`,
        ...(sent === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    },
    { incoming } as never,
  );
}

const api = (path: string, options?: Ask) => ask(`/api/v1${path}`, options);
const errorOf = async (response: Response) => ((await response.json()) as ErrorView).error;

describe("what is refused", () => {
  test("says where the request is wrong, and all that is wrong at once", async () => {
    const response = await api("/releases", {
      body: { environment: "production", to: { "a/~p": 1 }, dryrun: true },
    });
    expect(response.status).toBe(400);
    const error = await errorOf(response);
    expect(error).toMatchObject({ code: "CF_REQUEST_INVALID" });
    const { problems } = error.details as { readonly problems: readonly { readonly pointer: string }[] };
    expect(problems.map(({ pointer }) => pointer)).toEqual(["/to/a~1~0p", "/"]);
    expect(error.message).toContain("/to/a~1~0p");
    expect(error.hint).not.toBe("");
  });

  test("is no JSON, or is not said to be", async () => {
    const broken = await api("/releases", { text: "{" });
    expect([broken.status, (await errorOf(broken)).message]).toEqual([
      400,
      "The request is wrong at the body: it is not JSON.",
    ]);
    const plain = await api("/releases", { text: "{}", headers: { "content-type": "text/plain" } });
    expect([plain.status, (await errorOf(plain)).message]).toEqual([
      400,
      "The request is wrong at content-type: it has to be application/json.",
    ]);
  });

  test("is larger than it may be, or does not say how large it is", async () => {
    const limits = { maxBodyBytes: 100, maxPublishBytes: 200 };
    const text = JSON.stringify({ why: "x".repeat(140) });
    const headers = { "content-length": String(text.length) };
    const large = await api("/releases/r1/hold", { text, limits, headers });
    expect([large.status, (await errorOf(large)).code]).toEqual([413, "CF_BODY_TOO_LARGE"]);
    expect((await api("/versions", { text, limits, headers })).status).toBe(400);
    const chunked = await api("/releases/r1/hold", {
      text,
      limits,
      headers: { "transfer-encoding": "chunked" },
    });
    expect([chunked.status, (await errorOf(chunked)).code]).toEqual([411, "CF_BODY_LENGTH_MISSING"]);
  });

  test("has a word of the language as a name, and means nothing by it", async () => {
    const text = '{"environment":"production","to":{"__proto__":"1"},"dryRun":true}';
    const response = await api("/releases", { text });
    expect((await errorOf(response)).message).toContain("/to: it has to name a version at least.");
    expect(({} as Record<string, unknown>)["1"]).toBeUndefined();
    expect((await api("/releases/__proto__")).status).toBe(404);
    expect((await api("/environments/constructor/status")).status).toBe(404);
  });

  test("is not there", async () => {
    const response = await api("/nothing");
    expect([response.status, (await errorOf(response)).code]).toEqual([404, "CF_ROUTE_UNKNOWN"]);
    expect((await errorOf(await ask("/nothing"))).code).toBe("CF_ROUTE_UNKNOWN");
  });

  test("comes by a name that is not ours: a page elsewhere made its own name lead here", async () => {
    const response = await ask("/healthz", { headers: { host: "evil.example:7717" } });
    expect([response.status, (await errorOf(response)).code]).toEqual([421, "CF_HOST_REFUSED"]);
    for (const host of ["127.0.0.1.evil.example", "", "localhost.evil.example:7717"])
      expect((await ask("/healthz", { headers: { host } })).status).toBe(421);
    for (const host of ["localhost", "[::1]:7717", "LOCALHOST:1", "10.0.0.5:7717"])
      expect((await ask("/healthz", { headers: { host } })).status).toBe(200);
    const { app } = room.app({ hosts: ["release.example"] });
    expect((await app.request("/healthz", { headers: { host: "release.example" } })).status).toBe(200);
  });

  test("is a defect of ours: it says so, without telling what", async () => {
    room.store.list = async () => {
      throw new TypeError("secret of the database");
    };
    const response = await api("/releases");
    const text = await response.text();
    expect([response.status, JSON.parse(text).error.code]).toEqual([500, "CF_INTERNAL"]);
    expect(text).not.toMatch(/secret|\.ts\b|\\n/);
    expect(room.logged.at(-1)).toContain("secret of the database");
  });

  test("takes too long: nobody waits for ever", async () => {
    room.store.list = () => new Promise(() => {});
    const response = await api("/releases?environment=production", {
      limits: { longAnswerMs: 20, answerMs: 20 },
    });
    expect([response.status, (await errorOf(response)).code]).toEqual([504, "CF_DEADLINE"]);
  });
});

describe("how often one may ask", () => {
  test("is limited for each token, and says when to come again", async () => {
    const limits = { tokenRequests: { perSecond: 0.5, burst: 2 } };
    const other = await room.token("bo", { role: "viewer" });
    for (const status of [200, 200, 429]) expect((await api("/me", { limits })).status).toBe(status);
    const refused = await api("/me", { limits });
    expect(refused.headers.get("retry-after")).toBe("2");
    expect((await api("/me", { limits, token: other })).status).toBe(200);
    room.nowMs += 2_000;
    expect((await api("/me", { limits })).status).toBe(200);
  });

  test("wrong tokens are limited for each address; one that holds is let in all the same", async () => {
    const limits = { failedLogins: { perSecond: 0.1, burst: 3 } };
    const wrong = { limits, token: "cf_wrong", peer: "10.0.0.9" };
    for (const status of [401, 401, 401, 429]) expect((await api("/me", wrong)).status).toBe(status);
    expect((await api("/me", wrong)).headers.get("retry-after")).toBe("10");
    expect((await api("/me", { limits, peer: "10.0.0.9" })).status).toBe(200);
    expect((await api("/me", { ...wrong, peer: "10.0.0.8" })).status).toBe(401);
    room.nowMs += 10_000;
    expect((await api("/me", wrong)).status).toBe(401);
  });
});

describe("every answer", () => {
  test("has headers that keep browsers from guessing, framing and keeping it", async () => {
    const { headers } = await api("/me");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("strict-transport-security")).toBeNull();
    expect(headers.get("crossfade-version")).toBe("1.2.3");
  });

  test("has a line in the log: who, what, how long; never a token, a body, a query or an id", async () => {
    await room.store.create(room.spec("r-secret"));
    await api("/releases/r-secret/hold?x=query-secret", { body: { why: "body-secret" } });
    const line = room.logged.at(-1) ?? "";
    expect(JSON.parse(line)).toMatchObject({
      kind: "request",
      method: "POST",
      route: "/api/v1/releases/:id/hold",
      status: 200,
      person: "ada",
      peer: "127.0.0.1",
    });
    for (const secret of [admin, admin.slice(3), "query-secret", "body-secret", "r-secret"])
      expect(line).not.toContain(secret);
  });

  test("that refuses has its code in the log", async () => {
    await api("/releases/none");
    expect(JSON.parse(room.logged.at(-1) ?? "")).toMatchObject({ status: 404, code: "CF_RELEASE_UNKNOWN" });
    await api("/me", { token: "cf_wrong" });
    const line = room.logged.at(-1) ?? "";
    expect(JSON.parse(line)).toMatchObject({ status: 401, code: "CF_TOKEN_REFUSED" });
    expect(line).not.toContain("cf_wrong");
  });
});

describe("the document says what is answered", () => {
  /** Nothing is answered that the schema does not know: parsing drops that. */
  async function fits(schema: z.ZodType, response: Response): Promise<void> {
    expect(response.status).toBe(200);
    const answer = await response.json();
    expect(schema.parse(answer)).toEqual(answer);
  }

  test("of releases", async () => {
    room.change = {
      approvals: [{ role: "engineering", count: 1 }],
      checklist: [{ id: "told", text: "Support has been told.", kind: "human" }],
    };
    const made = { environment: "production", to: { api: "1" }, id: "r1" };
    await fits(views.created, await api("/releases", { body: { ...made, dryRun: true } }));
    await fits(views.created, await api("/releases", { body: made }));
    await fits(views.releaseList, await api("/releases"));
    const said = [
      ["start", {}],
      ["hold", { why: "lunch" }],
      ["answer", { item: "told", answer: "yes" }],
      ["resume", {}],
      ["abort", { why: "errors" }],
    ] as const;
    for (const [verb, body] of said)
      await fits(views.releaseView, await api(`/releases/r1/${verb}`, { body }));
    await fits(views.releaseView, await api("/releases/r1"));
    await fits(views.journal, await api("/releases/r1/journal?after=1"));
    await fits(views.rolledBack, await api("/releases/r1/rollback", { body: { dryRun: true } }));
  });

  test("of environments and versions", async () => {
    const deployed = { component: "api", label: "1", endpoints: ["http://127.0.0.1:1"], serving: true };
    await fits(views.facts, await api("/environments/production/deployments", { body: deployed }));
    await fits(views.facts, await api("/environments/production/facts"));
    await fits(views.environmentStatus, await api("/environments/production/status"));
    const version = {
      component: "api",
      label: "1",
      contents: "c",
      files: { "crossfade.yaml": "system: shop" },
    };
    await fits(views.published, await api("/versions", { body: version }));
    await fits(views.versions, await api("/versions?component=api"));
  });

  test("of tokens, deliveries and errors", async () => {
    await fits(views.me, await api("/me"));
    const body = { person: "bo", grants: [{ role: "approver", approves: ["engineering"] }] };
    await fits(views.tokenMade, await api("/tokens", { body }));
    await fits(views.tokens, await api("/tokens"));
    await room.store.enqueue([{ id: "d1", endpoint: "chat", body: "{}" }]);
    await fits(views.deliveries, await api("/deliveries"));
    await fits(views.nothing, await api("/deliveries/d1/resend", { method: "POST" }));
    const refused = await (await api("/deliveries/d2/resend", { method: "POST" })).json();
    expect(views.errorSchema.parse(refused)).toEqual(refused);
  });

  interface Operation {
    readonly summary: string;
    readonly security: unknown;
    readonly responses: Readonly<Record<string, unknown>>;
  }

  test("and is served as OpenAPI 3.1: each route says what it is, what it needs and how it refuses", async () => {
    const response = await ask("/api/v1/openapi.json", { token: "" });
    const text = await response.text();
    const document = JSON.parse(text) as {
      readonly openapi: string;
      readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
      readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
    };
    expect(document.openapi).toBe("3.1.0");
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.length).toBeGreaterThan(20);
    for (const { summary, security, responses } of operations) {
      expect(summary).not.toBe("");
      expect(security).toEqual([{ bearer: [] }]);
      expect(responses).toHaveProperty("default");
    }
    const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(named));
  });
});

describe("whoever watches over the process", () => {
  test("learns that it lives, and whether its store answers", async () => {
    expect((await ask("/healthz", { token: "" })).status).toBe(200);
    expect((await ask("/readyz", { token: "" })).status).toBe(200);
    room.store.list = () => new Promise(() => {});
    const response = await ask("/readyz", { token: "", limits: { readyMs: 10 } });
    expect([response.status, await response.json()]).toEqual([
      503,
      { ok: false, why: "the store does not answer within 10 ms" },
    ]);
    expect((await ask("/healthz", { token: "" })).status).toBe(200);
  });

  test("reads metrics on this machine; from elsewhere, or through a proxy, with a token", async () => {
    await room.store.create(room.spec("r1"));
    await api("/releases/r1");
    const page = await (await ask("/metrics", { token: "" })).text();
    expect(page).toContain('crossfade_releases{phase="draft"} 1');
    expect(page).toContain(
      'crossfade_http_requests_total{route="/api/v1/releases/:id",method="GET",status="2xx"} 1',
    );
    expect(page).not.toContain('r1"');
    expect((await ask("/metrics", { token: "", peer: "10.0.0.9" })).status).toBe(401);
    expect((await ask("/metrics", { token: "", headers: { "x-forwarded-for": "10.0.0.9" } })).status).toBe(
      401,
    );
    expect((await ask("/metrics", { peer: "10.0.0.9" })).status).toBe(200);
  });
});
