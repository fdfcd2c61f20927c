import { type Grant, type Role, roles } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { ControlRoom } from "../../../../test/support/control-room.ts";
import { openApiDocument } from "./open-api.ts";

interface Row {
  /** Who may. Nobody else. */
  readonly may: readonly Role[];
  readonly body?: unknown;
  /** Where the caller's scope can be wrong; absent: the same everywhere. */
  readonly scoped?: "environment" | "component";
}

const everybody = roles;
const readers: readonly Role[] = ["viewer", "deployer", "approver", "flag-editor", "admin"];
const movers: readonly Role[] = ["deployer", "approver", "admin"];
const editors: readonly Role[] = ["flag-editor", "admin"];
const why = { why: "because" };
const to = { api: "1" };

/** Every route of the API and who may. A route that has no line here fails the test below. */
const matrix: Readonly<Record<string, Row>> = {
  "get /me": { may: everybody },
  "get /versions": { may: readers },
  "post /versions": {
    may: ["deployer", "admin"],
    body: { component: "api", label: "9", contents: "c", files: {} },
    scoped: "component",
  },
  "get /environments/production/status": { may: readers, scoped: "environment" },
  "get /environments/production/facts": { may: readers, scoped: "environment" },
  "post /environments/production/deployments": {
    may: ["deployer", "admin"],
    body: { component: "api", label: "9", endpoints: ["http://127.0.0.1:1"] },
    scoped: "component",
  },
  "get /releases": { may: everybody },
  "post /releases": { may: movers, body: { environment: "production", to }, scoped: "component" },
  "get /releases/r1": { may: readers, scoped: "environment" },
  "get /releases/r1/journal": { may: readers, scoped: "environment" },
  "get /releases/r1/events": { may: readers, scoped: "environment" },
  "post /releases/r1/approve": {
    may: ["approver", "admin"],
    body: { role: "engineering", planHash: "h" },
    scoped: "environment",
  },
  "post /releases/r1/deny": {
    may: ["approver", "admin"],
    body: { role: "engineering", ...why },
    scoped: "environment",
  },
  "post /releases/r1/start": { may: movers, body: {}, scoped: "component" },
  "post /releases/r1/promote": { may: movers, body: {}, scoped: "component" },
  "post /releases/r1/let-go": { may: movers, body: {}, scoped: "component" },
  "post /releases/r1/hold": { may: movers, body: why, scoped: "environment" },
  "post /releases/r1/resume": { may: movers, body: {}, scoped: "component" },
  "post /releases/r1/retry": { may: movers, body: {}, scoped: "component" },
  "post /releases/r1/abort": { may: movers, body: why, scoped: "environment" },
  "post /releases/r1/answer": { may: movers, body: { item: "told", answer: "yes" }, scoped: "component" },
  "post /releases/r1/rollback": { may: movers, body: { planHash: "back" }, scoped: "component" },
  "get /flags": { may: readers },
  "get /flags/history": { may: readers },
  "get /flags/file": { may: readers },
  "post /flags/file": { may: editors, body: { text: "features: {}", format: "features" } },
  "post /flags/revert": { may: editors, body: { revision: 1 } },
  "get /flags/features/f1": { may: readers },
  "post /flags/features/f1": { may: editors, body: { values: { enabled: false } } },
  "get /flags/readers": { may: readers },
  "get /flags/features/f1/retirement": { may: readers },
  "post /flags/features/f1/retirement": { may: editors, body: { step: "pin" } },
  "post /flags/features/f1/ramp": { may: editors, body: { shares: [1, 100], bakeMs: 0 } },
  "post /flags/features/f1/kill": { may: editors, body: {} },
  "post /flags/features/f1/explain": { may: readers, body: { context: {} } },
  "get /tokens": { may: ["admin"] },
  "post /tokens": { may: ["admin"], body: { person: "bo", grants: [{ role: "viewer" }] } },
  "delete /tokens/t1": { may: ["admin"] },
  "get /deliveries": { may: ["admin"] },
  "post /deliveries/d1/resend": { may: ["admin"] },
};

