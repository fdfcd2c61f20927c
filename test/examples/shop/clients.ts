import { join } from "node:path";
import type { MessagePort } from "node:worker_threads";
import { builtFiles, folderOf, moduleAt, type Shop } from "./shop.ts";

/** The page's view of a cart; what comes back differs from version to version. */
export interface CartClient {
  put(cart: string, sku: string, quantity: number): Promise<void>;
  read(cart: string): Promise<{ readonly total?: number; readonly totalCents?: number }>;
  placeOrder(
    cart: string,
    more: { readonly giftNote?: string; readonly currency?: string },
  ): Promise<{ readonly order: string }>;
}

export interface Checkout {
  pay(port: MessagePort, order: PaidOrder): Promise<{ readonly order: string }>;
  payMessage(order: PaidOrder): unknown;
  readPaid(message: unknown): { readonly order: string };
}

interface PaidOrder {
  readonly order: string;
  readonly amount: number;
  readonly currency: string;
}

export interface Page {
  readonly features: Readonly<Record<string, boolean>>;
  readonly lost: readonly string[];
  cart(): Promise<CartClient>;
  checkout(): Promise<Checkout>;
}

interface PageEntry {
  openPage(around: {
    readonly base: string;
    readonly assets: string;
    readonly fetch: typeof fetch;
    readonly load: (url: string) => Promise<unknown>;
  }): Promise<Page>;
}

/** A built chunk of the page of a version, as a browser that has loaded it runs it. */
function chunk<T>(shop: Shop, version: string, source: string): Promise<T> {
  const folder = folderOf(shop, "web", version);
  return moduleAt<T>(join(folder, "web/dist", builtFiles(folder).get(source) ?? ""));
}

interface CartModule {
  cartClient(fetching: typeof fetch, base: string): CartClient;
}

export async function cartClient(shop: Shop, version: string, base: string): Promise<CartClient> {
  const module = await chunk<CartModule>(shop, version, "src/cart.js");
  return module.cartClient(fetch, base);
}

export function checkout(shop: Shop, version: string): Promise<Checkout> {
  return chunk<Checkout>(shop, version, "src/checkout.js");
}

/** Opens the page of a version: flags from one host, chunks from another. A chunk that the host lacks is an error. */
export async function openPage(
  shop: Shop,
  version: string,
  hosts: { flags: string; assets: string },
): Promise<Page> {
  const { openPage: open } = await chunk<PageEntry>(shop, version, "index.html");
  return open({ base: hosts.flags, assets: hosts.assets, fetch, load: loadOverHttp });
}

/** What `import(url)` does in a browser. */
async function loadOverHttp(url: string): Promise<unknown> {
  const response = await fetch(url);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url}: ${response.status} ${text}`);
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
}

export async function frame(shop: Shop, version: string): Promise<{ openFrame(port: MessagePort): void }> {
  return moduleAt(join(folderOf(shop, "checkout-frame", version), "checkout-frame/frame.js"));
}

export async function sendInvoice(shop: Shop, version: string, base: string, order: string): Promise<string> {
  const module = await moduleAt<{
    sendInvoice(f: typeof fetch, base: string, order: string, to: string): Promise<string>;
  }>(join(folderOf(shop, "outlook", version), "outlook/taskpane.mjs"));
  return module.sendInvoice(fetch, base, order, "customer@shop.example");
}

export async function orderStatus(
  shop: Shop,
  version: string,
  base: string,
  order: string,
): Promise<{ status: string; total: number }> {
  const module = await moduleAt<{
    orderStatus(f: typeof fetch, base: string, order: string): Promise<{ status: string; total: number }>;
  }>(join(folderOf(shop, "chrome", version), "chrome/background.mjs"));
  return module.orderStatus(fetch, base, order);
}

/** Whether the page of a version can work with what a server answers to its question for the cart. */
export async function pageAnswered(shop: Shop, version: string, answer: unknown): Promise<boolean> {
  const module = await chunk<CartModule>(shop, version, "src/cart.js");
  const answering = () => Promise.resolve(Response.json(answer));
  return module
    .cartClient(answering, "")
    .read("any")
    .then(
      () => true,
      () => false,
    );
}
