import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Child, type Said } from "./child.ts";
import { cartClient, sendInvoice } from "./clients.ts";
import { folderOf } from "./shop.ts";
import { type Leaving, type Meeting, must } from "./talk.ts";
import type { World } from "./world.ts";

export const ordersInQueue: Leaving = {
  once: true,
  leave: placeOrder,
  async take(world, order, worker) {
    const dealt = await dealWith(world, order, worker);
    must(dealt.event === "acknowledged", "the worker failed", dealt);
    const [row] = await world.database.run(["SELECT status FROM orders WHERE id = $1", order]);
    must(row?.status === "packed", "the order is not packed", row);
  },
};

export const cachedCarts: Leaving = {
  once: false,
  async leave(world, api) {
    const client = await cartClient(world.shop, api, await world.api(api));
    const cart = randomUUID();
    await client.put(cart, "print", 1);
    await client.read(cart);
    const rows = await world.database.run(["SELECT key FROM cache_entries WHERE cart = $1", cart]);
    must(rows.length === 1, "the cart is not cached", rows);
    return cart;
  },
  async take(world, cart, api) {
    const { total, totalCents } = await (await cartClient(world.shop, api, await world.api(api))).read(cart);
    must((total ?? totalCents) === 2500, "the cached cart costs something else", { total, totalCents });
  },
};

export const orderRows: Leaving = {
  once: false,
  leave: placeOrder,
  async take(world, order, nightly) {
    const [row] = await world.database.run([
      "SELECT placed_on::text AS day FROM orders WHERE id = $1",
      order,
    ]);
    const summary = await runNightly(world, nightly, String(row?.day));
    const [all] = await world.database.run([
      "SELECT count(*)::int AS orders, sum(total_cents)::int AS total FROM orders WHERE placed_on = $1",
      row?.day,
    ]);
    must(summary.orders === all?.orders && summary.total === all?.total, "the job has seen something else", {
      summary,
      all,
    });
  },
};

/** Everything an api does, told by clients of its own version; then each query alone. */
export const apiUsesSchema: Meeting = {
  async meet(world, api) {
    const base = await world.api(api);
    const order = await placeOrder(world, api);
    const response = await fetch(`${base}/orders/${order}`);
    must(response.status === 200, `GET /orders/{order}: ${response.status} ${await response.text()}`);
    await sendInvoice(world.shop, api, base, order);
    await prepareQueries(world, "api", api);
  },
};

export const workerUsesSchema: Meeting = {
  async meet(world, worker) {
    const order = randomUUID();
    await world.database.run([
      "INSERT INTO orders (id, cart, total_cents, status) VALUES ($1, $1, 1, 'placed')",
      order,
    ]);
    const dealt = await sendToWorker(world, worker, { order, amount: 1, currency: "EUR" });
    must(dealt.event === "acknowledged", "the worker failed", dealt);
    await prepareQueries(world, "worker", worker);
  },
};

export const nightlyUsesSchema: Meeting = {
  async meet(world, nightly) {
    const day = "2026-01-31";
    await world.database.run([
      "INSERT INTO orders (id, cart, total_cents, status, placed_on) VALUES ($1, $1, 1, 'placed', $2)",
      randomUUID(),
      day,
    ]);
    await runNightly(world, nightly, day);
    await prepareQueries(world, "nightly", nightly);
  },
};

/** A whole purchase: cart, cache, order, message. */
async function placeOrder(world: World, api: string): Promise<string> {
  const client = await cartClient(world.shop, api, await world.api(api));
  const cart = randomUUID();
  await client.put(cart, "mug", 1);
  await client.read(cart);
  await client.read(cart);
  return (await client.placeOrder(cart, { giftNote: "with love", currency: "USD" })).order;
}

/** Puts a message into the queue, and has one worker deal with it. */
export async function sendToWorker(
  world: World,
  version: string,
  message: { readonly order: string; readonly [more: string]: unknown },
): Promise<Said> {
  await world.database.run([
    "INSERT INTO messages (queue, body) VALUES ('orders', $1)",
    JSON.stringify(message),
  ]);
  return dealWith(world, message.order, version);
}

/** Lets one worker run until it has dealt with an order. What it could not do must be kept, what it did be gone. */
async function dealWith(world: World, order: string, version: string): Promise<Said> {
  const worker = await world.worker(version);
  await fetch(`${worker.url}/resume`);
  const dealt = await worker.event((said) => said.order === order);
  await fetch(`${worker.url}/pause`);
  const waiting = await world.database.run([
    "SELECT attempts FROM messages WHERE body ->> 'order' = $1",
    order,
  ]);
  const right =
    dealt.event === "failed" ? waiting.length === 1 && waiting[0]?.attempts === 1 : waiting.length === 0;
  if (!right) throw new TypeError(`${dealt.event}, and then: ${JSON.stringify(waiting)}`);
  return dealt;
}

/** Lets a worker take everything that waits. */
export async function drain(world: World, version: string): Promise<void> {
  const worker = await world.worker(version);
  const idle = worker.next(({ event }) => event === "idle");
  await fetch(`${worker.url}/resume`);
  await idle;
  await fetch(`${worker.url}/pause`);
  const waiting = await world.database.run(["SELECT body FROM messages"]);
  must(waiting.length === 0, "the queue is not empty", waiting);
}

async function runNightly(world: World, version: string, day: string): Promise<Said> {
  const script = join(folderOf(world.shop, "nightly", version), "nightly/main.mjs");
  const { said, code } = await Child.ran(script, { DATABASE_URL: world.database.url, DAY: day });
  const last = said.at(-1);
  must(code === 0 && last?.event === "summed up", `the job ended with ${code}`, said);
  return last;
}

/** The contract names what runs; a query that the flows above do not reach must not be a hole. */
async function prepareQueries(world: World, component: string, version: string): Promise<void> {
  const path = join(folderOf(world.shop, component, version), component, "sql-contract.json");
  const { queries } = JSON.parse(readFileSync(path, "utf8")) as { queries: { name: string; sql: string }[] };
  for (const { name, sql } of queries)
    await world.database.run([`PREPARE one AS ${sql}`], ["DEALLOCATE one"]).catch((error: Error) => {
      throw new Error(`${name}: ${error.message}`);
    });
}
