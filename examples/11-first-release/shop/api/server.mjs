// The api. Environment: SHOP_DATABASE; PORT (default: a free one); DECLINED: the share of payments that the provider does
// not answer.
import { createServer } from "node:http";
import { openDatabase } from "../lib/database.mjs";
import { say, whenToldToStop } from "../lib/process.mjs";
import { cents, checkOut, version } from "./checkout.mjs";

const database = openDatabase(new URL("sql-contract.json", import.meta.url));
const declined = Number(process.env.DECLINED ?? 0);
const maxBytes = 10_000;

const server = createServer((request, response) => {
  answer(request)
    .catch((error) => {
      say("failed", { error: error.message });
      return [500, { error: error.message }];
    })
    .then(([status, body]) => {
      response.writeHead(status, { "content-type": "application/json", "x-version": version });
      response.end(JSON.stringify(body));
    });
});

async function answer(request) {
  if (request.url === "/up") {
    await database.run("up");
    return [200, { up: true }];
  }
  if (request.method === "GET" && request.url === "/api/prices") return [200, cents];
  if (request.method !== "POST" || request.url !== "/api/checkouts") return [404, { error: "not here" }];
  const order = JSON.parse(await textOf(request));
  if (Math.random() < declined) return [503, { error: "the payment provider does not answer" }];
  return [201, await checkOut(database.run, order)];
}

async function textOf(request) {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > maxBytes) throw new Error("the order is too long");
  }
  return text;
}

server.keepAliveTimeout = 60_000;
server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
  say("ready", { url: `http://127.0.0.1:${server.address().port}` });
});

whenToldToStop(async () => {
  server.close();
  server.closeIdleConnections();
  await database.close();
});
