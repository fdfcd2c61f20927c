// Customers of the shop, for as long as this runs: `node traffic.mjs`. Environment: SHOP (where they go), CONTROL (port of
// GET /), CHECKOUTS_PER_S, USERS. Old pages and new ones are open at once; each customer stays with one.
import { Agent, createServer, request } from "node:http";

const shop = new URL("/api/checkouts", process.env.SHOP);
const perSecond = Number(process.env.CHECKOUTS_PER_S ?? 300);
const users = Number(process.env.USERS ?? 2_000);
const tickMs = 25;
const timeoutMs = 5_000;
const agent = new Agent({ keepAlive: true, maxSockets: 128 });
/** Three customers in ten have had their page open since version 0.9. */
const pageOf = (user) => (user % 10 < 3 ? "web/0.9.0" : "web/1.0.0");

/** By version that answered: how many, how many of them not well; and of whom each customer was served last. */
const answered = new Map();
const servedBy = new Map();
let owed = 0;
let last = performance.now();

function tick() {
  const now = performance.now();
  owed = Math.min(perSecond, owed + ((now - last) * perSecond) / 1_000);
  last = now;
  for (; owed >= 1; owed--) checkOut(Math.floor(Math.random() * users));
}

function checkOut(user) {
  const body = JSON.stringify({
    items: [{ sku: user % 2 === 0 ? "mug" : "print", quantity: 1 + (user % 3) }],
  });
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-client-version": pageOf(user),
    cookie: `uid=u-${user}`,
  };
  const sent = request(shop, { method: "POST", agent, headers, timeout: timeoutMs }, (response) => {
    response.resume();
    count(response.headers["x-version"] ?? "nobody", user, response.statusCode === 201);
  });
  sent.on("timeout", () => sent.destroy());
  sent.on("error", () => count("nobody", user, false));
  sent.end(body);
}

function count(version, user, isWell) {
  const known = answered.get(version) ?? { checkouts: 0, failed: 0 };
  known.checkouts++;
  if (!isWell) known.failed++;
  answered.set(version, known);
  servedBy.set(user, version);
}

function report() {
  const customers = {};
  for (const version of servedBy.values()) customers[version] = (customers[version] ?? 0) + 1;
  return { answered: Object.fromEntries(answered), customers, users: servedBy.size };
}

const control = createServer((_, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(report()));
});
control.listen(Number(process.env.CONTROL ?? 0), "127.0.0.1", () => {
  process.stdout.write(
    `${JSON.stringify({ event: "ready", url: `http://127.0.0.1:${control.address().port}` })}\n`,
  );
  setInterval(tick, tickMs);
});
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(0));
