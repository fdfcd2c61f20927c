import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { askFlags } from "../../../../../test/support/ask-flags.ts";
import { fixtures } from "../../../../../test/support/fixtures.ts";
import { FlagRoom } from "../../../../../test/support/flag-room.ts";
import type { FlagServing } from "./flag-serving.ts";

const text = `
features:
  on-for-all: { enabled: true, owner: team-a }
  killed: { enabled: false, rollout_percentage: 100 }
  staff: { enabled: true, rules: [{ when: { email: { ends_with: "@acme.com" } }, serve: on }] }
  web-two: { enabled: true, clients: { web: ">=2" } }
  new-billing: { enabled: true, needs: { services: { billing: ">=2" } } }
  colour: { enabled: true, variants: { red: "#f00", off: "#000" }, default: red }
  size: { enabled: true, variants: { big: 2.5, off: 1.5 }, default: big }
  shape: { enabled: true, variants: { round: { r: 1 }, off: {} }, default: round }
  theirs: { flagd: { state: DISABLED, variants: { on: true, off: false }, defaultVariant: "on" } }
  text-of-none: { enabled: true, targeting: { if: [true, "no-such-variant", null] } }
`;

let flags: FlagRoom;
let token: string;
beforeEach(async () => {
  flags = new FlagRoom(text);
  token = await flags.room.token("shop", { role: "flag-client" });
});
afterEach(() => flags.close());

interface Ask {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly serving?: Partial<FlagServing>;
  readonly method?: string;
}

function ask(path: string, { body, headers, serving = {}, method, ...options }: Ask = {}): Promise<Response> {
  const desk = flags.room.app({ flags: flags.serving(serving) }).flags;
  const sent = typeof body === "string" ? body : JSON.stringify(body ?? { context: { targetingKey: "u" } });
  const used = options.token ?? token;
  const isPost = (method ?? "POST") === "POST";
  return askFlags(desk, path, {
    method: method ?? "POST",
    headers: {
      host: "localhost",
      "content-type": "application/json",
      ...(used === "" ? {} : { authorization: `Bearer ${used}` }),
      ...headers,
    },
    ...(isPost ? { body: sent } : {}),
  });
}

const bulk = (options?: Ask) => ask("/ofrep/v1/evaluate/flags", options);
const single = (key: string, options?: Ask) => ask(`/ofrep/v1/evaluate/flags/${key}`, options);
const values = async (response: Response) => {
  const { flags: all } = (await response.json()) as {
    flags: { key: string; value?: unknown; errorCode?: string }[];
  };
  return Object.fromEntries(all.map(({ key, value, errorCode }) => [key, errorCode ?? value]));
};

