import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Child } from "./child.ts";
import { shop } from "./shop.ts";

afterAll(() => Child.stopAll());

test.each(["v1", "v2"])(
  "`node start.mjs %s` starts the whole shop with nothing but itself, and ends all of it",
  async (version) => {
    const started = await Child.serving(join(shop.root, "start.mjs"), { PORT: "0" }, [version]);
    const page = await fetch(started.url);
    expect(await page.text()).toBe(readFileSync(join(shop.root, version, "web/dist/index.html"), "utf8"));
    const cart = await fetch(new URL("/carts/one", started.url));
    expect([cart.status, cart.headers.get("content-type")]).toEqual([200, "application/json"]);
    await started.stop();
    expect(Child.running()).toEqual([]);
    await expect(fetch(started.url)).rejects.toThrow();
  },
  120_000,
);
