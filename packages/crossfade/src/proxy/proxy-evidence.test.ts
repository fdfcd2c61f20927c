import { once } from "node:events";
import { bucketOf } from "@crossfade/core";
import { expect, test } from "vitest";
import { answerOf, ask } from "../../../../test/support/ask.ts";
import { instance } from "../../../../test/support/instance.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";

const users = { userKey: { kind: "header", name: "x-user" } } as const;

/** A clock that the test turns, for whole seconds. */
function clock() {
  let nowMs = 1_000_000;
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { pass, deps: { nowMs: () => nowMs } };
}

async function measured(path: string, user = "u-1", headers: Record<string, string> = {}) {
  const { pass, deps } = clock();
  const api = await instance("api", (req, res) => {
    if (req.url === "/cut") res.write("half", () => res.destroy());
    else res.writeHead(Number(req.url?.slice(1)) || 200).end();
  });
  const state = apiState({ "1.0": { urls: [api.url] } });
  const { proxy, url } = await runningProxy(state, users, { ...deps, elapsedMs: () => 0 });
  await ask(url + path, { headers: { "x-user": user, ...headers } }).catch(() => undefined);
  pass(1_000);
  return proxy.measure(0);
}

test.each([
  ["/200", 0],
  ["/404", 0],
  ["/500", 1],
  ["/503", 1],
  ["/cut", 1],
])("an answer to %s is counted in its second; errors: %i", async (path, errors) => {
  const { seconds, latencies, toS } = await measured(path);
  expect(seconds).toEqual([
    {
      component: "api",
      label: "1.0",
      route: "/",
      second: 1_000,
      requests: 1,
      errors,
      aborted: 0,
      exposed: 1,
      failed: errors,
      slow: [0, 0, 0, 0, 0, 0, 0],
      youngestS: 0,
    },
  ]);
  expect(latencies).toMatchObject([{ component: "api", label: "1.0", route: "/", requests: 1 }]);
  expect(toS).toBe(1_001);
});

test("an answer that nobody gave is the version's error", async () => {
  const { pass, deps } = clock();
  const gone = await instance("gone");
  await gone.crash();
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [gone.url] } }), users, deps);
  await ask(url, { headers: { "x-user": "u-1" } });
  pass(1_000);
  const { seconds, latencies } = proxy.measure(0);
  expect(seconds).toMatchObject([{ requests: 1, errors: 1, failed: 1 }]);
  expect(latencies).toMatchObject([{ requests: 0 }]);
});

test("who gives up is counted as that, not as an error", async () => {
  const { pass, deps } = clock();
  const api = await instance("api", (_, res) => {
    res.write("half");
  });
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), users, deps);
  const answer = await answerOf(url, { headers: { "x-user": "u-1" } });
  answer.on("error", () => undefined);
  answer.destroy();
  await expect.poll(() => proxy.read()?.versions[0]?.instances[0]?.requests).toBe(0);
  pass(1_000);
  expect(proxy.measure(0).seconds).toMatchObject([{ requests: 1, errors: 0, aborted: 1 }]);
});

test("a body that is too large is not the version's error", async () => {
  const { pass, deps } = clock();
  const api = await instance("api");
  const limits = { maxBodyBytes: 1 };
  const state = apiState({ "1.0": { urls: [api.url] } });
  const { proxy, url } = await runningProxy(state, { ...users, limits }, deps);
  await ask(url, { method: "POST", body: "large", headers: { "x-user": "u-1" } });
  pass(1_000);
  expect(proxy.measure(0).seconds).toEqual([]);
});

test("buckets are exposed once, however often they come", async () => {
  const { pass, deps } = clock();
  const api = await instance("api");
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), users, deps);
  const names = ["u-1", "u-2", "u-3", "u-1", "u-2"];
  for (const user of names) await ask(url, { headers: { "x-user": user } });
  pass(1_000);
  const buckets = new Set(names.map((user) => bucketOf("r42", user)));
  expect(proxy.measure(0).seconds).toMatchObject([{ requests: 5, exposed: buckets.size }]);
});