describe("the bulk answer", () => {
  test("has every flag in it, those that are off, disabled or broken, too", async () => {
    expect(await values(await bulk())).toEqual({
      "on-for-all": true,
      killed: false,
      staff: false,
      "web-two": false,
      "new-billing": false,
      colour: "#f00",
      size: 2.5,
      shape: { r: 1 },
      theirs: undefined,
      "text-of-none": "GENERAL",
    });
  });

  test("is not sent again to whoever has it, and is when a value changed for them", async () => {
    const etag = (await bulk()).headers.get("etag") ?? "";
    const again = await bulk({ headers: { "if-none-match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    flags.source.change({ by: "ada", why: "" }, (before) =>
      before.replace("enabled: false,", "enabled: true,"),
    );
    const changed = await bulk({ headers: { "if-none-match": etag } });
    expect(changed.status).toBe(200);
    expect(await values(changed)).toMatchObject({ killed: true });
  });

  test("says where changes are told, by a ticket that is no token", async () => {
    const { eventStreams, metadata } = (await (await bulk()).json()) as {
      eventStreams: { type: string; endpoint: { requestUri: string } }[];
      metadata: unknown;
    };
    expect(metadata).toMatchObject({ "crossfade.revision": 1, "crossfade.bucketing": "v2" });
    expect(eventStreams).toMatchObject([{ type: "sse", inactivityDelaySec: 120 }]);
    expect(eventStreams[0]?.endpoint.requestUri).toMatch(/^\/ofrep\/v1\/sse\?ticket=/);
    expect(JSON.stringify(eventStreams)).not.toContain(token);
  });
});

describe("who asks", () => {
  test.each([
    ["web/2.3.1", true],
    ["web/1.9.0", false],
    ["ios/2.3.1", false],
    ["nonsense", false],
  ])("says in the header x-client-version that it is %s", async (header, expected) => {
    expect(await values(await bulk({ headers: { "x-client-version": header } }))).toMatchObject({
      "web-two": expected,
    });
  });

  test("says it better in the context", async () => {
    const body = { context: { targetingKey: "u", client: "web", clientVersion: "1.0.0" } };
    const answer = await single("web-two", { body, headers: { "x-client-version": "web/2.3.1" } });
    expect(await answer.json()).toMatchObject({ value: false });
  });

  test("does not say which versions live: the control plane does", async () => {
    const body = { context: { targetingKey: "u", crossfade: { live: { billing: "9.9.9" } } } };
    expect(await (await single("new-billing", { body })).json()).toMatchObject({ value: false });
    flags.served.lowest = { billing: "1.9.0" };
    expect(await (await single("new-billing", { body })).json()).toMatchObject({ value: false });
    flags.served.lowest = { billing: "2.0.0" };
    expect(await (await single("new-billing")).json()).toMatchObject({ value: true });
  });
});

describe("one flag", () => {
  test.each([
    ["on-for-all", 200, { value: true, variant: "on", reason: "STATIC" }],
    ["staff", 200, { value: false, reason: "UNKNOWN", metadata: { "crossfade.reason": "DEFAULT" } }],
    ["theirs", 200, { reason: "DISABLED" }],
    ["text-of-none", 400, { errorCode: "GENERAL" }],
    ["nobody-knows", 404, { key: "nobody-knows", errorCode: "FLAG_NOT_FOUND" }],
  ])("%s is answered with %d", async (key, status, expected) => {
    const response = await single(key);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(expected);
  });

  test.each([
    ["{", "PARSE_ERROR"],
    ["[]", "INVALID_CONTEXT"],
    ['{"context": 1}', "INVALID_CONTEXT"],
    ['{"context": {"targetingKey": 1}}', "INVALID_CONTEXT"],
  ])("is not asked for with %s", async (body, errorCode) => {
    const response = await single("staff", { body });
    expect([response.status, await response.json()]).toMatchObject([400, { key: "staff", errorCode }]);
    expect((await bulk({ body })).status).toBe(400);
  });
});

describe("the door", () => {
  test("is closed for whoever shows no token, or one that may not ask", async () => {
    const reporter = await flags.room.token("ci", { role: "reporter" });
    const elsewhere = await flags.room.token("stage", { role: "flag-client", environments: ["staging"] });
    expect((await bulk({ token: "" })).status).toBe(401);
    expect((await bulk({ token: "cf_wrong" })).status).toBe(401);
    expect((await bulk({ token: reporter })).status).toBe(403);
    expect((await bulk({ token: elsewhere })).status).toBe(403);
    expect((await ask("/flagd/flags.json", { method: "GET", token: "" })).status).toBe(401);
    expect((await ask("/ofrep/v1/sse", { method: "GET", token: "" })).status).toBe(401);
  });

  test("opens by X-API-Key, too", async () => {
    expect((await bulk({ token: "", headers: { "x-api-key": token } })).status).toBe(200);
  });

  test("says when to come back to whoever comes too often", async () => {
    const serving = { limits: { flagRequests: { perSecond: 1, burst: 1 } } };
    const desk = flags.room.app({ flags: flags.serving(serving) }).flags;
    const headers = { host: "localhost", authorization: `Bearer ${token}` };
    const once = () =>
      askFlags(desk, "/ofrep/v1/evaluate/flags", { method: "POST", headers, body: '{"context":{}}' });
    expect((await once()).status).toBe(200);
    const refused = await once();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  });

  test("stays open while the store is away, for whoever came before", async () => {
    const store = flags.room.store as unknown as Record<string, unknown>;
    const desk = flags.room.app({ flags: flags.serving() }).flags;
    const headers = { host: "localhost", authorization: `Bearer ${token}` };
    const asked = () =>
      askFlags(desk, "/ofrep/v1/evaluate/flags", { method: "POST", headers, body: '{"context":{}}' });
    expect((await asked()).status).toBe(200);
    const kept = store.tokenByHash;
    store.tokenByHash = async () => {
      throw new Error("gone");
    };
    flags.room.nowMs += 60_000;
    expect((await asked()).status).toBe(200);
    flags.room.nowMs += 25 * 3_600_000;
    expect((await asked()).status).toBe(500);
    store.tokenByHash = kept;
  });

  test("closes within seconds behind a token that was revoked", async () => {
    const desk = flags.room.app({ flags: flags.serving() }).flags;
    const headers = { host: "localhost", authorization: `Bearer ${token}` };
    const asked = () =>
      askFlags(desk, "/ofrep/v1/evaluate/flags", { method: "POST", headers, body: '{"context":{}}' });
    expect((await asked()).status).toBe(200);
    const [known] = await flags.room.store.tokens();
    await flags.room.store.revokeToken(known?.id ?? "", flags.room.nowMs);
    flags.room.nowMs += 5_000;
    expect((await asked()).status).toBe(401);
  });
});

describe("a page in a browser", () => {
  const origin = "https://app.example";

  test("asks from an origin that is named, and from no other", async () => {
    const allowed = async (origins: readonly string[]) => {
      const serving = { origins };
      const asked = await bulk({ headers: { origin }, serving });
      const before = await ask("/ofrep/v1/evaluate/flags", {
        method: "OPTIONS",
        token: "",
        headers: { origin, "access-control-request-method": "POST" },
        serving,
      });
      return [asked, before].map((each) => each.headers.get("access-control-allow-origin"));
    };
    expect(await allowed([])).toEqual([null, null]);
    expect(await allowed(["https://other.example"])).toEqual([null, null]);
    expect(await allowed([origin])).toEqual([origin, origin]);
    expect(await allowed(["*"])).toEqual([origin, origin]);
  });

  test("may read the ETag", async () => {
    const response = await bulk({ headers: { origin }, serving: { origins: [origin] } });
    expect(response.headers.get("access-control-expose-headers")).toContain("ETag");
  });
});

test("sets are told apart by their address; one that is not there is told with those that are", async () => {
  expect(await values(await ask("/flags/production/flags/ofrep/v1/evaluate/flags"))).toMatchObject({
    killed: false,
  });
  const unknown = await ask("/flags/staging/flags/ofrep/v1/evaluate/flags");
  expect(unknown.status).toBe(404);
  expect(await unknown.text()).toContain("/flags/production/flags");
});

test("definitions for providers that evaluate by themselves have the live versions in them", async () => {
  flags.served.lowest = { billing: "2.1.0" };
  const response = await ask("/flagd/flags.json", { method: "GET" });
  const document = (await response.json()) as { flags: Record<string, unknown> };
  expect(Object.keys(document.flags)).toHaveLength(10);
  expect(JSON.stringify(document.flags["new-billing"])).toContain('"sem_ver":["2.1.0",">="');
  const etag = response.headers.get("etag") ?? "";
  const again = await ask("/flagd/flags.json", { method: "GET", headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
});

const ofrep = fixtures("ofrep");

describe.skipIf(ofrep === undefined)(
  "held against the OpenAPI document of OFREP 0.3.0 (fixture ofrep)",
  () => {
    const published = readFileSync(join(ofrep ?? "", "service/openapi.yaml"), "utf8");
    // Its "exactly one of" the kinds of values contradicts its own examples: a value is always a default of the code, too,
    // and a whole number always a number.
    const kindsOfValues = /oneOf:(?=\s+- \$ref: "#\/components\/schemas\/booleanFlag")/;
    const document = parse(published.replace(kindsOfValues, "anyOf:")) as {
      paths: Record<string, { post: { responses: Record<string, { content?: Record<string, unknown> }> } }>;
    };
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, "ofrep");

    const complaints = async (path: string, response: Response) => {
      const answer = document.paths[path]?.post.responses[String(response.status)];
      expect(answer, `${path} ${response.status}`).toBeDefined();
      if (answer?.content === undefined) return null;
      const step = (part: string) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
      const pointer = [
        "paths",
        path,
        "post",
        "responses",
        String(response.status),
        "content",
        "application/json",
        "schema",
      ];
      const validate = ajv.compile({ $ref: `ofrep#/${pointer.map(step).join("/")}` });
      validate(await response.json());
      return validate.errors ?? null;
    };
    const all = "/ofrep/v1/evaluate/flags";
    const one = "/ofrep/v1/evaluate/flags/{key}";

    test("the bulk answer is right, and so is every refusal of it", async () => {
      expect(await complaints(all, await bulk())).toBeNull();
      expect(await complaints(all, await bulk({ body: "{" }))).toBeNull();
      expect(await complaints(all, await bulk({ token: "" }))).toBeNull();
    });

    test.each([
      "on-for-all",
      "killed",
      "staff",
      "colour",
      "size",
      "shape",
      "theirs",
      "text-of-none",
      "nobody",
    ])("the answer about %s is right", async (key) => {
      expect(await complaints(one, await single(key))).toBeNull();
      expect(await complaints(one, await single(key, { body: "[]" }))).toBeNull();
    });
  },
);

describe("what a client's version reads", () => {
  const keys = async (client: string) => {
    const answer = await bulk({ headers: { "x-client-version": client } });
    const { flags: all } = (await answer.json()) as { flags: { key: string }[] };
    return all.map(({ key }) => key);
  };

  test("is what it is told when it asks for all, and tombstones; a version that nobody knows is told all", async () => {
    flags.source.change({ by: "ada", why: "" }, (before) =>
      before.replace("owner: team-a", "owner: team-a, lifecycle: tombstone"),
    );
    await flags.publish("web", "1.0.0", { killed: false, gone: true });
    expect(await keys("web/1.0.0")).toEqual(["on-for-all", "killed"]);
    expect((await keys("web/1.0.1")).length).toBeGreaterThan(5);
  });

  test("is asked for, and counted by version; what is not there is not", async () => {
    await keys("web/1.0.0");
    await single("killed", { headers: { "x-client-version": "web/1.0.0" } });
    await single("killed", { body: { context: { client: "app", clientVersion: "5" } } });
    await single("nothing");
    const { entries } = flags.served.asked.record;
    expect(entries.map(({ key, who }) => [key, who])).toEqual([
      [undefined, "web@1.0.0"],
      ["killed", "web@1.0.0"],
      ["killed", "app@5"],
    ]);
  });
});
