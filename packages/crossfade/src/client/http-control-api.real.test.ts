import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ControlRoom } from "../../../../test/support/control-room.ts";
import { type ControlServer, listenFor } from "../http/control-server.ts";
import type { Watched } from "./control-api.ts";
import { HttpControlApi } from "./http-control-api.ts";

let room: ControlRoom;
let server: ControlServer;
let api: HttpControlApi;

beforeEach(async () => {
  room = new ControlRoom();
  const token = await room.token("ada", { role: "admin" });
  server = await listenFor(room.app(), { host: "127.0.0.1", port: 0 });
  api = clientOf(token);
});

afterEach(async () => {
  await server.close(1_000);
  await room.control.close();
});

const clientOf = (token: string, version = "1.2.3") =>
  new HttpControlApi(
    { server: `http://127.0.0.1:${server.port}`, token, version },
    { firstRetryMs: 5, longestRetryMs: 50, silentMs: 30_000 },
  );
const create = () =>
  api.create({ environment: "production", to: { api: "1" }, id: "r1", choose: [], dryRun: false });

describe("the client and the real server understand each other", () => {
  test("about who asks, and about tokens", async () => {
    expect(await api.me()).toMatchObject({ person: "ada" });
    const { token, known } = await api.makeToken({ person: "bo", grants: [{ role: "viewer" }] });
    expect(await clientOf(token).me()).toMatchObject({ person: "bo" });
    expect((await api.tokens()).tokens.map(({ person }) => person).sort()).toEqual(["ada", "bo"]);
    await expect(clientOf(token).tokens()).rejects.toMatchObject({ code: "CF_FORBIDDEN", status: 403 });
    await api.revokeToken(known.id);
    await expect(clientOf(token).me()).rejects.toMatchObject({ code: "CF_TOKEN_REFUSED", status: 401 });
  });

  test("about versions and what runs", async () => {
    const request = {
      component: "api",
      label: "1",
      contents: "sha256:1",
      builtAgainst: {},
      files: { "crossfade.yaml": "system: shop" },
    };
    expect(await api.publish(request)).toMatchObject({
      isNew: true,
      version: { component: "api", label: "1" },
    });
    expect(await api.publish(request)).toMatchObject({ isNew: false });
    expect((await api.versions("api")).versions).toHaveLength(1);
    const deployed = { component: "api", label: "1", endpoints: ["http://10.0.0.7:8080"], serving: false };
    expect((await api.deployed("production", deployed)).entries).toHaveLength(1);
    expect((await api.facts("production", 0)).entries).toHaveLength(1);
    const { components } = await api.status("production");
    expect(components.find(({ component }) => component === "api")?.versions[0]).toMatchObject({
      label: "1",
    });
    await expect(api.status("moon")).rejects.toMatchObject({ code: "CF_ENVIRONMENT_UNKNOWN", exitCode: 2 });
  });

  test("about a release, from its plan to its end", async () => {
    room.change = { approvals: [{ role: "product", count: 1 }] };
    expect(
      await api.create({ environment: "production", to: { api: "1" }, choose: [], dryRun: true }),
    ).toMatchObject({
      kind: "proposed",
      proposal: { kind: "proven" },
    });
    const created = await create();
    expect(created).toMatchObject({ kind: "created", release: { id: "r1", phase: "draft" } });
    await expect(create()).rejects.toMatchObject({ code: "CF_RELEASE_EXISTS" });
    expect((await api.releases("production")).releases).toMatchObject([{ id: "r1" }]);
    const { planHash } = await api.release("r1");
    await expect(api.approve("r1", { role: "product", planHash: "other" })).rejects.toMatchObject({
      code: "CF_PLAN_CHANGED",
      exitCode: 1,
    });
    await expect(api.approve("r1", { role: "product", planHash })).rejects.toMatchObject({
      message: expect.stringContaining("somebody else has to approve it"),
    });
    const bo = clientOf(await room.token("bo", { role: "approver", approves: ["product"] }));
    const approved = await bo.approve("r1", { role: "product", planHash });
    expect(approved.approvals.given).toMatchObject([{ role: "product", by: "bo" }]);
    expect(await api.start("r1", {})).toMatchObject({ phase: "running" });
    expect(await api.hold("r1", { why: "look" })).toMatchObject({ hold: { why: "look", by: "ada" } });
    expect(await api.resume("r1")).not.toHaveProperty("hold");
    await expect(api.promote("r1", {})).rejects.toMatchObject({ code: "CF_NOTHING_TO_PROMOTE" });
    await expect(api.retry("r1")).rejects.toMatchObject({ code: "CF_NOTHING_TO_RETRY" });
    await expect(api.answer("r1", { item: "moon", answer: "yes" })).rejects.toMatchObject({
      code: "CF_ANSWER_UNKNOWN",
    });
    expect(await api.deny("r1", { role: "product", why: "not today" })).toHaveProperty("hold");
    expect(await api.abort("r1", { why: "enough" })).toMatchObject({ phase: "aborting" });
    const { entries } = await api.journal("r1", 2);
    expect(entries[0]?.seq).toBe(3);
    expect((await api.deliveries()).deliveries).toEqual([]);
    await expect(api.resend("d1")).rejects.toMatchObject({ code: "CF_DELIVERY_UNKNOWN" });
  });

  test("about the way back", async () => {
    await create();
    expect(await api.rollback("r1", { dryRun: true })).toMatchObject({
      kind: "proposed",
      wayBack: { order: [] },
    });
    const asked = api.rollback("r1", { dryRun: false, planHash: "other" });
    await expect(asked).rejects.toMatchObject({ code: "CF_ROLLBACK_TOO_EARLY", exitCode: 1 });
  });

  test("about what happens to a release, over a restart of the server", async () => {
    await create();
    const seen: Watched[] = [];
    const stop = new AbortController();
    const { port } = server;
    for await (const each of api.watch("r1", stop.signal)) {
      seen.push(each);
      if (each.kind === "lost") continue;
      if (each.view.phase === "draft") await api.start("r1", {});
      else if (each.view.hold === undefined) {
        await server.close(1_000);
        server = await listenFor(room.app(), { host: "127.0.0.1", port });
        await api.hold("r1", { why: "look" });
      } else stop.abort();
    }
    const phases = seen.flatMap((each) =>
      each.kind === "release" ? [each.view.hold?.why ?? each.view.phase] : [],
    );
    expect(phases).toEqual(["draft", "running", "look"]);
    expect(seen.some(({ kind }) => kind === "lost")).toBe(true);
  });
});
