import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { answerOf, ask } from "../../../../test/support/ask.ts";
import { instance } from "../../../../test/support/instance.ts";
import { apiState } from "../../../../test/support/proxied-api.ts";
import { RawConnection } from "../../../../test/support/raw-http.ts";
import { tree } from "../../../../test/support/tree.ts";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const here = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);

/** A process that is nothing but a proxy: each line it reads is a state, "end" closes the proxy. It never exits by itself. */
const program = `
import { createInterface } from "node:readline";
import { createProxyServer } from ${here("proxy-server.ts")};
import { proxySettings } from ${here("settings.ts")};
const proxy = createProxyServer(
  proxySettings({
    router: "edge",
    routes: [{ path: "/", component: "api", name: "/" }],
    listen: { host: "127.0.0.1", port: 0 },
    health: { path: "/up", everyMs: 50, timeoutMs: 60_000, needed: 1 },
  }),
  {
    pinSecret: Buffer.alloc(32),
    nowMs: () => Date.now(),
    elapsedMs: () => performance.now(),
    random: Math.random,
    newId: () => "one-and-only",
    resolve: async () => [],
  },
);
const lines = createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  if (line !== "end") {
    proxy.apply(JSON.parse(line));
    console.log("applied");
    return;
  }
  lines.close();
  process.stdin.destroy();
  await proxy.close(0);
  console.log("closed");
});
console.log((await proxy.listen()).port);
`;

test("after close nothing of the proxy is open: its process ends by itself", async () => {
  const api = await instance("api", (req, res) => {
    if (req.url !== "/stream") {
      res.end("api");
      return;
    }
    res.writeHead(200, { "content-type": "text/event-stream" });
    res.flushHeaders();
  });
  const folder = tree({ "proxy.mts": program });
  const args = ["--conditions=crossfade-source", "--import", tsx, `${folder}/proxy.mts`];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const exited = once(child, "exit");
  const port = Number(String((await once(child.stdout, "data"))[0]));
  const url = `http://127.0.0.1:${port}`;
  const say = async (line: string) => {
    const heard = once(child.stdout, "data");
    child.stdin.write(`${line}\n`);
    return String((await heard)[0]).trim();
  };
  await say(JSON.stringify(apiState({ "1.0": { urls: [api.url] } })));
  await Promise.all([1, 2, 3].map(() => ask(url)));
  const idle = new RawConnection(port).say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await idle.until("api");
  const stream = await answerOf(`${url}/stream`);
  stream.resume().on("error", () => undefined);
  const heldUntilMs = Date.now() + 600_000;
  await say(JSON.stringify(apiState({ "1.0": { urls: [api.url] } }, { generation: 2, heldUntilMs })));
  const held = ask(url);
  await ask(url, { headers: { host: "a b" } });
  expect(await say("end")).toBe("closed");
  expect((await held).status).toBe(503);
  await idle.closed();
  const late = new Promise((resolve) => setTimeout(resolve, 10_000, ["is still running"]).unref());
  expect(await Promise.race([exited, late])).toEqual([0, null]);
  const refused = connect(port, "127.0.0.1");
  expect((await once(refused, "error"))[0]).toMatchObject({ code: "ECONNREFUSED" });
});
