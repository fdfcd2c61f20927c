import { afterEach, beforeEach, expect, test } from "vitest";
import { ControlRoom } from "../../../../test/support/control-room.ts";
import type { Watched } from "../client/control-api.ts";
import { HttpControlApi } from "../client/http-control-api.ts";
import { type ControlServer, listenFor } from "./control-server.ts";

let room: ControlRoom;
let server: ControlServer;
let api: HttpControlApi;

beforeEach(async () => {
  room = new ControlRoom();
  server = await listenFor(room.app(), { host: "127.0.0.1", port: 0 });
  const token = await room.token("ada", { role: "admin" });
  api = new HttpControlApi({ server: server.url, token, version: "1.2.3" });
});

afterEach(async () => {
  await server.close(1_000);
  await room.control.close();
});

const wanted = { environment: "production", to: { api: "1" }, id: "r1", choose: [], dryRun: false };
const version = {
  component: "api",
  label: "1",
  contents: "c",
  builtAgainst: {},
  files: { "crossfade.yaml": "x" },
};

test("the command line's client understands every answer", async () => {
  room.change = { approvals: [{ role: "product", count: 1 }], selfApproval: true };
  expect(await api.me()).toEqual({ person: "ada", grants: [{ role: "admin" }] });
  expect((await api.publish(version)).isNew).toBe(true);
  expect((await api.versions("api")).versions).toHaveLength(1);
  const deployed = { component: "worker", label: "0", endpoints: [], serving: true };
  expect((await api.deployed("production", deployed)).entries).toHaveLength(2);
  expect((await api.facts("production", 1)).entries).toHaveLength(1);
  expect((await api.status("production")).components.length).toBeGreaterThan(0);
  expect((await api.create(wanted)).kind).toBe("created");
  expect((await api.releases("production")).releases).toHaveLength(1);
  await api.approve("r1", { role: "product", planHash: "h" });
  await api.start("r1", {});
  await api.hold("r1", { why: "lunch" });
  await api.resume("r1");
  expect((await api.abort("r1", { why: "errors" })).phase).toBe("aborting");
  expect((await api.journal("r1", 0)).entries.map(({ event }) => event.kind)).toEqual([
    "approved",
    "start-asked",
    "held",
    "resumed",
    "aborted",
  ]);
  expect((await api.rollback("r1", { dryRun: true })).kind).toBe("proposed");
  const { known } = await api.makeToken({ person: "bo", grants: [{ role: "viewer" }] });
  await api.revokeToken(known.id);
  expect((await api.tokens()).tokens).toHaveLength(2);
  await room.store.enqueue([{ id: "d1", endpoint: "chat", body: "{}" }]);
  await api.resend("d1");
  expect((await api.deliveries()).deliveries).toHaveLength(1);
});

test("what is refused reaches a person in the words of the control plane", async () => {
  await expect(api.release("none")).rejects.toMatchObject({
    code: "CF_RELEASE_UNKNOWN",
    message: "There is no release none.",
  });
  await expect(api.retry("none")).rejects.toMatchObject({ code: "CF_RELEASE_UNKNOWN" });
});

test("a watched release goes on where it was, when the control plane was away for a moment", async () => {
  await room.store.create(room.spec("r1"));
  const stop = new AbortController();
  const watched = api.watch("r1", stop.signal)[Symbol.asyncIterator]();
  const next = async (): Promise<Watched> => (await watched.next()).value;
  expect(await next()).toMatchObject({ kind: "release", view: { seq: 0 } });
  const { port } = server;
  const lost = next();
  await server.close(1_000);
  expect(await lost).toMatchObject({ kind: "lost" });
  server = await listenFor(room.app(), { host: "127.0.0.1", port });
  await room.control.releases.hold(await room.caller("bo", { role: "admin" }), "r1", { why: "lunch" });
  let seen = await next();
  while (seen.kind === "lost") seen = await next();
  expect(seen).toMatchObject({ kind: "release", view: { seq: 1 } });
  stop.abort();
  await watched.return?.(undefined);
});
