import { randomUUID } from "node:crypto";
import { MessageChannel } from "node:worker_threads";
import { cartClient, checkout, frame, openPage, orderStatus, sendInvoice } from "./clients.ts";
import { builtFiles, folderOf } from "./shop.ts";
import { type Meeting, must } from "./talk.ts";
import type { World } from "./world.ts";

/** What a mug costs, as the first migration says. */
const mugCents = 1200;

export const pageCallsApi: Meeting = {
  async meet(world, page, api) {
    const client = await cartClient(world.shop, page, await world.api(api));
    const cart = randomUUID();
    await client.put(cart, "mug", 2);
    const { total, totalCents } = await client.read(cart);
    must((total ?? totalCents) === 2 * mugCents, "the cart costs something else", { total, totalCents });
    const { order } = await client.placeOrder(cart, { giftNote: "with love", currency: "USD" });
    const rows = await world.database.run(["SELECT total_cents FROM orders WHERE id = $1", order]);
    must(rows[0]?.total_cents === 2 * mugCents, "the order is not there", rows);
  },
};

export const addInCallsApi: Meeting = {
  async meet(world, addIn, api) {
    const order = await orderInDatabase(world);
    const invoice = await sendInvoice(world.shop, addIn, await world.api(api), order);
    const rows = await world.database.run(["SELECT order_id FROM invoices WHERE id = $1", invoice]);
    must(rows[0]?.order_id === order, "the invoice is not there", rows);
  },
};

export const extensionCallsApi: Meeting = {
  async meet(world, extension, api) {
    const order = await orderInDatabase(world);
    const shown = await orderStatus(world.shop, extension, await world.api(api), order);
    must(shown.status === "placed" && shown.total === mugCents, "the order is something else", shown);
  },
};

export const pageLoadsChunks: Meeting = {
  async meet(world, page, assets) {
    const host = await world.assets(assets);
    for (const file of builtFiles(folderOf(world.shop, "web", page)).values()) {
      const response = await fetch(`${host}/${file}`);
      await response.arrayBuffer();
      must(response.status === 200, `GET /${file}: ${response.status}`);
    }
    const opened = await openPage(world.shop, page, { flags: await world.flags(page), assets: host });
    await opened.cart();
    await opened.checkout();
  },
};

export const pageReadsFlags: Meeting = {
  async meet(world, page, flags) {
    const hosts = { flags: await world.flags(flags), assets: "" };
    const { lost } = await openPage(world.shop, page, hosts);
    must(lost.length === 0, "features are lost", lost);
  },
};

export const pageAsksFrame: Meeting = {
  async meet(world, page, frameVersion) {
    const order = { order: randomUUID(), amount: mugCents, currency: "USD" };
    const { port1, port2 } = new MessageChannel();
    try {
      (await frame(world.shop, frameVersion)).openFrame(port2);
      const paid = await (await checkout(world.shop, page)).pay(port1, order);
      must(paid.order === order.order, "another order was paid", paid);
    } finally {
      port1.close();
    }
  },
};

/** What a frame answers to a page of its own version, read by the page of another. */
export const frameAnswersPage: Meeting = {
  async meet(world, frameVersion, page) {
    const order = { order: randomUUID(), amount: mugCents, currency: "USD" };
    const { port1, port2 } = new MessageChannel();
    try {
      (await frame(world.shop, frameVersion)).openFrame(port2);
      const answer = new Promise((resolve) => port1.once("message", resolve));
      port1.postMessage((await checkout(world.shop, frameVersion)).payMessage(order));
      const paid = (await checkout(world.shop, page)).readPaid(await answer);
      must(paid.order === order.order, "another order was paid", paid);
    } finally {
      port1.close();
    }
  },
};

/** An order that no api has placed, in columns that every version of the schema has. */
export async function orderInDatabase(world: World): Promise<string> {
  const id = randomUUID();
  const insert = "INSERT INTO orders (id, cart, total_cents, status) VALUES ($1, $1, $2, 'placed')";
  await world.database.run([insert, id, mugCents]);
  return id;
}
