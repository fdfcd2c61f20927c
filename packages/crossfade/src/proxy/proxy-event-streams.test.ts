import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { answerOf, ask } from "../../../../test/support/ask.ts";
import { type Instance, instance } from "../../../../test/support/instance.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";

/** An instance whose answers are event streams, kept open. */
async function streaming(name: string, headers: Record<string, string> = {}) {
  const open: ServerResponse[] = [];
  const api = await instance(name, (_, res) => {
    res.writeHead(200, { "content-type": "text/event-stream", ...headers });
    res.flushHeaders();
    open.push(res);
  });
  return { ...api, open };
}

/** All that comes, up to the end. */
async function rest(answer: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of answer) text += chunk;
  return text;
}

async function said(answer: IncomingMessage, text: string): Promise<void> {
  let heard = "";
  while (!heard.includes(text)) heard += String((await once(answer, "data"))[0]);
}

const stream = (proxy: Awaited<ReturnType<typeof runningProxy>>["proxy"]) =>
  proxy.read()?.versions.map(({ label, stage, instances }) => [label, stage, instances[0]?.streams]);

test("an event reaches the page at once, and no timeout of answers ends the stream", async () => {
  const api = await streaming("api");
  let laterMs = 0;
  let looked = 0;
  const elapsedMs = () => {
    looked++;
    return performance.now() + laterMs;
  };
  const state = apiState({ "1.0": { urls: [api.url] } });
  const { proxy, url } = await runningProxy(state, { limits: { sweepMs: 10 } }, { elapsedMs });
  const answer = await answerOf(url);
  expect(stream(proxy)).toEqual([["1.0", "active", 1]]);
  // Ten minutes later all timeouts have been looked at, twice.
  laterMs = 600_000;
  const before = looked;
  await expect.poll(() => looked).toBeGreaterThan(before + 1);
  const beganMs = performance.now();
  api.open[0]?.write("data: 1\n\n");
  await said(answer, "data: 1\n\n");
  expect(performance.now() - beganMs).toBeLessThan(200);
  answer.destroy();
  await once(api.open[0] as ServerResponse, "close");
});

test("a draining version keeps its streams, a closing one tells them to come again and ends them", async () => {
  const [old, next] = [await streaming("1"), await instance("2")];
  const versions = (stage: "active" | "draining" | "closing") =>
    apiState(
      { "2.0": { urls: [next.url] }, "1.0": { urls: [old.url], stage } },
      { weight: stage === "active" ? 0 : 10_000, generation: { active: 1, draining: 2, closing: 3 }[stage] },
    );
  const { proxy, url } = await runningProxy(versions("active"), {
    limits: { closingMs: 40, politeEndMs: 10 },
  });
  const answer = await answerOf(url);
  proxy.apply(versions("draining"));
  expect((await ask(url)).body).toBe("2");
  old.open[0]?.write("data: still here\n\n");
  await said(answer, "still here");
  proxy.apply(versions("closing"));
  expect(await rest(answer)).toBe("event: cf-reconnect\ndata: {}\n\n");
  expect(stream(proxy)).toEqual([
    ["2.0", "active", 0],
    ["1.0", "closed", 0],
  ]);
});

test("in the middle of an event nothing is put in: the stream ends when the event is complete", async () => {
  const api = await streaming("api");
  const state = apiState({ "1.0": { urls: [api.url] } });
  const { proxy, url } = await runningProxy(state, {}, { random: () => 0 });
  const answer = await answerOf(url);
  api.open[0]?.write("data: ha");
  await said(answer, "ha");
  const drained = proxy.drain({ component: "api", label: "1.0" }, 1_000);
  const all = rest(answer);
  api.open[0]?.write("lf\n\n");
  expect(await all).toBe("lf\n\nevent: cf-reconnect\ndata: {}\n\n");
  expect(await drained).toEqual({ requests: 0, streams: 0 });
});

test("an event that is never completed is cut when the drain is over", async () => {
  const api = await streaming("api");
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const answer = await answerOf(url);
  api.open[0]?.write("data: ha");
  await said(answer, "ha");
  const cut = once(answer, "error");
  expect(await proxy.drain({ component: "api", label: "1.0" }, 50)).toEqual({ requests: 0, streams: 0 });
  await cut;
});

test("nothing is put into a stream that is compressed: it just ends", async () => {
  const api = await streaming("api", { "content-encoding": "gzip" });
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const answer = await answerOf(url);
  const event = gzipSync("data: 1\n\n");
  api.open[0]?.write(event);
  const heard: Buffer[] = [];
  answer.on("data", (chunk) => heard.push(chunk));
  await once(answer, "data");
  await proxy.drain({ component: "api", label: "1.0" }, 50);
  await once(answer, "end");
  expect(Buffer.concat(heard)).toEqual(event);
});

