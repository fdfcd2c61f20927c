import { randomUUID } from "node:crypto";
import { cacheCart, cachedCart } from "./cart-cache.mjs";

/** What the shop does, each in one transaction; `run` runs a query of sql-contract.json by its name. */
export async function putItem(run, cart, sku, quantity) {
  await run("put-item", [cart, sku, quantity]);
  await run("clear-cache", [cart]);
}

export async function readCart(run, cart) {
  const known = await cachedCart(run, cart);
  if (known) return known;
  const fresh = await computeCart(run, cart);
  await cacheCart(run, cart, fresh);
  return fresh;
}

export async function placeOrder(run, cart, { giftNote }) {
  const { total } = await computeCart(run, cart);
  const order = randomUUID();
  await run("write-order", [order, cart, total, giftNote ?? null]);
  await run("send", [JSON.stringify({ order, amount: total })]);
  return { order };
}

export async function readOrder(run, order) {
  const [row] = await run("read-order", [order]);
  if (!row) return undefined;
  const giftNote = row.gift_note === null ? {} : { giftNote: row.gift_note };
  return { order: row.id, status: row.status, total: row.total_cents, ...giftNote };
}

export async function writeInvoice(run, order, { to }) {
  const invoice = randomUUID();
  await run("write-invoice", [invoice, order, to]);
  return { invoice };
}

async function computeCart(run, cart) {
  const rows = await run("read-items", [cart]);
  return {
    items: rows.map(({ sku, quantity }) => ({ sku, quantity })),
    total: rows.reduce((sum, { quantity, price_cents }) => sum + quantity * price_cents, 0),
  };
}