test("time counts up to the first byte, and slow answers against each threshold", async () => {
  const { pass, deps } = clock();
  let elapsedMs = 0;
  const ends: (() => void)[] = [];
  const api = await instance("api", (_, res) => {
    elapsedMs += 300;
    res.write("first");
    ends.push(() => res.end());
  });
  const { proxy, url } = await runningProxy(
    apiState({ "1.0": { urls: [api.url] } }),
    { ...users, latencyThresholdsMs: [100, 299, 300, 1_000] },
    { ...deps, elapsedMs: () => elapsedMs },
  );
  const answer = await answerOf(url, { headers: { "x-user": "u-1" } });
  elapsedMs += 10_000;
  ends[0]?.();
  answer.resume();
  await once(answer, "end");
  pass(1_000);
  expect(proxy.measure(0).seconds).toMatchObject([{ slow: [1, 1, 0, 0] }]);
});

test("each named route has rows of its own", async () => {
  const { pass, deps } = clock();
  const api = await instance("api");
  const routes = [
    { path: "/checkout", component: "api", name: "checkout" },
    { path: "/", component: "api", name: "/" },
  ];
  const { proxy, url } = await runningProxy(
    apiState({ "1.0": { urls: [api.url] } }),
    { ...users, routes },
    deps,
  );
  for (const path of ["/checkout/pay", "/checkout", "/x"])
    await ask(url + path, { headers: { "x-user": "u-1" } });
  pass(1_000);
  const rows = proxy.measure(0).seconds.map(({ route, requests }) => [route, requests]);
  expect(rows.sort()).toEqual([
    ["/", 1],
    ["checkout", 2],
  ]);
});

test("calls are counted by the version of who calls", async () => {
  const good = await measured("/200", "u-1", { "x-client-version": "web/1.8.0" });
  const counted = { component: "api", label: "1.0", client: "web/1.8.0", requests: 1, errors: 0 };
  expect(good.pairs).toEqual([{ ...counted, recent: { users: 1, sinceS: expect.any(Number) } }]);
  const bad = await measured("/500", "u-1", { "x-client-version": "web/1.8.0" });
  expect(bad.pairs).toMatchObject([{ requests: 1, errors: 1 }]);
  const odd = await measured("/200", "u-1", { "x-client-version": "<script>" });
  expect(odd.pairs).toEqual([]);
});

test("an event stream and a WebSocket count when they begin", async () => {
  const { pass, deps } = clock();
  const api = await instance("api", (_, res) => {
    res.writeHead(200, { "content-type": "text/event-stream" });
    res.flushHeaders();
  });
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), users, deps);
  const answer = await answerOf(url, { headers: { "x-user": "u-1" } });
  pass(1_000);
  expect(proxy.measure(0).seconds).toMatchObject([{ requests: 1, errors: 0, aborted: 0 }]);
  answer.destroy();
  await expect.poll(() => proxy.read()?.versions[0]?.instances[0]?.streams).toBe(0);
  pass(1_000);
  expect(proxy.measure(0).seconds).toHaveLength(1);
});

test("how old the instance was that answered is known, and young ones are no evidence where that is said", async () => {
  const { pass, deps } = clock();
  const api = await instance("api", (_, res) => res.writeHead(500).end());
  const { proxy, url } = await runningProxy(
    apiState({ "1.0": { urls: [api.url] } }),
    { ...users, warmUpS: 10 },
    deps,
  );
  await ask(url, { headers: { "x-user": "u-1" } });
  pass(30_000);
  await ask(url, { headers: { "x-user": "u-2" } });
  pass(1_000);
  expect(proxy.measure(0).seconds).toMatchObject([
    { youngestS: 0, errors: 1, failed: 0 },
    { youngestS: 30, errors: 1, failed: 1 },
  ]);
});

test("a new salt is a new release: its buckets are counted anew", async () => {
  const { pass, deps } = clock();
  const api = await instance("api");
  const state = (generation: number, salt: string) =>
    apiState({ "1.0": { urls: [api.url] } }, { generation, salt });
  const { proxy, url } = await runningProxy(state(1, "r42"), users, deps);
  await ask(url, { headers: { "x-user": "u-1" } });
  pass(1_000);
  proxy.apply(state(2, "r43"));
  await ask(url, { headers: { "x-user": "u-1" } });
  pass(1_000);
  expect(proxy.measure(0).seconds).toMatchObject([{ second: 1_001, requests: 1, exposed: 1 }]);
});

test("what the proxy answers itself before anybody is chosen is counted by its code", async () => {
  const { proxy, url } = await runningProxy(undefined);
  const answer = await answerOf(url);
  answer.resume();
  await once(answer, "end");
  expect(proxy.refusals()).toEqual({ CF_PROXY_STARTING: 1 });
  expect(proxy.measure(0).seconds).toEqual([]);
});
