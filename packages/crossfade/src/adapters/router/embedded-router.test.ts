import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tree } from "../../../../../test/support/tree.ts";
import { createEmbeddedRouter } from "./embedded-router.ts";

const state = { stateSchema: 1 as const, router: "edge", generation: 1, components: {} };
const reading = { state, versions: [], runningSinceMs: 0 };

async function answering(listener: RequestListener) {
  const socket = join(tree({}), "admin.sock");
  const server = createServer(listener).listen(socket);
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return createEmbeddedRouter({ id: "edge", socket, timeoutMs: 300 });
}

test.each<[string, RequestListener, string]>([
  ["never answers", () => {}, "no answer within 300 ms"],
  [
    "begins an answer and stops",
    (_, response) => response.writeHead(200).write("{"),
    "no answer within 300 ms",
  ],
  ["hangs up", (_, response) => response.destroy(), "it hung up"],
  ["answers something else than JSON", (_, response) => response.end("<html>"), "is not valid JSON"],
  ["fails in words of its own", (_, response) => response.writeHead(502).end("{}"), "it answered 502"],
  [
    "names an error that nobody knows",
    (_, response) => response.writeHead(500).end('{"error":{"code":"CF_TO_COME"}}'),
    "it answered 500",
  ],
])("a router that %s is unreachable, and says why", async (_, listener, why) => {
  const router = await answering(listener);
  await expect(router.read()).rejects.toMatchObject({
    code: "CF_ROUTER_UNREACHABLE",
    details: { router: "edge", why: expect.stringContaining(why) },
  });
});

test("where there is no socket, or only that of a process that died, nobody is reached", async () => {
  const folder = tree({ "file.sock": "" });
  const at = (name: string) => createEmbeddedRouter({ id: "edge", socket: join(folder, name) });
  await expect(at("none.sock").read()).rejects.toMatchObject({ details: { why: "there is no such socket" } });
  await expect(at("file.sock").read()).rejects.toMatchObject({
    details: { why: "nobody listens there any more" },
  });
});

test("what answers a state that is none is told as that", async () => {
  const wrong = { ...reading, state: { ...state, generation: -1 } };
  const router = await answering((_, response) => response.end(JSON.stringify(wrong)));
  await expect(router.read()).rejects.toMatchObject({ code: "CF_ROUTER_STATE_INVALID" });
});

test("a state of another router is not even sent", async () => {
  const asked: string[] = [];
  const router = await answering((request, response) => {
    asked.push(request.url ?? "");
    response.end(JSON.stringify(reading));
  });
  await expect(router.apply({ ...state, router: "staging" })).rejects.toMatchObject({
    code: "CF_ROUTER_STATE_INVALID",
  });
  expect(asked).toEqual([]);
});

test("a drain may take its own time beyond the time of other calls", async () => {
  const router = await answering((_, response) =>
    setTimeout(() => response.end('{"requests":0,"streams":0}'), 450),
  );
  expect(await router.drain({ component: "api", label: "1.0.0" }, 400)).toEqual({ requests: 0, streams: 0 });
});

test("nothing stays open between calls", async () => {
  const socket = join(tree({}), "admin.sock");
  const open = new Set<unknown>();
  const server = createTcpServer((connection) => {
    open.add(connection);
    connection.on("close", () => open.delete(connection));
    connection.on("data", () => {
      const body = JSON.stringify(reading);
      connection.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    });
  }).listen(socket);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  await createEmbeddedRouter({ id: "edge", socket }).read();
  await expect.poll(() => open.size).toBe(0);
});
