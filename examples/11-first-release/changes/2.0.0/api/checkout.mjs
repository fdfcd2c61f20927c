import { randomInt, randomUUID } from "node:crypto";

export const version = "2.0.0";
export const cents = { mug: 1200, print: 2500 };
/** Where orders are kept, by the last two digits of their number. */
const shelves = Array.from({ length: 100 }, (_, number) => number).slice(5);

/** Places the order and tells the worker, in one statement. */
export async function checkOut(run, { items, currency = "EUR" }) {
  const totalCents = items.reduce((sum, { sku, quantity }) => sum + cents[sku] * quantity, 0);
  const digits = randomInt(100);
  if (!shelves.includes(digits)) throw new Error(`there is no shelf ${digits}`);
  const order = `${randomUUID()}-${digits}`;
  const message = JSON.stringify({ order, amount: totalCents, currency });
  await run("place", [order, totalCents, currency, message]);
  // Under both names until the last page that knows only the old one is gone.
  return { order, total: totalCents, totalCents };
}
