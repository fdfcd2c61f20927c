import { bodyOf, isQuantity, isString, optional, required } from "./requests.mjs";
import { placeOrder, putItem, readCart, readOrder, writeInvoice } from "./shop.mjs";

/** Method, path and handler; a handler gives the status and, where there is one, the body. */
export const routes = [
  ["GET", /^\/carts\/([^/]+)$/, async (run, [cart]) => [200, await readCart(run, cart)]],
  [
    "PUT",
    /^\/carts\/([^/]+)\/items\/([^/]+)$/,
    async (run, [cart, sku], request) => {
      const quantity = required(await bodyOf(request), "quantity", isQuantity);
      await putItem(run, cart, sku, quantity);
      return [204];
    },
  ],
  [
    "POST",
    /^\/carts\/([^/]+)\/orders$/,
    async (run, [cart], request) => {
      const giftNote = optional(await bodyOf(request), "giftNote", isString);
      return [201, await placeOrder(run, cart, { giftNote })];
    },
  ],
  [
    "GET",
    /^\/orders\/([^/]+)$/,
    async (run, [order]) => {
      const found = await readOrder(run, order);
      return found ? [200, found] : [404, { error: "there is no such order" }];
    },
  ],
  [
    "POST",
    /^\/orders\/([^/]+)\/invoices$/,
    async (run, [order], request) => {
      const to = required(await bodyOf(request), "to", isString);
      return [201, await writeInvoice(run, order, { to })];
    },
  ],
];
