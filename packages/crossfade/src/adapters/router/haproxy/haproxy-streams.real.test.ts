import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { hold, type RouterState, setStage, setWeight } from "@crossfade/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ask, EchoVersions } from "../../../../../../test/support/echo-versions.ts";
import { describeHaproxy, RunningHaproxy } from "../../../../../../test/support/haproxy.ts";

let versions: EchoVersions;
let haproxy: RunningHaproxy;

beforeEach(async () => {
  versions = await EchoVersions.start({ api: ["1.9.4", "2.0.0"] });
  haproxy = await RunningHaproxy.start({ components: versions.components });
});
afterEach(async () => {
  await haproxy?.close();
  await versions?.close();
});

const old = { component: "api", label: "1.9.4" };
const change = async (by: (state: RouterState) => RouterState) =>
  haproxy.router.apply(by((await haproxy.router.read()).state));
const everybodyToNew = () =>
  change((state) => setWeight(state, { component: "api", label: "2.0.0", weight: 10_000 }));

async function upgraded(): Promise<{ socket: Socket; head: string }> {
  const { host, port } = haproxy.settings.listen;
  const socket = createConnection({ host, port });
  socket.on("error", () => {});
  socket.write(
    "GET / HTTP/1.1\r\nhost: a\r\ncookie: uid=u-1\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n",
  );
  const [chunk] = await once(socket, "data");
  return { socket, head: String(chunk) };
}

async function open(): Promise<{ requests: number; streams: number }> {
  const { versions: read } = await haproxy.router.read();
  const [instance] = read.find(({ label }) => label === old.label)?.instances ?? [];
  return { requests: instance?.requests ?? -1, streams: instance?.streams ?? -1 };
}

describeHaproxy("streams", () => {
  test("stay where they are while users move, are counted apart, and end before requests do", async () => {
    const { socket, head } = await upgraded();
    expect(head).toMatch(/^HTTP\/1\.1 101 /);
    expect(head).toContain("served-by: 1.9.4");
    // One that is not sent again when it is cut.
    const slow = ask(haproxy.url, "/?delay=1500", { cookie: "uid=u-1" }, "POST");
    await vi.waitFor(async () => expect(await open()).toEqual({ requests: 1, streams: 1 }), 1_000);
    await everybodyToNew();
    socket.write("hello");
    expect(String((await once(socket, "data"))[0])).toBe("hello");
    const ended = once(socket, "close");
    expect(await haproxy.router.drain(old, 10_000)).toEqual({ requests: 0, streams: 0 });
    await ended;
    expect((await slow).echo?.label).toBe("1.9.4");
  });

  test("a request that takes longer than a drain may is cut", async () => {
    const slow = ask(haproxy.url, "/?delay=8000", { cookie: "uid=u-1" });
    await vi.waitFor(async () => expect(await open()).toMatchObject({ requests: 1 }), 1_000);
    await everybodyToNew();
    expect(await haproxy.router.drain(old, 200)).toEqual({ requests: 0, streams: 0 });
    // Its head was not sent yet, so there is a word for it.
    expect(await slow).toMatchObject({ status: 502, echo: undefined });
  });

  test("of a closing version end at once, its requests do not", async () => {
    const { socket } = await upgraded();
    const slow = ask(haproxy.url, "/?delay=700", { cookie: "uid=u-1" }, "POST");
    await vi.waitFor(async () => expect(await open()).toEqual({ requests: 1, streams: 1 }), 600);
    await everybodyToNew();
    const ended = once(socket, "close");
    await change((state) => setStage(state, old, "closing"));
    await ended;
    expect((await slow).status).toBe(200);
  });
});

describeHaproxy("a component that is held", () => {
  test("keeps its requests until it is resumed; then they go where users go now", async () => {
    await change((state) => hold(state, "api", Date.now() + 60_000));
    const waiting = Array.from({ length: 20 }, (_, n) => ask(haproxy.url, "/", { cookie: `uid=u-${n}` }));
    let answered = 0;
    for (const each of waiting) void each.then(() => answered++);
    await everybodyToNew();
    expect(answered).toBe(0);
    await change((state) => hold(state, "api", undefined));
    for (const each of waiting) expect((await each).echo?.label).toBe("2.0.0");
  });

  test("answers 503 when the time is over", async () => {
    const beganMs = performance.now();
    await change((state) => hold(state, "api", Date.now() + 400));
    expect((await ask(haproxy.url, "/", { cookie: "uid=u-1" })).status).toBe(503);
    expect(performance.now() - beganMs).toBeGreaterThan(300);
    expect((await ask(haproxy.url, "/", { cookie: "uid=u-1" })).status).toBe(503);
  });
});
