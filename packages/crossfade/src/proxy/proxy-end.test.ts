import { once } from "node:events";
import { expect, test } from "vitest";
import { answerOf, ask } from "../../../../test/support/ask.ts";
import { instance } from "../../../../test/support/instance.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";
import { RawConnection } from "../../../../test/support/raw-http.ts";

test("closing lets what is in hand end, and ends a kept connection behind it", async () => {
  const answers: (() => void)[] = [];
  const api = await instance("api", (_, res) => answers.push(() => res.end("complete")));
  const { proxy, port } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const client = new RawConnection(port).say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await expect.poll(() => answers.length).toBe(1);
  const closed = proxy.close(5_000);
  answers[0]?.();
  expect(await client.closed()).toMatch(/connection: close.*complete$/is);
  await closed;
});

test("what does not end in its time is cut", async () => {
  const api = await instance("api", (_, res) => {
    res.write("half");
  });
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const answer = await answerOf(url);
  await once(answer, "data");
  const cut = once(answer, "error");
  await proxy.close(30);
  await cut;
});

test("connections to instances end with the proxy", async () => {
  const api = await instance("api");
  let open = 0;
  api.server.on("connection", (socket) => {
    open++;
    socket.on("close", () => open--);
  });
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  await ask(url);
  expect(open).toBe(1);
  await proxy.close(0);
  await expect.poll(() => open).toBe(0);
});

test("closing twice is closing once", async () => {
  const { proxy } = await runningProxy(undefined);
  await Promise.all([proxy.close(0), proxy.close(0)]);
});

test("a port that is taken is an error, and nothing is left open", async () => {
  const { port } = await runningProxy(undefined);
  const listen = { host: "127.0.0.1", port };
  await expect(runningProxy(undefined, { listen })).rejects.toMatchObject({ code: "EADDRINUSE" });
});
