import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Declared, type RouterState, setWeight } from "@crossfade/core";
import { expect, onTestFinished, test, vi } from "vitest";
import { createEmbeddedRouter } from "../adapters/router/embedded-router.ts";
import type { ProxyEvent } from "./admin-ports.ts";
import { createEventLog } from "./event-log.ts";
import { ProxyProcess, socketPath } from "./proxy-process.ts";
import { type CreateProxyServer, createProxyServer } from "./proxy-server.ts";
import { proxySettings } from "./settings.ts";
import type { SettingsFile } from "./settings-file.ts";

const old = { label: "1.9.4", urls: ["http://127.0.0.1:9"] };
const fresh = { label: "2.0.0", urls: ["http://127.0.0.1:9"] };
const declared = (...versions: Declared["components"][number]["versions"]): Declared => ({
  router: "edge",
  salt: "shop",
  components: [{ component: "api", versions }],
});

function settingsFile(
  given: Declared,
  more: Partial<Parameters<typeof proxySettings>[0]> = {},
): SettingsFile {
  const settings = proxySettings({
    router: "edge",
    routes: [{ path: "/", component: "api", name: "/" }],
    listen: { host: "127.0.0.1", port: 0 },
    ...more,
  });
  return { settingsSchema: 1, settings, declared: given };
}

function folderWith(file: SettingsFile): string {
  const folder = mkdtempSync(join(tmpdir(), "crossfade-process-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  write(folder, file);
  return folder;
}

const write = (folder: string, file: SettingsFile) =>
  writeFileSync(join(folder, "settings.json"), JSON.stringify(file));
const stateOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "state.json"), "utf8")) as RouterState;

async function started(
  folder: string,
  tell: (event: ProxyEvent) => void = () => {},
  createServer: CreateProxyServer = createProxyServer,
): Promise<ProxyProcess> {
  const log = createEventLog(() => {}, Date.now);
  log.follow(tell);
  const running = await ProxyProcess.start({
    folder,
    createServer,
    log,
    pid: process.pid,
    deps: {
      nowMs: Date.now,
      elapsedMs: () => performance.now(),
      random: () => 0.5,
      newId: () => "id",
      resolve: async () => [{ address: "127.0.0.1", family: 4 }],
    },
  });
  onTestFinished(() => running.stop(0));
  return running;
}

const routerAt = (folder: string) => createEmbeddedRouter({ id: "edge", socket: socketPath(folder) });
const api = { component: "api", label: "2.0.0" };

test("the oldest version begins with everybody; what is told later is on the disk when the answer comes", async () => {
  const folder = folderWith(settingsFile(declared(old, fresh)));
  await started(folder);
  const router = routerAt(folder);
  const { state } = await router.read();
  expect(state).toMatchObject({
    generation: 1,
    components: {
      api: { split: [{ label: "1.9.4" }], versions: [{ label: "2.0.0", stage: "candidate" }, {}] },
    },
  });
  expect(stateOf(folder)).toEqual(state);
  const next = setWeight(state, { ...api, weight: 500 });
  await router.apply(next);
  expect(stateOf(folder)).toEqual(next);
});

test("a start anew keeps the weights, takes instances from the settings and lets new versions join", async () => {
  const folder = folderWith(settingsFile(declared(old, fresh)));
  const first = await started(folder);
  const { state } = await routerAt(folder).read();
  await routerAt(folder).apply(setWeight(state, { ...api, weight: 500 }));
  await first.stop(0);
  const moved = { label: "2.0.0", urls: ["http://127.0.0.1:10"] };
  write(folder, settingsFile(declared(old, moved, { label: "2.1.0", urls: ["http://127.0.0.1:11"] })));
  await started(folder);
  const again = (await routerAt(folder).read()).state;
  expect(again.generation).toBe(3);
  expect(again.components.api?.split).toMatchObject([{ to: 500, label: "2.0.0" }, { label: "1.9.4" }]);
  expect(again.components.api?.versions).toMatchObject([
    { label: "2.1.0", stage: "candidate" },
    { label: "2.0.0", stage: "active", instances: [{ url: "http://127.0.0.1:10" }] },
    { label: "1.9.4" },
  ]);
  expect(stateOf(folder)).toEqual(again);
});

test("a new version joins while it serves; what needs a restart is refused whole", async () => {
  const folder = folderWith(settingsFile(declared(old)));
  const events: ProxyEvent[] = [];
  const running = await started(folder, (event) => events.push(event));
  const { settingsDigest } = running.info;
  write(folder, settingsFile(declared(old, fresh)));
  await running.reload();
  expect((await routerAt(folder).read()).state.components.api?.versions).toHaveLength(2);
  expect(running.info.settingsDigest).not.toBe(settingsDigest);
  write(folder, settingsFile(declared(old), { hosts: ["shop.example"], trusted: ["::1"] }));
  const before = running.info.settingsDigest;
  await running.reload();
  expect(events.at(-1)).toEqual({ event: "settings-refused", needsRestart: "trusted, hosts" });
  expect(running.info.settingsDigest).toBe(before);
  expect((await routerAt(folder).read()).state.components.api?.versions).toHaveLength(2);
});

test.each([
  ["that is cut off", '{"stateSchema":1,', "it is not JSON"],
  ["of a schema to come", '{"stateSchema":2}', "stateSchema has to be 1"],
])("with a state %s nothing is served and nothing is changed", async (_, text, why) => {
  const folder = folderWith(settingsFile(declared(old)));
  writeFileSync(join(folder, "state.json"), text);
  await expect(started(folder)).rejects.toMatchObject({
    code: "CF_ROUTER_STATE_UNREADABLE",
    message: expect.stringContaining(why),
    hint: expect.stringContaining("move it away"),
  });
  expect(readFileSync(join(folder, "state.json"), "utf8")).toBe(text);
});