const routes = Object.keys(matrix);
const pathOf = (route: string) => route.slice(route.indexOf(" ") + 1);

async function ask(route: string, token: string | undefined, room = new ControlRoom()): Promise<Response> {
  const [method = ""] = route.split(" ");
  const { body } = matrix[route] ?? {};
  const { app, close } = room.app();
  const response = await app.request(`/api/v1${pathOf(route)}`, {
    method: method.toUpperCase(),
    headers: {
      host: "localhost",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  close();
  await response.body?.cancel();
  return response;
}

async function roomWithRelease(): Promise<ControlRoom> {
  const room = new ControlRoom();
  room.change = {
    approvals: [{ role: "engineering", count: 1 }],
    checklist: [{ id: "told", text: "Support has been told.", kind: "human" }],
  };
  await room.store.create(room.spec("r1"));
  return room;
}

async function statusFor(route: string, grant: Grant): Promise<number> {
  const room = await roomWithRelease();
  return (await ask(route, await room.token("ada", grant), room)).status;
}

test("every route of the API has a line in the matrix, and every line a route", () => {
  const { paths } = openApiDocument() as { readonly paths: Record<string, Record<string, unknown>> };
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path.replace("/api/v1", "")}`),
  );
  const named = routes.map((route) =>
    route
      .replace("/production/", "/{env}/")
      .replace("/f1", "/{key}")
      .replace(/\/(r1|t1|d1)(?=\/|$)/, "/{id}"),
  );
  expect([...named].sort()).toEqual([...documented].sort());
});

describe.each(routes)("%s", (route) => {
  const { may } = matrix[route] as Row;

  test("is refused without a token, and with one that nobody made", async () => {
    expect((await ask(route, undefined)).status).toBe(401);
    expect((await ask(route, `cf_${"A".repeat(43)}`)).status).toBe(401);
  });

  test.each(roles)("%s: as the matrix says", async (role) => {
    const status = await statusFor(route, { role, approves: ["engineering"] });
    if (may.includes(role)) expect([401, 403]).not.toContain(status);
    else expect(status).toBe(403);
  });
});

const inPlaces = routes.filter((route) => matrix[route]?.scoped !== undefined && route !== "post /versions");
const ofParts = routes.filter((route) => matrix[route]?.scoped === "component");

test.each(inPlaces)("%s is refused to whoever may do it in another environment", async (route) => {
  for (const role of matrix[route]?.may ?? [])
    expect(await statusFor(route, { role, environments: ["staging"], approves: ["engineering"] })).toBe(403);
});

test.each(ofParts)("%s is refused to a deployer of other components", async (route) => {
  expect(await statusFor(route, { role: "deployer", components: ["elsewhere"] })).toBe(403);
});

test("a version is the system's: whoever publishes needs its component, and no environment", async () => {
  expect(await statusFor("post /versions", { role: "deployer", environments: ["staging"] })).toBe(200);
});

test("an admin of one environment makes no tokens: they would hold everywhere", async () => {
  expect(await statusFor("post /tokens", { role: "admin", environments: ["production"] })).toBe(403);
});

test("an approver speaks for their own role only", async () => {
  const route = "post /releases/r1/approve";
  expect(await statusFor(route, { role: "approver", approves: ["product"] })).toBe(403);
  expect(await statusFor(route, { role: "approver" })).toBe(403);
});

test("an override takes its own permission: who deploys cannot answer for going on against the evidence", async () => {
  const room = await roomWithRelease();
  const { app } = room.app();
  const promote = async (token: string) =>
    app.request("/api/v1/releases/r1/promote", {
      method: "POST",
      headers: { host: "localhost", authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ override: "we know this error" }),
    });
  expect((await promote(await room.token("ada", { role: "deployer" }))).status).toBe(403);
  expect((await promote(await room.token("bo", { role: "approver" }))).status).toBe(409);
});
