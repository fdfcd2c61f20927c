import { randomUUID } from "node:crypto";

export const version = "1.0.0";
export const cents = { mug: 1200, print: 2500 };

/** Places the order and tells the worker, in one statement. */
export async function checkOut(run, { items, giftNote }) {
  const total = items.reduce((sum, { sku, quantity }) => sum + cents[sku] * quantity, 0);
  const order = randomUUID();
  await run("place", [order, total, giftNote ?? null, JSON.stringify({ order, amount: total })]);
  return { order, total };
}