test("blocking a version ends its streams at once", async () => {
  const [bad, good] = [await streaming("2"), await instance("1")];
  const state = (stage: "active" | "blocked", generation: number, weight: number) =>
    apiState({ "2.0": { urls: [bad.url], stage }, "1.0": { urls: [good.url] } }, { generation, weight });
  const { proxy, url } = await runningProxy(state("active", 1, 10_000));
  const [between, inside] = [await answerOf(url), await answerOf(url)];
  bad.open[1]?.write("data: ha");
  await said(inside, "ha");
  const cut = once(inside, "error");
  proxy.apply(state("blocked", 2, 0));
  expect(stream(proxy)?.[0]).toEqual(["2.0", "blocked", 0]);
  expect(await rest(between)).toContain("cf-reconnect");
  await cut;
});

test.each(["closing", "blocked"] as const)(
  "a stream that begins when its version is %s ends at once",
  async (stage) => {
    const begin: (() => void)[] = [];
    const late = await instance("1", (_, res) => {
      begin.push(() => {
        res.writeHead(200, { "content-type": "text/event-stream" });
        res.flushHeaders();
      });
    });
    const next = await instance("2");
    const state = (of: "active" | "closing" | "blocked", generation: number, weight: number) =>
      apiState(
        { "2.0": { urls: [next.url] }, "1.0": { urls: [late.url], stage: of } },
        { generation, weight },
      );
    const { proxy, url } = await runningProxy(state("active", 1, 0));
    const asked = answerOf(url);
    await expect.poll(() => begin.length).toBe(1);
    proxy.apply(state(stage, 2, 10_000));
    begin[0]?.();
    expect(await rest(await asked)).toBe("event: cf-reconnect\ndata: {}\n\n");
  },
);

test("a version has only so many streams", async () => {
  const api = await streaming("api");
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), {
    limits: { maxStreamsPerVersion: 1 },
  });
  (await answerOf(url)).on("error", () => undefined);
  expect(await ask(url)).toMatchObject({ status: 503, headers: { "x-cf-error": "CF_PROXY_BUSY" } });
  expect(proxy.read()?.versions[0]?.instances[0]).toMatchObject({ streams: 1, requests: 0 });
});

test("a stream in which nothing moves is ended after its time", async () => {
  const api = await streaming("api");
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), {
    limits: { streamIdleTimeoutMs: 40, sweepMs: 10 },
  });
  expect(await rest(await answerOf(url))).toContain("cf-reconnect");
});

test("streams end one by one over the time of a drain", async () => {
  const api = await streaming("api");
  const dice = [0, 0.5, 0.99];
  const { proxy, url } = await runningProxy(
    apiState({ "1.0": { urls: [api.url] } }),
    { limits: { politeEndMs: 10 } },
    { random: () => dice.shift() ?? 0 },
  );
  const answers = await Promise.all([answerOf(url), answerOf(url), answerOf(url)]);
  const beganMs = performance.now();
  const ends = answers.map(async (answer) => {
    await rest(answer);
    return performance.now() - beganMs;
  });
  await proxy.drain({ component: "api", label: "1.0" }, 300);
  const [first = 0, second = 0, third = 0] = (await Promise.all(ends)).sort((a, b) => a - b);
  expect(first).toBeLessThan(140);
  expect(second - first).toBeGreaterThan(50);
  expect(third - second).toBeGreaterThan(50);
});

test("draining one instance leaves the others alone", async () => {
  const [one, two] = [await streaming("one"), await streaming("two")] as const;
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [one.url, two.url] } }));
  const answers = await Promise.all([answerOf(url), answerOf(url)]);
  // The other one is cut with the proxy, when the test is over.
  const ended = Promise.race(answers.map((answer) => rest(answer).catch(() => undefined)));
  expect(await proxy.drain({ component: "api", label: "1.0", instance: one.url }, 20)).toEqual({
    requests: 0,
    streams: 0,
  });
  await ended;
  const left = proxy.read()?.versions[0]?.instances.map(({ streams }) => streams);
  expect(left).toEqual([0, 1]);
});

test("what nobody has cannot be drained", async () => {
  const api: Instance = await instance("api");
  const { proxy } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  await expect(proxy.drain({ component: "api", label: "9.0" }, 0)).rejects.toMatchObject({
    code: "CF_VERSION_UNKNOWN",
  });
  await expect(proxy.drain({ component: "web", label: "1.0" }, 0)).rejects.toMatchObject({
    code: "CF_COMPONENT_UNROUTED",
  });
  const lost = { component: "api", label: "1.0", instance: "http://lost:1" };
  await expect(proxy.drain(lost, 0)).rejects.toMatchObject({ code: "CF_INSTANCE_UNKNOWN" });
});