test("a state of another router is not this one's", async () => {
  const folder = folderWith(settingsFile(declared(old)));
  const first = await started(folder);
  await first.stop(0);
  writeFileSync(join(folder, "state.json"), JSON.stringify({ ...stateOf(folder), router: "staging" }));
  await expect(started(folder)).rejects.toMatchObject({
    code: "CF_ROUTER_STATE_UNREADABLE",
    message: expect.stringContaining("staging"),
  });
});

test.each([
  ["no settings", undefined, "there is none"],
  ["settings that are cut off", "{", "it is not JSON"],
  ["settings of a schema to come", '{"settingsSchema":2}', "settingsSchema 1"],
])("with %s it says so", async (_, text, why) => {
  const folder = folderWith(settingsFile(declared(old)));
  if (text === undefined) rmSync(join(folder, "settings.json"));
  else writeFileSync(join(folder, "settings.json"), text);
  await expect(started(folder)).rejects.toMatchObject({
    code: "CF_PROXY_SETTINGS_INVALID",
    message: expect.stringContaining(why),
  });
});

test("two processes never share a folder", async () => {
  const folder = folderWith(settingsFile(declared(old)));
  await started(folder);
  await expect(started(folder)).rejects.toMatchObject({ code: "CF_PROXY_RUNNING" });
  expect((await routerAt(folder).read()).state.generation).toBe(1);
});

test("a port that somebody else has is named, and nothing stays behind", async () => {
  const taken = await listening();
  const { port } = taken.address() as AddressInfo;
  const folder = folderWith(settingsFile(declared(old), { listen: { host: "127.0.0.1", port } }));
  await expect(started(folder)).rejects.toMatchObject({
    code: "CF_PROXY_PORT_TAKEN",
    details: { router: "edge", at: `127.0.0.1:${port}` },
  });
  taken.close();
  await started(folder);
});

test("a port that gets free a moment later is taken", async () => {
  const leaving = await listening();
  const { port } = leaving.address() as AddressInfo;
  const folder = folderWith(settingsFile(declared(old), { listen: { host: "127.0.0.1", port } }));
  const running = started(folder);
  setTimeout(() => leaving.close(), 120);
  expect((await running).info.listen.port).toBe(port);
});

test("an address that is not this machine's is named", async () => {
  const folder = folderWith(settingsFile(declared(old), { listen: { host: "192.0.2.1", port: 80 } }));
  await expect(started(folder)).rejects.toMatchObject({
    code: "CF_PROXY_NOT_STARTED",
    message: expect.stringContaining("192.0.2.1:80"),
  });
});

test("a change that cannot be kept is not made", async () => {
  const folder = folderWith(settingsFile(declared(old, fresh)));
  await started(folder);
  const router = routerAt(folder);
  const { state } = await router.read();
  rmSync(join(folder, "state.json"));
  mkdirSync(join(folder, "state.json/in-the-way"), { recursive: true });
  await expect(router.apply(setWeight(state, { ...api, weight: 500 }))).rejects.toMatchObject({
    code: "CF_ROUTER_STATE_UNWRITABLE",
  });
  expect((await router.read()).state).toEqual(state);
});

test("of two changes at a time that know nothing of each other one is refused", async () => {
  const folder = folderWith(settingsFile(declared(old, fresh)));
  await started(folder);
  const router = routerAt(folder);
  const { state } = await router.read();
  const outcomes = await Promise.allSettled(
    [500, 600, 700].map((weight) => router.apply(setWeight(state, { ...api, weight }))),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "CF_ROUTER_STALE" });
  expect((await router.read()).state).toEqual(stateOf(folder));
});

test("whoever watches hears of changes and of instances that are not well", async () => {
  const instance = await listening();
  const url = `http://127.0.0.1:${(instance.address() as AddressInfo).port}`;
  const health = { path: "/up", everyMs: 20, timeoutMs: 500, needed: 1 };
  const folder = folderWith(settingsFile(declared({ label: "1.9.4", urls: [url] }), { health }));
  const events: ProxyEvent[] = [];
  await started(folder, (event) => events.push(event));
  await vi.waitFor(async () =>
    expect((await routerAt(folder).read()).versions[0]?.instances[0]?.health).toBe("ready"),
  );
  instance.closeAllConnections();
  instance.close();
  await vi.waitFor(
    () => expect(events.at(-1)).toMatchObject({ event: "unready", version: "api@1.9.4", url }),
    5_000,
  );
});

test("what fails after the port is taken gives it back", async () => {
  const folder = folderWith(settingsFile(declared(old)));
  let port = 0;
  const failing: CreateProxyServer = (settings, deps) => {
    const server = createProxyServer(settings, deps);
    return {
      ...server,
      listen: async () => {
        const at = await server.listen();
        port = at.port;
        return at;
      },
      apply: () => {
        throw new Error("no room");
      },
    };
  };
  await expect(started(folder, undefined, failing)).rejects.toThrow("no room");
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

test("stopped, it leaves neither a socket nor a port", async () => {
  const folder = folderWith(settingsFile(declared(old)));
  const running = await started(folder);
  const { port } = running.info.listen;
  await running.stop(1_000);
  await expect(routerAt(folder).read()).rejects.toMatchObject({ code: "CF_ROUTER_UNREACHABLE" });
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

async function listening(): Promise<Server> {
  const server = createHttpServer((_, response) => response.end());
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}
