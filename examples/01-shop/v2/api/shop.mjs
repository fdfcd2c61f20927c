import { randomUUID } from "node:crypto";
import { cacheCart, cachedCart } from "./cart-cache.mjs";

/** What the shop does, each in one transaction; `run` runs a query of sql-contract.json by its name. */
export async function putItem(run, cart, sku, quantity) {
  await run("put-item", [cart, sku, quantity]);
  await run("clear-cache", [cart]);
}

export async function readCart(run, cart) {
  const known = await cachedCart(run, cart);
  if (known) return underBothNames(known);
  const fresh = await computeCart(run, cart);
  await cacheCart(run, cart, fresh);
  return underBothNames(fresh);
}

export async function placeOrder(run, cart, { currency }) {
  const { totalCents } = await computeCart(run, cart);
  const order = randomUUID();
  await run("write-order", [order, cart, totalCents, currency]);
  await run("send", [JSON.stringify({ order, amount: totalCents, currency })]);
  return { order };
}

export async function readOrder(run, order) {
  const [row] = await run("read-order", [order]);
  if (!row) return undefined;
  const { id, status, currency, total_cents: totalCents } = row;
  return underBothNames({ order: id, status, currency, totalCents });
}

export async function writeInvoice(run, order, { to, locale }) {
  const invoice = randomUUID();
  await run("write-invoice", [invoice, order, to, locale]);
  return { invoice };
}

/** `total` is the name that clients of version 1 know. */
function underBothNames(value) {
  return { ...value, total: value.totalCents };
}

async function computeCart(run, cart) {
  const rows = await run("read-items", [cart]);
  return {
    items: rows.map(({ sku, quantity }) => ({ sku, quantity })),
    totalCents: rows.reduce((sum, { quantity, price_cents }) => sum + quantity * price_cents, 0),
  };
}
