import { expect, test } from "vitest";
import { ask } from "../../../../test/support/ask.ts";
import { instance } from "../../../../test/support/instance.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";
import { RawConnection } from "../../../../test/support/raw-http.ts";

const soon = (ms: number) => Date.now() + ms;

async function holding(heldUntilMs: number, limits = {}) {
  const [v2, v1] = [await instance("v2"), await instance("v1")];
  const versions = { "2.0": { urls: [v2.url] }, "1.0": { urls: [v1.url] } };
  const running = await runningProxy(apiState(versions, { heldUntilMs }), { limits });
  return { ...running, versions, v1, v2 };
}

test("held requests wait, bodies too, and go on by the state that lets them go", async () => {
  const { proxy, url, versions, v1, v2 } = await holding(soon(60_000));
  const asked = [ask(url), ask(url, { method: "POST", body: "body" })];
  // Behind a request that was refused for sure, those before it have arrived.
  await ask(url, { headers: { host: "a b" } });
  expect(v1.seen.length + v2.seen.length).toBe(0);
  proxy.apply(apiState(versions, { generation: 2, weight: 10_000 }));
  expect((await Promise.all(asked)).map(({ body }) => body)).toEqual(["v2", "v2"]);
});

test("at the deadline held requests are told 503, and so are those that come later", async () => {
  const { url, v1 } = await holding(soon(80));
  for (const answer of [await ask(url), await ask(url)])
    expect(answer).toMatchObject({ status: 503, headers: { "x-cf-error": "CF_PROXY_HELD" } });
  expect(v1.seen).toEqual([]);
});

test("a deadline can be put off, and brought forward", async () => {
  const { proxy, url, versions } = await holding(soon(60_000));
  const asked = ask(url);
  await ask(url, { headers: { host: "a b" } });
  proxy.apply(apiState(versions, { generation: 2, heldUntilMs: soon(120_000) }));
  proxy.apply(apiState(versions, { generation: 3, heldUntilMs: soon(50) }));
  expect((await asked).status).toBe(503);
});

test("only so many requests wait", async () => {
  const { proxy, url, versions } = await holding(soon(60_000), { maxHeld: 2 });
  const asked = [ask(url), ask(url), ask(url)];
  const refused = await Promise.race(asked);
  expect(refused.status).toBe(503);
  proxy.apply(apiState(versions, { generation: 2 }));
  expect((await Promise.all(asked)).map(({ status }) => status).sort()).toEqual([200, 200, 503]);
});

test("a client that leaves while it is held is not asked for any more", async () => {
  const { proxy, url, port, versions, v1 } = await holding(soon(60_000));
  const client = new RawConnection(port).say("GET /gone HTTP/1.1\r\nHost: a\r\n\r\n");
  await ask(url, { headers: { host: "a b" } });
  client.socket.destroy();
  await client.closed();
  await ask(url, { headers: { host: "a b" } });
  proxy.apply(apiState(versions, { generation: 2 }));
  expect((await ask(`${url}/here`)).status).toBe(200);
  expect(v1.seen.map(({ url: path }) => path)).toEqual(["/here"]);
});

test("a WebSocket waits like any other request", async () => {
  const { proxy, port, url, versions } = await holding(soon(60_000));
  const client = new RawConnection(port).say(
    "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n",
  );
  await ask(url, { headers: { host: "a b" } });
  expect(client.heard).toBe("");
  proxy.apply(apiState(versions, { generation: 2 }));
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 /);
});
