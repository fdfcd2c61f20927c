import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { ask } from "../../../../test/support/ask.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";
import { requireOrSkip } from "../../../../test/support/require-or-skip.ts";
import { tree } from "../../../../test/support/tree.ts";

/** An https instance that proves to be `api.internal`, signed by itself. */
async function secure() {
  const folder = tree({});
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const name = ["-subj", "/CN=api.internal", "-addext", "subjectAltName=DNS:api.internal"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...kind, ...name, "-keyout", key, "-out", cert], {
    stdio: "pipe",
  });
  const roots = readFileSync(cert, "utf8");
  const server = createServer({ key: readFileSync(key), cert: roots }, (req, res) => {
    res.end(`${(req.socket as TLSSocket & { servername: string }).servername} ${req.headers.host}`);
  });
  new WebSocketServer({ server }).on("connection", (socket) => socket.send("hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, roots };
}

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const resolve = async () => [{ address: "127.0.0.1", family: 4 }];

test("an https instance proves the name it is configured by, whatever Host the client sends", async (context) => {
  requireOrSkip(context, hasOpenssl, "openssl is not installed");
  const { port, roots } = await secure();
  const state = apiState({ "1.0": { urls: [`https://api.internal:${port}`] } });
  const { url } = await runningProxy(state, {}, { resolve, roots });
  for (const host of ["shop.example", "other.example"])
    expect(await ask(url, { headers: { host } })).toMatchObject({
      status: 200,
      body: `api.internal ${host}`,
    });
  const socket = new WebSocket(url.replace("http:", "ws:"));
  const message = await new Promise((done, failed) => socket.on("message", done).on("error", failed));
  expect(String(message)).toBe("hello");
  socket.terminate();
});

test("an https instance that proves another name, or none that is trusted, is not talked to", async (context) => {
  requireOrSkip(context, hasOpenssl, "openssl is not installed");
  const { port, roots } = await secure();
  const named = apiState({ "1.0": { urls: [`https://web.internal:${port}`] } });
  expect((await ask((await runningProxy(named, {}, { resolve, roots })).url)).status).toBe(502);
  const unknown = apiState({ "1.0": { urls: [`https://api.internal:${port}`] } });
  expect((await ask((await runningProxy(unknown, {}, { resolve })).url)).status).toBe(502);
});
